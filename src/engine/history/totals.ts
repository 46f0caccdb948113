const REMEMBERED_MAX = 64;

/**
 * How many records there were at an instant, once somebody has counted them. What has been does
 * not change, so the pages of a list need not count again.
 */
export class Totals {
  readonly #known = new Map<string, number>();

  get(instant: string): number | undefined {
    return this.#known.get(instant);
  }

  set(instant: string, total: number): void {
    if (this.#known.size >= REMEMBERED_MAX) {
      const [oldest] = this.#known.keys();
      if (oldest !== undefined) this.#known.delete(oldest);
    }
    this.#known.set(instant, total);
  }
}
