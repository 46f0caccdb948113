import type { LoggedEvent } from '../../engine/event';
import type { Environment, Timer } from '../../environment/environment';
import { LithairError } from '../../errors/lithair-error';
import { reasonOf } from '../../errors/reason-of';
import { diskFailure, isNoRoom } from '../disk/system-error';
import type { Batch } from './batch';
import { DiskPace } from './disk-pace';
import type { EventLog, LogStatus, Settle } from './event-log';
import type { FileStorage } from './file-storage';
import { LaterSync } from './later-sync';
import { RoomWatch } from './room-watch';
import type { WriterOptions } from './writer-options';

/** A batch that grew larger is not kept: one huge transaction must not hold its memory for ever. */
const SPARE_BYTES_MAX = 4 * 1024 * 1024;

/** A batch of `memory` is written once it is this large, or old enough. */
const MEMORY_BATCH_BYTES = 8 * 1024 * 1024;

/** Where every transaction is a batch of its own, many may wait: each takes little room. */
const LONE_BATCH_BYTES = 1024;

/**
 * Group commit. While one batch is being written and synced, everything that arrives joins the
 * next: one write and one fdatasync serve them all, and an idle writer never waits for company.
 * Exactly one batch is in flight, so the log is in the order of `append`.
 *
 * A sync that fails is never retried: the kernel may say OK with the data lost. Everyone who waits
 * is told `outcome_unknown`, and the writer refuses all that follows. A write that fails ends the
 * same way, but for want of room: the log is cut back to where it ended, everyone who waits is told
 * `disk_full`, and nothing is taken until there is room again. At `memory`, where they were told
 * long ago, the batches are kept for that moment.
 */
export class AsyncWriter implements EventLog {
  readonly #storage: FileStorage;
  readonly #environment: Environment;
  readonly #options: WriterOptions;
  /** Not yet written, oldest first; the last one is still filling. */
  #queue: Batch[] = [];
  #inFlight: Batch | undefined;
  #inFlightSince = 0;
  /** The batch in flight is not in the system's hands yet: a sync would not cover it. */
  #isWriting = false;
  readonly #pace = new DiskPace();
  /** Events and bytes that are not acknowledged yet, in flight or queued. */
  #waitingEvents = 0;
  #waitingBytes = 0;
  #spare: Batch[] = [];
  /** Transactions of `memory` that are queued and not yet acknowledged. */
  #queued: Settle[] = [];
  #scheduled: Timer | 'soon' | undefined;
  readonly #laterSync: LaterSync;
  readonly #room: RoomWatch;
  /** Why nothing is taken until there is room. */
  #full: LithairError | undefined;
  /** The log is being cut back after a write that found no room. */
  #isRetreating = false;
  /** The batches in the queue, acknowledged at `memory`, wait for room. */
  #isStuck = false;
  #failure: LithairError | undefined;
  #closing = false;
  /** Somebody waits for what `memory` and `os` put off. */
  #isHasty = false;
  #idle: (() => void)[] = [];

