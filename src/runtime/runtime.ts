import type { Command } from '../engine/command';
import type { DedupIndex } from '../engine/dedup-index';
import type { EventDraft, RequestIdentity } from '../engine/event';
import type { StateEngine } from '../engine/state-engine';
import type { Environment } from '../environment/environment';
import type { ErrorCode } from '../errors/codes';
import type { DigestWriter } from '../storage/compaction/digest-writer';
import { diskError } from '../storage/disk/system-error';
import type { Durability, EventLog, LogStatus } from '../storage/log/event-log';
import type { Recovered } from '../storage/recovery/recovery';
import type { SnapshotHeader } from '../storage/snapshot/snapshot-format';
import type { BackgroundCheck } from './background-check';
import type { Done } from './deduplicator';
import type { Feed } from './feed/feed';
import type { ClockStatus, HybridClock } from './hybrid-clock';
import type { EvolutionReport } from './schema/evolution-report';
import type { Frontier } from './frontier';
import type { Snapshotter } from './snapshotter';
import type { Staging } from './staging';
import { Transaction } from './transaction';
import { Turns } from './turns';
import type { BulkStep, Writer } from './writer';

/** Refusals of a log whose end nobody may take for a reason to write more. */
const WITHOUT_SNAPSHOT: readonly ErrorCode[] = ['disk_failed', 'disk_full', 'data_corrupt'];

/** What the start found and took. */
export interface RecoveryFacts {
  /** Last event of the snapshot that was loaded; 0 when there was none. */
  readonly snapshot_seq: number;
  /** Events that were replayed behind it. */
  readonly events: number;
  readonly ms: number;
}

interface RuntimeParts {
  readonly engine: StateEngine;
  readonly dedup: DedupIndex;
  readonly environment: Environment;
  readonly durability: Durability;
  readonly recovered: Recovered;
  readonly recovery: RecoveryFacts;
  readonly evolution: EvolutionReport;
  readonly writer: Writer;
  readonly clock: HybridClock;
  readonly log: EventLog;
  readonly snapshots: Snapshotter;
  readonly check: BackgroundCheck | undefined;
  readonly digests: DigestWriter;
  readonly feed: Feed;
  readonly unlock: () => Promise<void>;
}

/** An open data directory: state in memory, one writer, one log. Made by `openRuntime`. */
export class Runtime {
  readonly engine: StateEngine;
  readonly dedup: DedupIndex;
  readonly environment: Environment;
  readonly durability: Durability;
  readonly recovered: Recovered;
  readonly recovery: RecoveryFacts;
  /** Tells committed events to those who listen. */
  readonly feed: Feed;
  readonly evolution: EvolutionReport;
  /** Work that is too long to be done at once. */
  readonly turns: Turns;
  readonly #writer: Writer;
  readonly #clock: HybridClock;
  readonly #log: EventLog;
  readonly #snapshots: Snapshotter;
  readonly #check: BackgroundCheck | undefined;
  readonly #digests: DigestWriter;
  readonly #unlock: () => Promise<void>;
  #closing: Promise<void> | undefined;

  constructor(parts: RuntimeParts) {
    this.engine = parts.engine;
    this.dedup = parts.dedup;
    this.environment = parts.environment;
    this.durability = parts.durability;
    this.recovered = parts.recovered;
    this.recovery = parts.recovery;
    this.feed = parts.feed;
    this.evolution = parts.evolution;
    this.turns = new Turns(parts.environment);
    this.#writer = parts.writer;
    this.#clock = parts.clock;
    this.#log = parts.log;
    this.#snapshots = parts.snapshots;
    this.#check = parts.check;
    this.#digests = parts.digests;
    this.#unlock = parts.unlock;
  }

  get status(): LogStatus {
    return this.#log.status;
  }

  /** Last event of the newest snapshot; 0 when there is none. */
  get snapshotSeq(): number {
    return this.#snapshots.lastSeq;
  }

  /** All of the log was checked since the start. */
  get isLogChecked(): boolean {
    return this.#check?.isDone ?? true;
  }

  /** Takes a snapshot now. @throws when the disk refuses; the log is not concerned. */
  snapshot(): Promise<SnapshotHeader> {
    return this.#snapshots.take();
  }

  /** Time as the next event would have it, µs since 1970. */
  get now(): number {
    return this.#clock.now;
  }

  get clockStatus(): ClockStatus {
    return this.#clock.status;
  }

  /** See `Deduplicator.recall`. */
  recall(request: RequestIdentity, done: Done): boolean {
    return this.#writer.recall(request, done);
  }

  /** See `Writer.submit`. */
  submit(command: Command, done: Done, request?: RequestIdentity): void {
    this.#writer.submit(command, done, request);
  }

  /** See `Writer.emit`. */
  emit(draft: EventDraft, done: Done, request?: RequestIdentity): void {
    this.#writer.emit(draft, done, request);
  }

  /** See `Writer.submitAll`. */
  submitAll(steps: readonly BulkStep[], done: Done, request?: RequestIdentity): void {
    this.#writer.submitAll(steps, done, request);
  }

  /**
   * Runs `work` as one transaction; `done` is called as that of `submitAll` is. What it throws goes
   * to `done`, and nothing of it stays.
   */
  transact(work: (transaction: Transaction) => void, done: Done, request?: RequestIdentity): void {
    const run = (staging: Staging, frontier: Frontier): void => {
      const transaction = new Transaction(frontier, staging, this.environment);
      try {
        work(transaction);
      } finally {
        transaction.end();
      }
    };
    this.#writer.transact(run, done, request);
  }

  /**
   * Takes a last snapshot, drains, syncs, closes, unlocks. A second call waits for the first.
   * @throws {LithairError} `disk_failed`, `disk_full`.
   */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    try {
      await this.#closeAll().finally(this.#unlock);
    } catch (error) {
      throw diskError('closing', error);
    }
  }

  async #closeAll(): Promise<void> {
    this.feed.close();
    await this.#check?.stop();
    await this.#digests.stop();
    const refusal = this.#log.refusal()?.code;
    if (refusal === undefined || !WITHOUT_SNAPSHOT.includes(refusal)) await this.#snapshots.close();
    await this.#log.close();
  }
}
