import type { Environment } from '../environment/environment';

const MICROSECONDS = 1000;

/** A wall clock that jumps forward by more is not followed. */
const FOLLOWED_MS = 24 * 60 * 60 * 1000;

/** How the machine's clock stands to the log's. */
export interface ClockStatus {
  /** The wall clock is so far behind the last event: time is counted on until it catches up. */
  readonly behindMs: number;
  /** The wall clock has jumped too far ahead: time follows the monotonic clock instead. */
  readonly isHeld: boolean;
}

/**
 * Time for the log: the wall clock in microseconds while it moves forward, a counter where it does
 * not. Strictly increasing whatever the machine's clock does, also across restarts (INV-3).
 *
 * The log never goes back, so one bad reading far in the future would stay in it for ever: a jump
 * of more than a day against the monotonic clock is held. It is over when the wall clock is put
 * right, or confirmed by a restart. (A machine that slept for days looks the same: its monotonic
 * clock slept too.)
 */
export class HybridClock {
  readonly #environment: Environment;
  readonly #onHold: (aheadMs: number) => void;
  /** A moment on both clocks that was believed; the highest one, so that a return is no jump. */
  #wallMs: number;
  #monotonicMs: number;
  #isHeld = false;
  #last: number;

  /**
   * @param last time of the last event of the log; 0 when it is empty.
   * @param onHold the wall clock jumped ahead by so much, and is not followed. Called once a jump.
   */
  constructor(
    environment: Environment,
    last: number,
    onHold: (aheadMs: number) => void = () => undefined,
  ) {
    this.#environment = environment;
    this.#last = last;
    this.#onHold = onHold;
    this.#wallMs = environment.wallMs();
    this.#monotonicMs = environment.monotonicMs();
  }

  /** Microseconds since 1970, greater than every one before. */
  next(): number {
    const wallMs = this.#environment.wallMs();
    const monotonicMs = this.#environment.monotonicMs();
    const aheadMs = this.#aheadMs(wallMs, monotonicMs);
    const isHeld = aheadMs > FOLLOWED_MS;
    if (isHeld && !this.#isHeld) this.#onHold(Math.round(aheadMs));
    this.#isHeld = isHeld;
    if (aheadMs > 0 && !isHeld) {
      this.#wallMs = wallMs;
      this.#monotonicMs = monotonicMs;
    }
    const believedMs = isHeld ? wallMs - aheadMs : wallMs;
    this.#last = Math.max(Math.floor(believedMs * MICROSECONDS), this.#last + 1);
    return this.#last;
  }

  /** Microseconds since 1970, not before the last event: what `next` would give, or just less. */
  get now(): number {
    const wallMs = this.#environment.wallMs();
    const aheadMs = this.#aheadMs(wallMs, this.#environment.monotonicMs());
    const believedMs = aheadMs > FOLLOWED_MS ? wallMs - aheadMs : wallMs;
    return Math.max(Math.floor(believedMs * MICROSECONDS), this.#last);
  }

  get status(): ClockStatus {
    const wallMs = this.#environment.wallMs();
    const aheadMs = this.#aheadMs(wallMs, this.#environment.monotonicMs());
    const behindMs = Math.max(0, Math.floor(this.#last / MICROSECONDS) - wallMs);
    return { behindMs, isHeld: aheadMs > FOLLOWED_MS };
  }

  /** How far the wall is ahead of what the monotonic clock leads to expect. */
  #aheadMs(wallMs: number, monotonicMs: number): number {
    return wallMs - (this.#wallMs + (monotonicMs - this.#monotonicMs));
  }
}
