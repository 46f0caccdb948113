import type { LoggedEvent } from '../engine/event';
import type { Environment, Timer } from '../environment/environment';
import { LithairError } from '../errors/lithair-error';
import { Batch } from './batch';
import type { Durability, EventLog, LogStatus, Settle } from './event-log';
import { diskFailure, type FileStorage } from './file-storage';

/** A batch that grew larger is not kept: one huge transaction must not hold its memory for ever. */
const SPARE_BYTES_MAX = 4 * 1024 * 1024;

/** A batch of `memory` is written once it is this large, or old enough. */
const MEMORY_BATCH_BYTES = 8 * 1024 * 1024;

/** How the writer batches and where it refuses. */
export interface WriterOptions {
  readonly durability: Durability;
  /** Events a batch, at most; a transaction is never split. */
  readonly batchEventsMax: number;
  /** How long `memory` may put off a write, and `memory` and `os` a sync. */
  readonly flushIntervalMs: number;
  /** Bounds of what waits for its acknowledgement (INV-8). */
  readonly queueEventsMax: number;
  readonly queueBytesMax: number;
  readonly queueAgeMaxMs: number;
  /** The disk failed: nothing will be written any more. Called once. */
  readonly onFailure: (error: LithairError) => void;
}

/**
 * Group commit. While one batch is being written and synced, everything that arrives joins the
 * next: one write and one fdatasync serve them all, and an idle writer never waits for company.
 * Exactly one batch is in flight, so the log is in the order of `append`.
 *
 * A write or sync that fails is never retried: after a failed fsync the kernel may say OK with the
 * data lost. Everyone who waits is told `outcome_unknown`, and the writer refuses all that follows.
 */
export class AsyncWriter implements EventLog {
  readonly #storage: FileStorage;
  readonly #environment: Environment;
  readonly #options: WriterOptions;
  /** Not yet written, oldest first; the last one is still filling. */
  #queue: Batch[] = [];
  #inFlight: Batch | undefined;
  #inFlightSince = 0;
  /** Events and bytes that are not acknowledged yet, in flight or queued. */
  #waitingEvents = 0;
  #waitingBytes = 0;
  #spare: Batch[] = [];
  /** Transactions of `memory` that are queued and not yet acknowledged. */
  #queued: Settle[] = [];
  #scheduled: Timer | 'soon' | undefined;
  #syncTimer: Timer | undefined;
  #syncing: Promise<void> = Promise.resolve();
  #failure: LithairError | undefined;
  #closing = false;
  #idle: (() => void)[] = [];

  constructor(storage: FileStorage, environment: Environment, options: WriterOptions) {
    this.#storage = storage;
    this.#environment = environment;
    this.#options = options;
  }

