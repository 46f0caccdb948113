import type { InPieces } from '../engine/in-pieces';
import type { Environment } from '../environment/environment';

interface Work {
  /** Does one piece. False when it was the last. */
  readonly step: () => boolean;
}

/**
 * Work that is too long to be done at once: a piece of one, then whatever has arrived, then a piece
 * of the next. So others wait for one piece at most, however much work there is; each work waits
 * for all the others. Nothing is queued but what somebody waits for on a connection, or a program
 * does.
 */
export class Turns {
  readonly #environment: Environment;
  #waiting: Work[] = [];
  #isTurning = false;

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  /**
   * @param isWanted asked before each piece: when nobody waits any more, neither `done` nor
   * `failed` is called. Both may be called before this returns: the first piece is done at once.
   */
  run<T>(work: InPieces<T>, { done, failed, isWanted = () => true }: Outcome<T>): void {
    const step = (): boolean => {
      if (!isWanted()) return false;
      let result: IteratorResult<undefined, T>;
      try {
        result = work.next();
      } catch (error) {
        failed(error);
        return false;
      }
      if (result.done === true) done(result.value);
      return result.done !== true;
    };
    if (!step()) return;
    this.#waiting.push({ step });
    this.#turn();
  }

  #turn(): void {
    if (this.#isTurning) return;
    this.#isTurning = true;
    this.#environment.soon(() => {
      this.#isTurning = false;
      const work = this.#waiting.shift();
      if (work?.step() === true) this.#waiting.push(work);
      if (this.#waiting.length > 0) this.#turn();
    });
  }
}

/** What becomes of some work. */
export interface Outcome<T> {
  readonly done: (result: T) => void;
  readonly failed: (error: unknown) => void;
  readonly isWanted?: () => boolean;
}