  constructor(storage: FileStorage, environment: Environment, options: WriterOptions) {
    this.#storage = storage;
    this.#environment = environment;
    this.#options = options;
    this.#laterSync = new LaterSync(environment, {
      sync: () => storage.sync(),
      intervalMs: options.flushIntervalMs,
      takeHaste: () => this.#takeHaste(),
      onFailure: (error) => this.#fail('syncing the log', error),
    });
    this.#room = new RoomWatch(storage, environment, {
      freeMinBytes: options.diskFreeMinBytes,
      writeWaiting: () => this.#writeStuck(),
      onLow: (reason) => void this.#becomeReadOnly(reason),
      onRoom: () => this.#becomeWritable(),
      onFailure: (error) => this.#fail('looking for room on the disk', error),
    });
  }

  get status(): LogStatus {
    const { size: bytes, syncedSeq, anchor } = this.#storage;
    const queue = { queueEvents: this.#waitingEvents, queueBytes: this.#waitingBytes };
    return { bytes, syncedSeq, anchor, ...queue, readOnly: this.#full?.message };
  }

  refusal(): LithairError | undefined {
    if (this.#failure !== undefined) return this.#failure;
    if (this.#closing) return new LithairError('shutting_down', 'the log is closing');
    if (this.#full !== undefined) return this.#full;
    const { queueEventsMax, queueBytesMax, queueAgeMaxMs } = this.#options;
    const events = this.#waitingEvents;
    const bytes = this.#waitingBytes;
    if (events >= queueEventsMax)
      return overloaded(`${events} events wait for the disk, the bound is ${queueEventsMax}`);
    if (bytes >= queueBytesMax)
      return overloaded(`${bytes} bytes wait for the disk, the bound is ${queueBytesMax}`);
    if (this.#expectedWaitMs() > queueAgeMaxMs)
      return overloaded(
        `${this.#queue.length} batches wait for the disk, which takes ${this.#pace.ms} ms for each`,
      );
    if (this.#inFlight === undefined) return undefined;
    const ageMs = Math.round(this.#environment.monotonicMs() - this.#inFlightSince);
    return ageMs > queueAgeMaxMs ? overloaded(`the disk has been busy for ${ageMs} ms`) : undefined;
  }

  append(events: readonly LoggedEvent[], settle: Settle): void {
    const refusal = this.#failure ?? (this.#closing ? this.refusal() : this.#full);
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
    const synced = this.#laterSync.stop();
    const looked = this.#room.stop();
    // What waits for room gets its last chance.
    this.#isStuck = false;
    this.#run();
    await this.#untilIdle();
    await Promise.all([synced, looked]);
    if (this.#failure === undefined) await this.#closeStorage();
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#queue.length > 0) throw withoutRoom(this.#waitingEvents);
  }

  async #closeStorage(): Promise<void> {
    try {
      await this.#storage.close();
    } catch (error) {
      this.#fail('closing the log', error);
    }
  }

  /**
   * The log cannot be trusted any more (its head could not be written, or old damage was found), or
   * there was no room for the head.
   */
  poison(error: unknown): void {
    const doing = 'writing the head of the log';
    if (!isNoRoom(error)) {
      this.#fail(doing, error);
      return;
    }
    this.#becomeReadOnly(noRoomFor(doing, error));
    this.#room.full();
  }

  /** Puts what was appended on stable storage without waiting for a timer. */
  hasten(): void {
    if (this.#options.durability === 'disk') return;
    this.#isHasty = true;
    this.#schedule();
    this.#laterSync.plan();
  }

  /** Nobody is in haste any more once the sync begins that covers all that was appended. */
  #takeHaste(): boolean {
    const isHasty = this.#isHasty && this.#queue.length === 0 && !this.#isWriting;
    if (isHasty) this.#isHasty = false;
    return isHasty;
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

  /**
   * How long the queue would keep the next event waiting, at the pace of the disk. Without this
   * bound a queue with room takes more than the disk writes: ten times its capacity for ten seconds
   * had clients wait for 88. At `memory` nobody waits for the queue.
   */
  #expectedWaitMs(): number {
    return this.#options.durability === 'memory' ? 0 : this.#queue.length * this.#pace.ms;
  }

  /** The batch that takes the next transaction. */
  #filling(events: number): Batch {
    const last = this.#queue.at(-1);
    if (last !== undefined && this.#hasRoom(last, events)) return last;
    const initialBytes = this.#options.groupCommit ? undefined : LONE_BATCH_BYTES;
    const batch = this.#spare.pop() ?? this.#storage.newBatch(initialBytes);
    this.#queue.push(batch);
    return batch;
  }

  /**
   * At `memory` nobody waits for the batch, so only its size counts: callers that are answered at
   * once would otherwise fill the queue faster than batches of a few events can leave it.
   */
  #hasRoom(batch: Batch, events: number): boolean {
    const { durability, groupCommit, batchEventsMax } = this.#options;
    if (!groupCommit) return false;
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
    const canWait = durability === 'memory' && this.#hasRoom(first, 1) && !this.#isHasty;
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
    if (this.#inFlight !== undefined || this.#failure !== undefined || this.#isStuck) return;
    const batch = this.#queue.shift();
    if (batch === undefined) {
      this.#becomeIdle();
      return;
    }
    this.#inFlight = batch;
    this.#inFlightSince = this.#environment.monotonicMs();
    this.#isWriting = true;
    void this.#commit(batch);
  }

  async #commit(batch: Batch): Promise<void> {
    try {
      await this.#storage.append(batch).finally(() => (this.#isWriting = false));
    } catch (error) {
      if (isNoRoom(error)) await this.#retreat(batch, error);
      else this.#fail('writing the log', error);
      return;
    }
    try {
      if (this.#options.durability === 'disk') await this.#storage.sync();
      else this.#laterSync.plan();
    } catch (error) {
      this.#fail('syncing the log', error);
      return;
    }
    this.#pace.note(this.#environment.monotonicMs() - this.#inFlightSince);
    this.#inFlight = undefined;
    this.#waitingEvents -= batch.events;
    this.#waitingBytes -= batch.size;
    // The next batch is on its way before this one is answered: the disk works while the answers
    // are made.
    if (this.#queue.length > 0) this.#run();
    batch.settle();
    if (this.#spare.length < 2 && batch.size < SPARE_BYTES_MAX) this.#spare.push(batch);
    batch.reset();
    this.#run();
  }

  /**
   * A write found no room: what of it is in the log is cut, before anyone is told. Until that is
   * done nothing may find room again, or the refusal would be gone when it is given.
   */
  async #retreat(batch: Batch, error: unknown): Promise<void> {
    this.#isRetreating = true;
    const refusal = this.#becomeReadOnly(noRoomFor('writing the log', error));
    try {
      // The cut is synced, and nothing else may be syncing this file when that fails.
      await this.#laterSync.cancel();
      if (this.#failure === undefined) await this.#storage.retreat();
    } catch (failed) {
      this.#fail('cutting the log back after a write that found no room', failed);
    }
    this.#isRetreating = false;
    if (this.#failure !== undefined) return;
    this.#inFlight = undefined;
    if (this.#options.durability === 'memory') {
      this.#queue.unshift(batch);
      this.#isStuck = true;
    } else this.#refuseWaiting([batch, ...this.#queue], refusal);
    this.#becomeIdle();
    this.#room.full();
  }

  #refuseWaiting(batches: readonly Batch[], refusal: LithairError): void {
    this.#queue = [];
    this.#waitingEvents = 0;
    this.#waitingBytes = 0;
    for (const batch of batches) batch.settle(refusal);
  }

  #becomeReadOnly(reason: string): LithairError {
    if (this.#full !== undefined) return this.#full;
    const message = `${reason}: nothing of the write was kept; reads go on, retry later`;
    this.#full = new LithairError('disk_full', message);
    if (this.#failure === undefined) this.#options.onReadOnly(this.#full);
    return this.#full;
  }

  #becomeWritable(): void {
    if (this.#isRetreating) return;
    this.#full = undefined;
    this.#options.onWritable();
  }

  async #writeStuck(): Promise<boolean> {
    if (!this.#isStuck) return !this.#isRetreating;
    this.#isStuck = false;
    this.#run();
    await this.#untilIdle();
    return !this.#isStuck;
  }

  #fail(doing: string, error: unknown): void {
    if (this.#failure !== undefined) return;
    const failure = error instanceof LithairError ? error : diskFailure(doing, error);
    this.#failure = failure;
    void this.#laterSync.stop();
    void this.#room.stop();
    const message = `${failure.message}; the write may or may not survive: retry with the same identifier`;
    const unknown = new LithairError('outcome_unknown', message, {}, failure);
    const waiting = [...(this.#inFlight === undefined ? [] : [this.#inFlight]), ...this.#queue];
    this.#inFlight = undefined;
    this.#queue = [];
    this.#acknowledge(unknown);
    for (const batch of waiting) batch.settle(unknown);
    this.#becomeIdle();
    this.#options.onFailure(failure);
  }

  /** Until nothing is in flight, and nothing waits but for room. */
  #untilIdle(): Promise<void> {
    if (this.#inFlight === undefined) return Promise.resolve();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  #becomeIdle(): void {
    const waiting = this.#idle;
    this.#idle = [];
    for (const resolve of waiting) resolve();
  }
}

const ignore = (): void => undefined;

const noRoomFor = (doing: string, error: unknown): string => `${doing}: ${reasonOf(error)}`;

const withoutRoom = (events: number): LithairError =>
  new LithairError(
    'disk_full',
    `${events} events that \`memory\` acknowledged found no room on the disk and are lost`,
  );

const overloaded = (reason: string): LithairError =>
  new LithairError('overloaded', `${reason}: nothing was taken, retry later`);
