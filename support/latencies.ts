/** Latencies of one measure, in milliseconds with their fractions. */
export class Latencies {
  #values: number[] = [];
  #isSorted = true;

  record(ms: number): void {
    this.#values.push(ms);
    this.#isSorted = false;
  }

  get count(): number {
    return this.#values.length;
  }

  get meanMs(): number {
    return this.#values.reduce((sum, ms) => sum + ms, 0) / Math.max(1, this.#values.length);
  }

  get maxMs(): number {
    return this.percentile(100);
  }

  /**
   * The smallest latency that `percent` % of the requests did not exceed; NaN without any
   * request.
   */
  percentile(percent: number): number {
    if (!this.#isSorted) this.#values.sort((a, b) => a - b);
    this.#isSorted = true;
    const rank = Math.max(1, Math.ceil((percent / 100) * this.#values.length));
    return this.#values[rank - 1] ?? Number.NaN;
  }
}
