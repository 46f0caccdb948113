import type { LoggedEvent } from '../../engine/event';
import type { Environment, Timer } from '../../environment/environment';
import { LithairError } from '../../errors/lithair-error';
import { EventRing } from './event-ring';
import { FeedCursor } from './feed-cursor';
import { firstInLog, LogReader, type LogSource } from './log-reader';

/** Without a subscriber for so many heartbeats, recent events are not kept any more. */
const IDLE_BEATS = 4;

export interface FeedOptions {
  /** Between two signs of life to a subscriber. */
  readonly feedHeartbeatMs: number;
  /** Subscribers over HTTP at a time. */
  readonly feedSubscribersMax: number;
  /** What is kept of recent events, and how far a subscriber may fall behind. */
  readonly feedBufferBytes: number;
}

export interface FeedParts {
  readonly environment: Environment;
  readonly log: LogSource;
  readonly options: FeedOptions;
  /** Puts what is committed where it can be read: at `memory` it may not be in the log yet. */
  readonly hasten: () => void;
}

/**
 * Committed events, told to whoever listens. Each listener has a place and pulls: what it does not
 * take waits in one ring for all, or in the log, never in a queue of its own. So a slow one holds
 * nobody up, and whoever comes back goes on where he was, exactly.
 *
 * A node without listeners has no ring: a commit costs it one comparison.
 */
export class Feed {
  readonly options: FeedOptions;
  readonly #environment: Environment;
  readonly #log: LogSource;
  readonly #hasten: () => void;
  readonly #cursors = new Set<FeedCursor>();
  #ring: EventRing | undefined;
  #subscribers = 0;
  #isWaking = false;
  /** Last event that listeners were woken for. */
  #wokenSeq = 0;
  #beat: Timer | undefined;
  #idleBeats = 0;
  #isClosed = false;

  constructor({ environment, log, options, hasten }: FeedParts) {
    this.#environment = environment;
    this.#log = log;
    this.options = options;
    this.#hasten = hasten;
  }

  /** Somebody listens, or did a short time ago. */
  get isActive(): boolean {
    return this.#ring !== undefined;
  }

  /** Listeners that are bounded: those over HTTP. */
  get subscribers(): number {
    return this.#subscribers;
  }

  /** Events were committed, all of a transaction, in the order of the log. Does not wait. */
  tell(events: readonly LoggedEvent[]): void {
    const ring = this.#ring;
    if (ring === undefined) return;
    for (const event of events) ring.add(event);
    if (this.#isWaking) return;
    this.#isWaking = true;
    // What is committed together is told together.
    this.#environment.soon(() => this.#wake());
  }

  /**
   * A listener that goes on behind an event; behind the last one when nothing is said.
   * @param isBounded counts, and ends when it falls behind by more than is kept.
   * @throws {LithairError} `shutting_down`, `too_many_subscribers`, `invalid_event_id` (no such
   * event yet).
   */
  open({ since, isBounded }: { since?: number | undefined; isBounded: boolean }): FeedCursor {
    if (this.#isClosed) throw new LithairError('shutting_down', 'the server is stopping');
    const { feedSubscribersMax: max } = this.options;
    if (isBounded && this.#subscribers >= max)
      throw new LithairError('too_many_subscribers', `${max} listen already: retry later`);
    const lastSeq = this.#log.committedSeq();
    if (since !== undefined && since > lastSeq) {
      const message = `event ${since} is to come, the last is ${lastSeq}: it is of another log, or of one that lost its end`;
      throw new LithairError('invalid_event_id', message, { seq: lastSeq });
    }
    this.#ring ??= this.#start(lastSeq);
    const cursor: FeedCursor = new FeedCursor({
      seq: since ?? lastSeq,
      isBounded,
      ring: () => this.#ring as EventRing,
      log: new LogReader(this.#log),
      firstInLog: () => firstInLog(this.#log),
      untilLogged: () => this.#untilLogged(),
      onEnd: () => {
        this.#cursors.delete(cursor);
        if (isBounded) this.#subscribers -= 1;
      },
    });
    this.#cursors.add(cursor);
    if (isBounded) this.#subscribers += 1;
    return cursor;
  }

  /** Ends every listening, and refuses more of it. */
  close(): void {
    this.#isClosed = true;
    this.#beat?.cancel();
    for (const cursor of [...this.#cursors]) cursor.end('closed');
  }

  #start(lastSeq: number): EventRing {
    this.#wokenSeq = lastSeq;
    this.#idleBeats = 0;
    this.#planBeat();
    return new EventRing(this.options.feedBufferBytes, lastSeq);
  }

  #wake(): void {
    this.#isWaking = false;
    const ring = this.#ring;
    if (ring === undefined) return;
    // Only what they were woken for before: nobody is behind because much came at once.
    ring.shrink(this.#wokenSeq);
    this.#wokenSeq = ring.lastSeq;
    for (const cursor of [...this.#cursors]) cursor.wake();
  }

  #planBeat(): void {
    const { feedHeartbeatMs } = this.options;
    this.#beat = this.#environment.after(feedHeartbeatMs, () => this.#onBeat());
  }

  #onBeat(): void {
    this.#idleBeats = this.#cursors.size === 0 ? this.#idleBeats + 1 : 0;
    if (this.#idleBeats >= IDLE_BEATS) {
      this.#ring = undefined;
      return;
    }
    for (const cursor of [...this.#cursors]) cursor.onBeat?.();
    this.#planBeat();
  }

  async #untilLogged(): Promise<void> {
    this.#hasten();
    await new Promise<void>((resolve) => this.#environment.after(LOGGED_MS, resolve));
  }
}

/** How often it is looked whether what is committed is in the log by now. */
const LOGGED_MS = 20;
