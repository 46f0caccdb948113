import type { DedupEntry } from '../engine/dedup-entry';
import type { DedupIndex } from '../engine/dedup-index';
import type { FrozenState } from '../engine/frozen-state';
import type { StateEngine } from '../engine/state-engine';
import type { FrozenView } from '../engine/views/view-entry';
import { DEDUP_FILE } from '../storage/dedup/dedup-file';
import { saveDedup } from '../storage/dedup/dedup-store';
import type { EventLog } from '../storage/log/event-log';
import type { FileStorage, StoragePlace } from '../storage/log/file-storage';
import type { LogPosition } from '../storage/log/log-position';
import { keptHistory } from './kept-history';
import { viewFingerprint } from './kept-views';
import { publishSnapshot, removeUnfinished } from '../storage/snapshot/snapshot-files';
import {
  newSnapshotHeader,
  type SnapshotHeader,
  type SnapshotView,
} from '../storage/snapshot/snapshot-format';
import { writeSnapshot } from '../storage/snapshot/write-snapshot';
import { reasonOf } from '../errors/reason-of';

/** A snapshot that writes this many records for each new event costs more than it saves. */
const RECORDS_PER_EVENT_MAX = 10;

export interface SnapshotOptions {
  /** Events between two; 0: only on demand. */
  readonly snapshotEvery: number;
  readonly snapshotKeep: number;
  /** Whether the idempotency keys are written beside it. */
  readonly dedupPersist: boolean;
  /** One was made, or could not be; the log is not concerned by either. */
  readonly onSnapshot?: ((result: SnapshotHeader | Error) => void) | undefined;
  /** One was not whole at the start, and was set aside. */
  readonly onSnapshotRejected?: ((file: string, reason: string, aside: string) => void) | undefined;
  /** The keys could not be written: nothing is lost, a start takes longer. */
  readonly onCacheMiss?: ((file: string, reason: string) => void) | undefined;
  /** Done behind each one, before the next is taken; never rejects. */
  readonly afterSnapshot?: (() => Promise<void>) | undefined;
}

/** What a snapshot is taken of. */
interface Memory {
  readonly engine: StateEngine;
  readonly dedup: DedupIndex;
}

/** The same at one instant, and the place in the log that it stands for. */
interface FrozenMemory {
  readonly frozen: FrozenState;
  readonly keys: readonly DedupEntry[];
  readonly place: Promise<LogPosition>;
}

/**
 * Takes snapshots while requests are answered. The state is frozen in one synchronous step, which
 * copies places only; what follows is written in small pieces between requests. A snapshot is
 * published once the log up to it is on stable storage, never before: it must not know more.
 */
export class Snapshotter {
  readonly #engine: StateEngine;
  readonly #dedup: DedupIndex;
  readonly #storage: FileStorage;
  readonly #log: EventLog;
  readonly #place: StoragePlace;
  readonly #logId: string;
  readonly #options: SnapshotOptions;
  #lastSeq: number;
  #dueSeq: number;
  #running: Promise<SnapshotHeader> | undefined;
  #isClosing = false;

  /** @param lastSeq of the snapshot that is there; 0 for none. */
  constructor(
    { engine, dedup }: Memory,
    storage: FileStorage,
    eventLog: EventLog,
    place: StoragePlace,
    log: { readonly logId: string; readonly lastSeq: number },
    options: SnapshotOptions,
  ) {
    this.#engine = engine;
    this.#dedup = dedup;
    this.#storage = storage;
    this.#log = eventLog;
    this.#place = place;
    this.#logId = log.logId;
    this.#options = options;
    this.#lastSeq = log.lastSeq;
    this.#dueSeq = this.#dueAfter(log.lastSeq);
  }

  /** Last event of the newest snapshot; 0 when there is none. */
  get lastSeq(): number {
    return this.#lastSeq;
  }

