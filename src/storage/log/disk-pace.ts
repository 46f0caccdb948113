/** Batches by which the pace of the disk is known. */
const BATCHES = 4;

/** How long the disk takes for a batch. */
export class DiskPace {
  #recentMs: number[] = [];

  /**
   * The quickest of the last batches, in whole milliseconds: one pause of the machine must not
   * refuse anybody. 0 until enough are known.
   */
  get ms(): number {
    return this.#recentMs.length < BATCHES ? 0 : Math.round(Math.min(...this.#recentMs));
  }

  note(ms: number): void {
    if (this.#recentMs.length === BATCHES) this.#recentMs.shift();
    this.#recentMs.push(ms);
  }
}
