import { ALL_KEYS, intersection, only, singleKey, type Key, type KeyRange } from './key';
import { KeyOrder, type KeySlice } from './key-order';
import { hasSteps, KeySteps, stepSize } from './key-steps';
import { addTo, sizeOf, takeAfter, withoutSeq, withSeq, type Posting } from './posting';
import { SeqBits } from './seq-bits';
import { sortedKeys } from './sorted-keys';

/** A place in the order of a field: a record, by its key and the event that created it. */
export interface KeyPlace {
  readonly key: Key;
  readonly seq: number;
}

/**
 * The records of a model by one field. What holds a key is found in O(1). The order of the keys is
 * made when it is first asked for, and kept from then on; a place in it is found in O(log n). So
 * are the steps of the order, which are first asked for when a wide range is joined.
 */
export class FieldIndex {
  readonly #postings = new Map<Key, Posting>();
  #order: KeyOrder | undefined;
  #steps: KeySteps | undefined;
  #size = 0;
  /** The lowest and the highest number that it ever held. */
  #lowest = Infinity;
  #highest = 0;

  add(key: Key, seq: number): void {
    this.#size += 1;
    if (seq < this.#lowest) this.#lowest = seq;
    if (seq > this.#highest) this.#highest = seq;
    this.#put(key, seq);
    this.#steps?.add(key, seq);
  }

  /** A record has another key now. */
  move(seq: number, before: Key, after: Key): void {
    this.#take(before, seq);
    this.#put(after, seq);
    this.#steps?.move(seq, before, after);
  }

  remove(key: Key, seq: number): void {
    this.#size -= 1;
    this.#take(key, seq);
    this.#steps?.remove(key, seq);
  }

  posting(key: Key): Posting | undefined {
    return this.#postings.get(key);
  }

  /** Makes the order now. */
  sort(): void {
    this.#sorted();
  }

  /** Records under the keys of some ranges. */
  count(ranges: readonly KeyRange[]): number {
    let count = 0;
    for (const range of ranges) {
      const key = singleKey(range);
      count += key === undefined ? this.#sorted().count(range) : sizeOf(this.#postings.get(key));
    }
    return count;
  }

  /** Visits every key of some ranges. */
  visit(ranges: readonly KeyRange[], visit: (posting: Posting) => void): void {
    for (const range of ranges) {
      const key = singleKey(range);
      const posting = key === undefined ? undefined : this.#postings.get(key);
      if (posting !== undefined) visit(posting);
      if (key !== undefined) continue;
      this.walk([range], { isDown: false }, ({ postings, first, end }) => {
        for (let index = first; index < end; index += 1) visit(postings[index] as Posting);
        return true;
      });
    }
  }

  /**
   * Visits the keys of some ranges in their order, a slice at a time, until `visit` says no.
   * @param ranges ascending, and apart from each other.
   */
  walk(
    ranges: readonly KeyRange[],
    { isDown, from }: WalkOptions,
    visit: (slice: KeySlice) => boolean,
  ): void {
    const order = this.#sorted();
    const rest = from === undefined ? ALL_KEYS : restOf(from, isDown);
    let isWanted = true;
    for (const range of isDown ? [...ranges].reverse() : ranges) {
      const left = intersection(range, rest);
      if (left !== undefined) order.walk(left, isDown, (slice) => (isWanted = visit(slice)));
      if (!isWanted) return;
    }
  }

  /**
   * Records in the order of the field, those of one key as they were created.
   * @param ranges ascending, and apart from each other.
   */
  take(ranges: readonly KeyRange[], { isDown, after, limit }: TakeOptions): KeyPlace[] {
    const places: KeyPlace[] = [];
    const seqs: number[] = [];
    if (limit === 0) return places;
    this.walk(ranges, { isDown, from: after?.key }, ({ keys, postings, first, end }) => {
      for (let count = 0; count < end - first && places.length < limit; count += 1) {
        const index = isDown ? end - 1 - count : first + count;
        const key = keys[index] as Key;
        seqs.length = 0;
        const seq = key === after?.key ? after.seq : 0;
        takeAfter(postings[index], seq, limit - places.length, seqs);
        for (const found of seqs) places.push({ key, seq: found });
      }
      return places.length < limit;
    });
    return places;
  }

  /** Records that `setOf` visits one by one, at most. */
  visitedBy(ranges: readonly KeyRange[]): number {
    let visited = 0;
    for (const range of ranges) {
      const key = singleKey(range);
      const isBits = key !== undefined && this.#postings.get(key) instanceof SeqBits;
      const count = isBits ? 0 : this.count([range]);
      visited += this.#isWide(count) ? Math.min(count, 4 * stepSize(this.#size)) : count;
    }
    return visited;
  }

  /** The records under the keys of some ranges, as a set of the caller's own. */
  setOf(ranges: readonly KeyRange[]): SeqBits {
    const set = new SeqBits();
    for (const range of ranges) {
      const key = singleKey(range);
      const posting = key === undefined ? this.#wideSetOf(range) : this.#postings.get(key);
      if (posting !== undefined) addTo(set, posting);
      else if (key === undefined) this.#sorted().collect(range, set, false);
    }
    return set;
  }

  /** Leaves in a set what is under the keys of some ranges. */
  restrict(set: SeqBits, ranges: readonly KeyRange[]): void {
    set.and(this.#bitsOf(ranges) ?? this.setOf(ranges));
  }

  /** Takes out of a set what is under the keys of some ranges. */
  exclude(set: SeqBits, ranges: readonly KeyRange[]): void {
    set.andNot(this.#bitsOf(ranges) ?? this.setOf(ranges));
  }

  /** The order in steps; `undefined` when there are too few records, or too far apart. */
  steps(): KeySteps | undefined {
    const order = this.#sorted();
    if (!this.#hasSteps) {
      this.#steps = undefined;
    } else if (this.#steps === undefined || this.#steps.isTooMany) {
      this.#steps = new KeySteps(order, this.#size);
    } else {
      this.#steps.level(order, this.#size);
    }
    return this.#steps;
  }

  #put(key: Key, seq: number): void {
    const before = this.#postings.get(key);
    const posting = withSeq(before, seq);
    if (posting !== before) this.#postings.set(key, posting);
    this.#order?.set(key, posting, 1);
  }

  #take(key: Key, seq: number): void {
    const before = this.#postings.get(key);
    if (before === undefined) return;
    const posting = withoutSeq(before, seq);
    if (posting === undefined) this.#postings.delete(key);
    else if (posting !== before) this.#postings.set(key, posting);
    this.#order?.set(key, posting, -1);
  }

  /** The records of a range by steps; `undefined` when it has too few of them for that. */
  #wideSetOf(range: KeyRange): SeqBits | undefined {
    if (!this.#isWide(this.count([range]))) return undefined;
    return this.steps()?.setOf(range, this.#sorted());
  }

  /** When the ranges are one key whose records are bits: these, not to be changed. */
  #bitsOf([range, ...others]: readonly KeyRange[]): SeqBits | undefined {
    const key = range === undefined || others.length > 0 ? undefined : singleKey(range);
    const posting = key === undefined ? undefined : this.#postings.get(key);
    return posting instanceof SeqBits ? posting : undefined;
  }

  get #hasSteps(): boolean {
    return hasSteps(this.#size, this.#highest - this.#lowest);
  }

  /** Whether so many records have a whole step among them. */
  #isWide(count: number): boolean {
    return this.#hasSteps && count > 2 * stepSize(this.#size);
  }

  #sorted(): KeyOrder {
    this.#order ??= new KeyOrder(
      sortedKeys(this.#postings.keys()),
      (key) => this.#postings.get(key) as Posting,
    );
    return this.#order;
  }
}

/** The keys from one on. */
const restOf = (key: Key, isDown: boolean): KeyRange =>
  isDown ? { ...ALL_KEYS, to: only(key).to } : { ...ALL_KEYS, from: only(key).from };

export interface WalkOptions {
  readonly isDown: boolean;
  /** The key to begin with; there may be no record of it. */
  readonly from?: Key | undefined;
}

export interface TakeOptions {
  readonly isDown: boolean;
  /** Records behind this one only. */
  readonly after?: KeyPlace | undefined;
  readonly limit: number;
}
