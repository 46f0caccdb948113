const BLOCK_MAX = 512;

/** Place of the first number above `seq` in an ascending list. */
export function firstAbove(list: readonly number[], seq: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((list[middle] as number) > seq) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * A large ascending set of numbers, in blocks: what comes last is appended, anything else moves
 * half a block at most.
 */
export class SeqBlocks {
  readonly #blocks: number[][] = [];
  #size = 0;

  /** @param ascending what it holds at first. */
  constructor(ascending: readonly number[]) {
    for (let at = 0; at < ascending.length; at += BLOCK_MAX)
      this.#blocks.push(ascending.slice(at, at + BLOCK_MAX));
    this.#size = ascending.length;
  }

  get size(): number {
    return this.#size;
  }

  /** From its lowest number to its highest. */
  get span(): number {
    const lowest = this.#blocks[0]?.[0];
    return lowest === undefined ? 0 : (this.#blocks.at(-1)?.at(-1) as number) - lowest + 1;
  }

  /** Takes a number that is not there yet. */
  add(seq: number): void {
    this.#size += 1;
    const last = this.#blocks.at(-1);
    if (last === undefined || (seq > (last.at(-1) as number) && last.length >= BLOCK_MAX)) {
      this.#blocks.push([seq]);
      return;
    }
    const at = this.#blockOf(seq);
    const block = this.#blocks[at] as number[];
    if (seq > (block.at(-1) as number)) block.push(seq);
    else block.splice(firstAbove(block, seq), 0, seq);
    if (block.length > BLOCK_MAX) this.#blocks.splice(at + 1, 0, block.splice(BLOCK_MAX >>> 1));
  }

  /** Takes out a number that is there. */
  delete(seq: number): void {
    const at = this.#blockOf(seq);
    const block = this.#blocks[at] as number[];
    block.splice(firstAbove(block, seq) - 1, 1);
    if (block.length === 0) this.#blocks.splice(at, 1);
    this.#size -= 1;
  }

  /** Visits all numbers, ascending. */
  each(visit: (seq: number) => void): void {
    for (const block of this.#blocks) for (const seq of block) visit(seq);
  }

  /** Adds to `found` the numbers above `seq`, until it holds `limit`. */
  takeAbove(seq: number, limit: number, found: number[]): void {
    if (this.#blocks.length === 0) return;
    let at = this.#blockOf(seq);
    let index = firstAbove(this.#blocks[at] as number[], seq);
    for (; at < this.#blocks.length; at += 1, index = 0) {
      const block = this.#blocks[at] as number[];
      for (; index < block.length; index += 1) {
        if (found.length >= limit) return;
        found.push(block[index] as number);
      }
    }
  }

  /** The last block that begins at `seq` or below; the first when none does. */
  #blockOf(seq: number): number {
    let low = 0;
    let high = this.#blocks.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#blocks[middle]?.[0] as number) > seq) high = middle;
      else low = middle + 1;
    }
    return Math.max(0, low - 1);
  }
}
