/** Which committed records hold each value of one reference. */
export class ReferenceIndex {
  readonly #holders = new Map<string, Set<string>>();

  holders(value: string): Iterable<string> {
    return this.#holders.get(value) ?? [];
  }

  /** Moves a record from its old value to its new one. */
  move(id: string, before: string | undefined, after: string | undefined): void {
    if (before === after) return;
    if (before !== undefined) {
      const holders = this.#holders.get(before);
      holders?.delete(id);
      if (holders?.size === 0) this.#holders.delete(before);
    }
    if (after === undefined) return;
    const holders = this.#holders.get(after);
    if (holders === undefined) this.#holders.set(after, new Set([id]));
    else holders.add(id);
  }
}
