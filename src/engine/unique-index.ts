/** JSON text of a field's value: equal values have equal text, and 1 is not "1". */
export const uniqueKey = (value: unknown): string | undefined =>
  value === undefined || value === null ? undefined : JSON.stringify(value);

/** Which committed record holds each value of one unique field: O(1) both ways. */
export class UniqueIndex {
  readonly #holders = new Map<string, string>();

  holder(value: string): string | undefined {
    return this.#holders.get(value);
  }

  clear(): void {
    this.#holders.clear();
  }

  /** Moves a record from its old value to its new one. */
  move(id: string, before: string | undefined, after: string | undefined): void {
    if (before === after) return;
    if (before !== undefined && this.#holders.get(before) === id) this.#holders.delete(before);
    if (after !== undefined) this.#holders.set(after, id);
  }
}

/** The fields of a record's JSON text; none for a record that is not there. */
export const fieldsOf = (json: string | undefined): Record<string, unknown> =>
  json === undefined ? {} : (JSON.parse(json) as Record<string, unknown>);
