import { compareKeys, isBehind, type Cut, type Key, type KeyRange } from './key';
import { addTo, sizeOf, takeFrom, type Posting } from './posting';
import type { SeqBits } from './seq-bits';

/** Small, so that an insertion moves little; the searches are in `#firsts`. */
const BLOCK_MAX = 128;

interface Block {
  readonly keys: Key[];
  readonly postings: Posting[];
}

/** Keys of one block, ascending, from one index up to another. Not to be changed. */
export interface KeySlice {
  readonly keys: readonly Key[];
  readonly postings: readonly Posting[];
  readonly first: number;
  readonly end: number;
}

/** Block and index in it. */
interface Place {
  readonly at: number;
  readonly index: number;
}

/**
 * The keys of a field in order, each with its records, in blocks that know how many records they
 * hold: a place is found in O(log n), a range is counted by its blocks.
 */
export class KeyOrder {
  readonly #blocks: Block[] = [];
  /** First key of each block: a search stays in one small array. */
  readonly #firsts: Key[] = [];
  /** Records under the keys of each block: so is a sum. */
  readonly #weights: number[] = [];

  /** @param ascending the keys it holds at first. */
  constructor(ascending: readonly Key[], postingOf: (key: Key) => Posting) {
    for (let at = 0; at < ascending.length; at += BLOCK_MAX) {
      const keys = ascending.slice(at, at + BLOCK_MAX);
      this.#place(this.#blocks.length, { keys, postings: keys.map(postingOf) });
    }
  }

  /** The records of a key are these now: one more, or one less. `undefined`: it has none left. */
  set(key: Key, posting: Posting | undefined, more: 1 | -1): void {
    const at = this.#blockOf(key);
    const block = this.#blocks[at];
    if (block === undefined) {
      if (posting !== undefined) this.#place(0, { keys: [key], postings: [posting] });
      return;
    }
    this.#weights[at] = (this.#weights[at] as number) + more;
    const index = firstBehind(block.keys, { key, isAfter: false });
    const isThere = index < block.keys.length && compareKeys(block.keys[index] as Key, key) === 0;
    if (posting !== undefined && isThere) block.postings[index] = posting;
    else if (posting !== undefined) this.#insert(at, index, key, posting);
    else if (isThere) this.#delete(at, index);
  }

  /** Records under the keys of a range. */
  count({ from, to }: KeyRange): number {
    const first = this.#placeOf(from);
    const last = this.#placeOf(to);
    if (first.at > last.at || (first.at === last.at && first.index >= last.index)) return 0;
    if (first.at === last.at) return this.#weigh(first.at, first.index, last.index);
    let count = this.#weigh(first.at, first.index, Infinity) + this.#weigh(last.at, 0, last.index);
    for (let at = first.at + 1; at < last.at; at += 1) count += this.#weights[at] as number;
    return count;
  }

  /**
   * Visits the keys of a range a slice at a time, upwards or downwards, until `visit` says no. Keys
   * that are not looked at are not even read: numbers would each have to be made.
   */
  walk({ from, to }: KeyRange, isDown: boolean, visit: (slice: KeySlice) => boolean): void {
    const start = this.#placeOf(from);
    const stop = this.#placeOf(to);
    const last = Math.min(stop.at, this.#blocks.length - 1);
    for (let count = 0; count <= last - start.at; count += 1) {
      const at = isDown ? last - count : start.at + count;
      const { keys, postings } = this.#blocks[at] as Block;
      const first = at === start.at ? start.index : 0;
      const end = at === stop.at ? stop.index : keys.length;
      if (first < end && !visit({ keys, postings, first, end })) return;
    }
  }

  /** Visits the keys of a range upwards, until `visit` says no. */
  upwards(range: KeyRange, visit: (key: Key, posting: Posting) => boolean): void {
    this.walk(range, false, ({ keys, postings, first, end }) => {
      for (let index = first; index < end; index += 1)
        if (!visit(keys[index] as Key, postings[index] as Posting)) return false;
      return true;
    });
  }

  /** Adds the records under the keys of a range to a set, or takes them out. */
  collect(range: KeyRange, set: SeqBits, isOut: boolean): void {
    this.walk(range, false, ({ postings, first, end }) => {
      for (let index = first; index < end; index += 1) {
        const posting = postings[index] as Posting;
        if (isOut) takeFrom(set, posting);
        else if (typeof posting === 'number') set.add(posting);
        else addTo(set, posting);
      }
      return true;
    });
  }

  #insert(at: number, index: number, key: Key, posting: Posting): void {
    const block = this.#blocks[at] as Block;
    const isLast = index === block.keys.length && at === this.#blocks.length - 1;
    if (isLast && block.keys.length >= BLOCK_MAX) {
      // Ascending keys fill their blocks.
      this.#weights[at] = (this.#weights[at] as number) - sizeOf(posting);
      this.#place(at + 1, { keys: [key], postings: [posting] });
      return;
    }
    if (index === 0) this.#firsts[at] = key;
    block.keys.splice(index, 0, key);
    block.postings.splice(index, 0, posting);
    if (block.keys.length <= BLOCK_MAX) return;
    const half = BLOCK_MAX >>> 1;
    const behind = { keys: block.keys.splice(half), postings: block.postings.splice(half) };
    this.#place(at + 1, behind);
    this.#weights[at] = (this.#weights[at] as number) - (this.#weights[at + 1] as number);
  }

  #delete(at: number, index: number): void {
    const block = this.#blocks[at] as Block;
    block.keys.splice(index, 1);
    block.postings.splice(index, 1);
    if (block.keys.length > 0) {
      this.#firsts[at] = block.keys[0] as Key;
    } else {
      this.#blocks.splice(at, 1);
      this.#firsts.splice(at, 1);
      this.#weights.splice(at, 1);
    }
  }

  #place(at: number, block: Block): void {
    this.#blocks.splice(at, 0, block);
    this.#firsts.splice(at, 0, block.keys[0] as Key);
    const weight = block.postings.reduce<number>((sum, one) => sum + sizeOf(one), 0);
    this.#weights.splice(at, 0, weight);
  }

  #weigh(at: number, from: number, to: number): number {
    const block = this.#blocks[at];
    if (block === undefined) return 0;
    const { postings } = block;
    if (from === 0 && to >= postings.length) return this.#weights[at] as number;
    let count = 0;
    for (let index = from; index < Math.min(to, postings.length); index += 1)
      count += sizeOf(postings[index]);
    return count;
  }

  /** Where the first key behind a cut stands, or would. */
  #placeOf(cut: Cut): Place {
    const at = this.#blockOf(cut.key);
    const block = this.#blocks[at];
    return { at, index: block === undefined ? 0 : firstBehind(block.keys, cut) };
  }

  /** The last block that begins at `key` or below; the first when none does. */
  #blockOf(key: Key): number {
    let low = 0;
    let high = this.#firsts.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compareKeys(this.#firsts[middle] as Key, key) > 0) high = middle;
      else low = middle + 1;
    }
    return Math.max(0, low - 1);
  }
}

function firstBehind(keys: readonly Key[], cut: Cut): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBehind(cut, keys[middle] as Key)) high = middle;
    else low = middle + 1;
  }
  return low;
}
