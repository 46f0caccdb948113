/** A creation, and where the past of the record that it made is held. */
export interface Birth {
  readonly seq: number;
  readonly place: number;
}

const CLOSED_UP_MIN = 64;

/**
 * Every creation of the records of a model whose past is known, in the order of their events: what
 * lists of the past walk. Some belong to pasts that are forgotten; once those may be half of all,
 * they are looked for and left out.
 */
export class Births {
  readonly #isBirth: (birth: Birth) => boolean;
  #seqs: number[] = [];
  #places: number[] = [];
  #isSorted = true;
  /** Looked through again when there are so many. */
  #nextLook = CLOSED_UP_MIN;

  /** @param isBirth whether the past at that place is still of a record that was created then. */
  constructor(isBirth: (birth: Birth) => boolean) {
    this.#isBirth = isBirth;
  }

  get count(): number {
    return this.#seqs.length;
  }

  add(seq: number, place: number): void {
    if (this.#seqs.length >= this.#nextLook) this.#closeUp();
    if (seq < (this.#seqs.at(-1) ?? 0)) this.#isSorted = false;
    this.#seqs.push(seq);
    this.#places.push(place);
  }

  /** At most so many behind an event. Some of them may be forgotten. */
  page(after: number, count: number): readonly Birth[] {
    this.sort();
    const found: Birth[] = [];
    const from = this.#firstAfter(after);
    const to = Math.min(from + count, this.#seqs.length);
    for (let at = from; at < to; at += 1)
      found.push({ seq: this.#seqs[at] as number, place: this.#places[at] as number });
    return found;
  }

  /** Those of a snapshot come as their pasts do, which is not quite their order. */
  sort(): void {
    if (this.#isSorted) return;
    const all = this.#seqs.map((seq, at) => ({ seq, place: this.#places[at] as number }));
    this.#take(all.sort((a, b) => a.seq - b.seq));
    this.#isSorted = true;
  }

  #closeUp(): void {
    const all = this.#seqs.map((seq, at) => ({ seq, place: this.#places[at] as number }));
    this.#take(all.filter(this.#isBirth));
    this.#nextLook = Math.max(CLOSED_UP_MIN, this.#seqs.length * 2);
  }

  #take(births: readonly Birth[]): void {
    this.#seqs = births.map(({ seq }) => seq);
    this.#places = births.map(({ place }) => place);
  }

  #firstAfter(seq: number): number {
    let low = 0;
    let high = this.#seqs.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#seqs[middle] as number) > seq) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
