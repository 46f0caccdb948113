import type { Environment } from '../environment/environment';

const MICROSECONDS = 1000;

/**
 * Time for the log: the wall clock in microseconds while it moves forward, a counter where it does
 * not. Strictly increasing whatever the machine's clock does, also across restarts (INV-3).
 */
export class HybridClock {
  readonly #environment: Environment;
  #last: number;

  /** @param last time of the last event of the log; 0 when it is empty. */
  constructor(environment: Environment, last: number) {
    this.#environment = environment;
    this.#last = last;
  }

  /** Microseconds since 1970, greater than every one before. */
  next(): number {
    this.#last = Math.max(this.#environment.wallMs() * MICROSECONDS, this.#last + 1);
    return this.#last;
  }
}
