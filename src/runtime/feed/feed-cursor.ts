import type { LoggedEvent } from '../../engine/event';
import { LithairError } from '../../errors/lithair-error';
import type { EventRing } from './event-ring';
import type { LogReader } from './log-reader';

/** What one who listens is given at once, unless one event is larger. */
const PIECE_BYTES = 64 * 1024;

/** Why a listening ended: who it was for, too slow a listener, or what it wanted is deleted. */
export type Ending = 'closed' | 'lagging' | 'gone';

interface CursorParts {
  /** Last event that is not wanted. */
  readonly seq: number;
  readonly isBounded: boolean;
  readonly ring: () => EventRing;
  readonly log: LogReader;
  readonly firstInLog: () => Promise<number>;
  /** The log may have more after a while. */
  readonly untilLogged: () => Promise<void>;
  readonly onEnd: () => void;
}

/**
 * The place of one listener. It reads from the log until it has caught up, and from recent events
 * from then on; each event once, in order, without a hole, at the pace of who asks.
 */
export class FeedCursor {
  readonly isBounded: boolean;
  /** Called at each heartbeat. */
  onBeat: (() => void) | undefined;
  /** Called once, when it ends: nothing is given from then on. */
  onEnd: ((ending: Ending) => void) | undefined;
  readonly #parts: CursorParts;
  #seq: number;
  /** Has caught up with what is committed. */
  #isLive = false;
  #ending: Ending | undefined;
  #wake: (() => void) | undefined;

  constructor(parts: CursorParts) {
    this.#parts = parts;
    this.#seq = parts.seq;
    this.isBounded = parts.isBounded;
  }

  /** Last event that was given. */
  get seq(): number {
    return this.#seq;
  }

  get ending(): Ending | undefined {
    return this.#ending;
  }

  /**
   * Whether it can go on from where it is.
   * @throws {LithairError} `events_gone`: compaction deleted what comes next.
   */
  async assertKept(): Promise<void> {
    if (this.#seq >= this.#parts.ring().before) return;
    const first = await this.#parts.firstInLog();
    if (this.#seq >= first) return;
    this.end('gone');
    const message = `events ${this.#seq + 1} to ${first} were deleted by compaction: take a snapshot and go on from there`;
    throw new LithairError('events_gone', message, { seq: first + 1 });
  }

  /**
   * The next events, as soon as there are any; `undefined` once it has ended. One call at a time.
   * @throws {LithairError} `data_corrupt`, `disk_failed`: then it has ended.
   */
  async next(): Promise<readonly LoggedEvent[] | undefined> {
    while (this.#ending === undefined) {
      const events = await this.#some();
      // It may have ended while the log was read.
      if (events.length > 0 && !this.#hasEnded()) {
        this.#seq = (events.at(-1) as LoggedEvent).seq;
        return events;
      }
    }
    return undefined;
  }

  /** There is more, or may be. */
  wake(): void {
    // Whoever waits has nothing to catch up with; the others are late by what they did not take.
    if (this.#wake === undefined) this.#endIfLate();
    this.#wake?.();
  }

  end(ending: Ending): void {
    if (this.#ending !== undefined) return;
    this.#ending = ending;
    this.#parts.onEnd();
    this.#parts.log.close();
    this.#wake?.();
    this.onEnd?.(ending);
  }

  #hasEnded(): boolean {
    return this.#ending !== undefined;
  }

  async #some(): Promise<readonly LoggedEvent[]> {
    const ring = this.#parts.ring();
    if (this.#seq < ring.before) {
      this.#endIfLate();
      return this.#hasEnded() ? [] : await this.#fromLog();
    }
    this.#isLive = true;
    const events = ring.after(this.#seq, PIECE_BYTES);
    if (events.length === 0) await new Promise<void>((resolve) => (this.#wake = resolve));
    this.#wake = undefined;
    return events;
  }

  async #fromLog(): Promise<readonly LoggedEvent[]> {
    let events: readonly LoggedEvent[];
    try {
      events = await this.#parts.log.next(this.#seq);
    } catch (error) {
      const isGone = this.#seq < (await this.#parts.firstInLog());
      this.end(isGone ? 'gone' : 'closed');
      if (isGone) return [];
      throw error;
    }
    if (events.length === 0 && this.#seq < this.#parts.ring().before)
      await this.#parts.untilLogged();
    return events;
  }

  #endIfLate(): void {
    const isLate = this.#seq < this.#parts.ring().before;
    if (this.isBounded && this.#isLive && isLate) this.end('lagging');
  }
}
