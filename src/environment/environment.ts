/**
 * The one port to time and randomness. Nothing else in the product asks the machine for either, so
 * a test can freeze the clock, turn it back or replay a seed.
 */
export interface Environment {
  /** Wall clock, milliseconds since 1970; may jump in both directions. */
  wallMs(): number;
  /** Milliseconds that only grow; the origin means nothing. */
  monotonicMs(): number;
  /** Calls back once after at least `delayMs`; never keeps the process alive. */
  after(delayMs: number, callback: () => void): Timer;
  /** Calls back once what has already arrived has been handled: where a batch closes. */
  soon(callback: () => void): void;
  /** Uniform in [0, 1); not for secrets. */
  random(): number;
  /** A random UUID (version 4). */
  randomUuid(): string;
  /** Unpredictable bytes. */
  randomBytes(count: number): Uint8Array;
}

export interface Timer {
  cancel(): void;
}