  /** The state has reached an event. */
  noteCommit(seq: number): void {
    if (seq < this.#dueSeq || this.#running !== undefined) return;
    this.take().catch(() => undefined);
  }

  /**
   * Takes one now; while one is being taken, waits for it and takes another. Failures are also
   * reported to `onSnapshot`.
   */
  async take(): Promise<SnapshotHeader> {
    // From finding it idle to saying that it runs nothing is awaited: two would write one file.
    while (this.#running !== undefined) await this.#running.catch(() => undefined);
    this.#running = this.#run();
    const result = await this.#running.catch((error: Error) => error);
    this.#running = undefined;
    // One that failed is not tried again before as many events as after one that was taken.
    const last = result instanceof Error ? this.#stateSeq : (this.#lastSeq = result.seq);
    this.#dueSeq = this.#dueAfter(last);
    this.#options.onSnapshot?.(result);
    this.noteCommit(this.#stateSeq);
    if (result instanceof Error) throw result;
    return result;
  }

  /** At a clean stop: waits for the one that is being taken, and takes the last. */
  async close(): Promise<void> {
    this.#isClosing = true;
    this.#dueSeq = Infinity;
    while (this.#running !== undefined) await this.#running.catch(() => undefined);
    if (this.#options.snapshotEvery === 0 || this.#stateSeq === this.#lastSeq) return;
    await this.take().catch(() => undefined);
  }

  get #stateSeq(): number {
    return this.#engine.withState((state) => state.lastSeq);
  }

  async #run(): Promise<SnapshotHeader> {
    const { environment } = this.#place;
    const { frozen, keys, place } = await this.#freeze();
    const { seq, timestamp, sections, events, views } = frozen;
    const { base, offset, crc, hash } = await place;
    const header = newSnapshotHeader({
      log_id: this.#logId,
      created_at: new Date(environment.wallMs()).toISOString(),
      seq,
      timestamp,
      base,
      offset,
      crc,
      hash,
      sections: sections.map(({ name, count, historySince }) => {
        const model = this.#engine.withState((state) => state.model(name));
        const versioned = model.version === 1 ? {} : { model_version: model.version };
        const past = { history: keptHistory(model), history_since: historySince };
        return { name, records: count, ...versioned, ...past };
      }),
      events,
      views: views?.map((view) => this.#describe(view)),
    });
    const published = await this.#write(header, frozen, keys);
    await this.#options.afterSnapshot?.();
    return published;
  }

  #describe({ name, seq, entries }: FrozenView): SnapshotView {
    const { definition } = this.#engine.withState((state) => state.view(name));
    const { version } = definition;
    return { name, version, fingerprint: viewFingerprint(definition), keys: entries.length, seq };
  }

  /** The keys first: whoever sees the snapshot under its name has them too. */
  async #write(
    header: SnapshotHeader,
    frozen: FrozenState,
    keys: readonly DedupEntry[],
  ): Promise<SnapshotHeader> {
    try {
      await writeSnapshot(this.#place, header, frozen);
      await this.#saveKeys(header, keys);
      return await publishSnapshot(this.#place, this.#options.snapshotKeep);
    } catch (error) {
      // A full disk needs the room; what is left when this fails too, the next start removes.
      await removeUnfinished(this.#place).catch(() => undefined);
      throw error;
    }
  }

  /** The keys have a file of their own: a damaged one costs a scan of the log, not the snapshot. */
  async #saveKeys(covered: SnapshotHeader, entries: readonly DedupEntry[]): Promise<void> {
    if (!this.#options.dedupPersist) return;
    const { disk, directory } = this.#place;
    try {
      await saveDedup(disk, directory, { logId: this.#logId, covered, entries });
    } catch (error) {
      const reason = reasonOf(error);
      this.#options.onCacheMiss?.(DEDUP_FILE, reason);
    }
  }

  async #freeze(): Promise<FrozenMemory> {
    for (;;) {
      // Between two turns of the event loop no transaction is half applied.
      await new Promise<void>((resolve) => this.#place.environment.soon(resolve));
      const state = this.#engine.withStateMut((changing) => changing);
      const place = this.#storage.placeOf(state.lastSeq, state.lastTimestamp);
      this.#log.hasten();
      if (place !== undefined) {
        const keys = this.#options.dedupPersist ? this.#dedup.dump() : [];
        return { frozen: state.freeze(), keys, place };
      }
    }
  }

  /**
   * The next multiple of the interval, so that being late once does not delay all that follow; or
   * later, when there are so many records.
   */
  #dueAfter(seq: number): number {
    const { snapshotEvery } = this.#options;
    if (snapshotEvery === 0 || this.#isClosing) return Infinity;
    const records = this.#engine.withState((state) =>
      [...state.models.map(({ name }) => state.records(name)), ...state.views].reduce(
        (sum, { size }) => sum + size,
        0,
      ),
    );
    const least = Math.floor(records / RECORDS_PER_EVENT_MAX);
    return least > snapshotEvery
      ? seq + least
      : (Math.floor(seq / snapshotEvery) + 1) * snapshotEvery;
  }
}
