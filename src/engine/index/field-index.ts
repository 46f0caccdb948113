import { ALL_KEYS, intersection, only, singleKey, type Key, type KeyRange } from './key';
import { KeyOrder } from './key-order';
import { sizeOf, takeAfter, withoutSeq, withSeq, type Posting } from './posting';
import { sortedKeys } from './sorted-keys';

/** A place in the order of a field: a record, by its key and the event that created it. */
export interface KeyPlace {
  readonly key: Key;
  readonly seq: number;
}

/**
 * The records of a model by one field. What holds a key is found in O(1). The order of the keys is
 * made when it is first asked for, and kept from then on; a place in it is found in O(log n).
 */
export class FieldIndex {
  readonly #postings = new Map<Key, Posting>();
  #order: KeyOrder | undefined;

  add(key: Key, seq: number): void {
    const before = this.#postings.get(key);
    const posting = withSeq(before, seq);
    if (posting !== before) this.#postings.set(key, posting);
    this.#order?.set(key, posting, 1);
  }

  remove(key: Key, seq: number): void {
    const before = this.#postings.get(key);
    if (before === undefined) return;
    const posting = withoutSeq(before, seq);
    if (posting === undefined) this.#postings.delete(key);
    else if (posting !== before) this.#postings.set(key, posting);
    this.#order?.set(key, posting, -1);
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

  /** Visits every key of some ranges, in no particular order of the ranges. */
  visit(ranges: readonly KeyRange[], visit: (posting: Posting) => void): void {
    for (const range of ranges) {
      const key = singleKey(range);
      const posting = key === undefined ? undefined : this.#postings.get(key);
      if (posting !== undefined) visit(posting);
      if (key !== undefined) continue;
      this.#sorted().upwards(range, (_, held) => {
        visit(held);
        return true;
      });
    }
  }

  /**
   * Records in the order of the field, those of one key as they were created.
   * @param ranges ascending, and apart from each other.
   */
  take(ranges: readonly KeyRange[], { isDown, after, limit }: TakeOptions): KeyPlace[] {
    const places: KeyPlace[] = [];
    const order = this.#sorted();
    const seqs: number[] = [];
    const visit = (key: Key, posting: Posting): boolean => {
      seqs.length = 0;
      takeAfter(posting, key === after?.key ? after.seq : 0, limit - places.length, seqs);
      for (const seq of seqs) places.push({ key, seq });
      return places.length < limit;
    };
    const rest = after === undefined ? ALL_KEYS : restOf(after.key, isDown);
    for (const range of isDown ? [...ranges].reverse() : ranges) {
      if (places.length >= limit) break;
      const left = intersection(range, rest);
      if (left === undefined) continue;
      if (isDown) order.downwards(left, visit);
      else order.upwards(left, visit);
    }
    return places;
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

export interface TakeOptions {
  readonly isDown: boolean;
  /** Records behind this one only. */
  readonly after?: KeyPlace | undefined;
  readonly limit: number;
}
