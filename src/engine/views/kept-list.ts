/**
 * A list of a view that grows at its end. Its versions share one array, as those of a record's past
 * do, so an event costs one element however many there are. What a reader is given is an array.
 */
export class KeptList {
  #items: unknown[];
  #from: number;
  #to: number;
  #shown: readonly unknown[] | undefined;

  constructor(items: unknown[], from = 0, to = items.length) {
    this.#items = items;
    this.#from = from;
    this.#to = to;
  }

  /** The list with one more element, of which the last `keep` stay; this one stays as it is. */
  with(element: unknown, keep: number): KeptList {
    const next = new KeptList(this.#items, this.#from, this.#to);
    next.grow(element, keep);
    return next;
  }

  /** The same in its place: for a list that nobody has seen. */
  grow(element: unknown, keep: number): void {
    // Another version went on from here and was taken back; or most of it is not kept any more.
    if (this.#to !== this.#items.length || this.#from > this.#to - this.#from) {
      this.#items = this.#items.slice(this.#from, this.#to);
      this.#from = 0;
    }
    this.#to = this.#items.push(element);
    this.#from = Math.max(this.#from, this.#to - keep);
    this.#shown = undefined;
  }

  /** Frozen. */
  get shown(): readonly unknown[] {
    this.#shown ??= Object.freeze(this.#items.slice(this.#from, this.#to));
    return this.#shown;
  }

  /** Elements in memory: at most twice those that stay, and some. */
  get held(): number {
    return this.#items.length;
  }

  /** In a snapshot. */
  toJSON(): readonly unknown[] {
    return this.#items.slice(this.#from, this.#to);
  }
}

/** What readers and reducers see of a value. */
export const shownOf = (value: unknown): unknown =>
  value instanceof KeptList ? value.shown : value;

/**
 * The list that a value is, to add to.
 * @throws {TypeError} it is none.
 */
export function listOf(value: unknown): KeptList {
  if (value instanceof KeptList) return value;
  if (value === undefined) return new KeptList([]);
  if (Array.isArray(value)) return new KeptList([...(value as unknown[])]);
  throw new TypeError(
    `what it is collected in is no list but ${JSON.stringify(value).slice(0, 40)}`,
  );
}