  get status(): LogStatus {
    const { size: bytes, syncedSeq } = this.#storage;
    return { bytes, syncedSeq, queueEvents: this.#waitingEvents, queueBytes: this.#waitingBytes };
  }

  refusal(): LithairError | undefined {
    if (this.#failure !== undefined) return this.#failure;
    if (this.#closing) return new LithairError('shutting_down', 'the log is closing');
    const { queueEventsMax, queueBytesMax, queueAgeMaxMs } = this.#options;
    const events = this.#waitingEvents;
    const bytes = this.#waitingBytes;
    if (events >= queueEventsMax)
      return overloaded(`${events} events wait for the disk, the bound is ${queueEventsMax}`);
    if (bytes >= queueBytesMax)
      return overloaded(`${bytes} bytes wait for the disk, the bound is ${queueBytesMax}`);
    if (this.#inFlight === undefined) return undefined;
    const ageMs = Math.round(this.#environment.monotonicMs() - this.#inFlightSince);
    return ageMs > queueAgeMaxMs ? overloaded(`the disk has been busy for ${ageMs} ms`) : undefined;
  }

  append(events: readonly LoggedEvent[], settle: Settle): void {
    const refusal = this.#failure ?? (this.#closing ? this.refusal() : undefined);
    if (refusal !== undefined) {
      settle(refusal);
      return;
    }
    const isMemory = this.#options.durability === 'memory';
    const batch = this.#filling(events.length);
    this.#waitingBytes -= batch.size;
    batch.add(events, isMemory ? ignore : settle);
    this.#waitingBytes += batch.size;
    this.#waitingEvents += events.length;
    if (isMemory) this.#acknowledgeSoon(settle);
    this.#schedule();
  }

  async close(): Promise<void> {
    this.#closing = true;
    this.#acknowledge();
    this.#syncTimer?.cancel();
    this.#run();
    await this.#untilIdle();
    await this.#syncing;
    if (this.#failure !== undefined) throw this.#failure;
    try {
      await this.#storage.close();
    } catch (error) {
      throw this.#fail('closing the log', error);
    }
  }

  /** The disk failed elsewhere (its head could not be written). */
  poison(error: unknown): void {
    this.#fail('writing the head of the log', error);
  }

  /**
   * `memory` waits for no disk, but all that arrived in one turn of the event loop is answered
   * together: answers that leave one by one wake the other side one by one, which took a third of
   * the throughput of this level.
   */
  #acknowledgeSoon(settle: Settle): void {
    if (this.#queued.push(settle) === 1) this.#environment.soon(() => this.#acknowledge());
  }

  #acknowledge(error?: Error): void {
    const queued = this.#queued;
    this.#queued = [];
    for (const settle of queued) settle(error);
  }

  /** The batch that takes the next transaction. */
  #filling(events: number): Batch {
    const last = this.#queue.at(-1);
    if (last !== undefined && this.#hasRoom(last, events)) return last;
    const batch = this.#spare.pop() ?? new Batch();
    this.#queue.push(batch);
    return batch;
  }

  /**
   * At `memory` nobody waits for the batch, so only its size counts: callers that are answered at
   * once would otherwise fill the queue faster than batches of a few events can leave it.
   */
  #hasRoom(batch: Batch, events: number): boolean {
    const { durability, batchEventsMax } = this.#options;
    if (durability === 'memory') return batch.size < MEMORY_BATCH_BYTES;
    return batch.events + events <= batchEventsMax;
  }

  /**
   * A batch closes when what has already arrived is in it; at `memory`, when it is full or old
   * enough.
   */
  #schedule(): void {
    if (this.#inFlight !== undefined || this.#scheduled === 'soon') return;
    const { durability, flushIntervalMs } = this.#options;
    const first = this.#queue[0];
    if (first === undefined) return;
    const canWait = durability === 'memory' && this.#hasRoom(first, 1) && !this.#closing;
    if (canWait) {
      this.#scheduled ??= this.#environment.after(flushIntervalMs, () => this.#run());
      return;
    }
    this.#scheduled?.cancel();
    this.#scheduled = 'soon';
    this.#environment.soon(() => this.#run());
  }

  #run(): void {
    if (typeof this.#scheduled === 'object') this.#scheduled.cancel();
    this.#scheduled = undefined;
    if (this.#inFlight !== undefined || this.#failure !== undefined) return;
    const batch = this.#queue.shift();
    if (batch === undefined) {
      this.#becomeIdle();
      return;
    }
    this.#inFlight = batch;
    this.#inFlightSince = this.#environment.monotonicMs();
    void this.#commit(batch);
  }

  async #commit(batch: Batch): Promise<void> {
    try {
      await this.#storage.append(batch);
      if (this.#options.durability === 'disk') await this.#storage.sync();
      else this.#syncLater();
    } catch (error) {
      this.#fail('writing the log', error);
      return;
    }
    this.#inFlight = undefined;
    this.#waitingEvents -= batch.events;
    this.#waitingBytes -= batch.size;
    // The next batch is on its way before this one is answered: the disk works while the answers
    // are made.
    if (this.#queue.length > 0) this.#run();
    batch.settle();
    if (this.#spare.length < 2 && batch.size < SPARE_BYTES_MAX) this.#spare.push(batch);
    batch.reset();
    if (this.#inFlight === undefined) this.#run();
  }

  /** `memory` and `os` do not wait for the disk, but it must not lag behind for ever. */
  #syncLater(): void {
    this.#syncTimer ??= this.#environment.after(this.#options.flushIntervalMs, () => {
      this.#syncTimer = undefined;
      if (this.#failure !== undefined || this.#closing) return;
      this.#syncing = this.#storage.sync().catch((error: unknown) => {
        this.#fail('syncing the log', error);
      });
    });
  }

  #fail(doing: string, error: unknown): LithairError {
    if (this.#failure !== undefined) return this.#failure;
    const failure = diskFailure(doing, error);
    this.#failure = failure;
    const message = `${failure.message}; the write may or may not survive: retry with the same identifier`;
    const unknown = new LithairError('outcome_unknown', message, {}, failure);
    const waiting = [...(this.#inFlight === undefined ? [] : [this.#inFlight]), ...this.#queue];
    this.#inFlight = undefined;
    this.#queue = [];
    this.#acknowledge(unknown);
    for (const batch of waiting) batch.settle(unknown);
    this.#becomeIdle();
    this.#options.onFailure(failure);
    return failure;
  }

  #untilIdle(): Promise<void> {
    if (this.#inFlight === undefined && this.#queue.length === 0) return Promise.resolve();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  #becomeIdle(): void {
    const waiting = this.#idle;
    this.#idle = [];
    for (const resolve of waiting) resolve();
  }
}

const ignore = (): void => undefined;

const overloaded = (reason: string): LithairError =>
  new LithairError('overloaded', `${reason}: nothing was taken, retry later`);
