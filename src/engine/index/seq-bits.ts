/** Numbers of a page, and its words of 32 bits: 4 KiB. */
const PAGE = 32_768;
const PAGE_WORDS = PAGE / 32;

/** `undefined` where no number is held. */
type Page = Int32Array | undefined;

/**
 * A set of sequence numbers as bits, in pages that are there when one of their bits is. What two
 * sets of a million numbers share is found in some 50 µs, however many that are.
 */
export class SeqBits {
  /** Number of the first page: it begins with `#base * PAGE`. */
  #base = 0;
  #pages: Page[] = [];
  /** `undefined` until it is counted again. */
  #size: number | undefined = 0;

  get size(): number {
    return (this.#size ??= this.countShared(this));
  }

  /** Numbers that it has room for, held or not. */
  get room(): number {
    let pages = 0;
    for (const page of this.#pages) if (page !== undefined) pages += 1;
    return pages * PAGE;
  }

  /** Whether there is room for a number. */
  hasRoom(seq: number): boolean {
    return this.#pages[Math.floor(seq / PAGE) - this.#base] !== undefined;
  }

  add(seq: number): void {
    const number = Math.floor(seq / PAGE);
    const page = this.#pages[number - this.#base] ?? this.#newPage(number);
    const at = seq - number * PAGE;
    const word = page[at >>> 5] as number;
    const added = word | (1 << (at & 31));
    if (added === word) return;
    page[at >>> 5] = added;
    if (this.#size !== undefined) this.#size += 1;
  }

  delete(seq: number): void {
    const number = Math.floor(seq / PAGE);
    const page = this.#pages[number - this.#base];
    if (page === undefined) return;
    const at = seq - number * PAGE;
    const word = page[at >>> 5] as number;
    const left = word & ~(1 << (at & 31));
    if (left === word) return;
    page[at >>> 5] = left;
    if (this.#size !== undefined) this.#size -= 1;
  }

  has(seq: number): boolean {
    const number = Math.floor(seq / PAGE);
    const page = this.#pageOf(number);
    if (page === undefined) return false;
    const at = seq - number * PAGE;
    return ((page[at >>> 5] as number) & (1 << (at & 31))) !== 0;
  }

  /** Visits all numbers, ascending. */
  each(visit: (seq: number) => void): void {
    for (const [at, page] of this.#pages.entries()) {
      if (page === undefined) continue;
      const first = (this.#base + at) * PAGE;
      for (let index = 0; index < PAGE_WORDS; index += 1)
        for (let word = page[index] as number; word !== 0; word &= word - 1)
          visit(first + index * 32 + lowestBit(word));
    }
  }

  /**
   * Adds to `found` the numbers above `seq`, ascending, until it holds `limit`.
   * @param within those that this set has too; all when it is left out.
   */
  takeAbove(seq: number, limit: number, found: number[], within: SeqBits = this): void {
    const next = seq + 1;
    const start = Math.floor(next / PAGE) - this.#base;
    for (let at = Math.max(0, start); at < this.#pages.length && found.length < limit; at += 1) {
      const page = this.#pages[at];
      const other = within.#pageOf(this.#base + at);
      if (page === undefined || other === undefined) continue;
      const first = (this.#base + at) * PAGE;
      const from = at === start ? next - first : 0;
      for (let index = from >>> 5; index < PAGE_WORDS && found.length < limit; index += 1) {
        let word = (page[index] as number) & (other[index] as number);
        if (index === from >>> 5) word &= -1 << (from & 31);
        for (; word !== 0 && found.length < limit; word &= word - 1)
          found.push(first + index * 32 + lowestBit(word));
      }
    }
  }

  copy(): SeqBits {
    const copy = new SeqBits();
    copy.#base = this.#base;
    copy.#pages = this.#pages.map(copyOf);
    copy.#size = this.#size;
    return copy;
  }

  /** Numbers that both sets hold. */
  countShared(other: SeqBits): number {
    let count = 0;
    for (const [at, page] of this.#pages.entries()) {
      const theirs = other.#pageOf(this.#base + at);
      if (page !== undefined && theirs !== undefined) count += countShared(page, theirs);
    }
    return count;
  }

  /** Keeps what another set holds too. */
  and(other: SeqBits): void {
    for (const [at, page] of this.#pages.entries()) {
      const theirs = other.#pageOf(this.#base + at);
      if (theirs === undefined) this.#pages[at] = undefined;
      else if (page !== undefined) and(page, theirs);
    }
    this.#size = undefined;
  }

  /** Takes out what another set holds. */
  andNot(other: SeqBits): void {
    for (const [at, page] of this.#pages.entries()) {
      const theirs = other.#pageOf(this.#base + at);
      if (page !== undefined && theirs !== undefined) andNot(page, theirs);
    }
    this.#size = undefined;
  }

  /** Adds what another set holds. */
  or(other: SeqBits): void {
    for (const [at, theirs] of other.#pages.entries()) {
      if (theirs === undefined) continue;
      const page = this.#pageOf(other.#base + at);
      if (page === undefined) this.#newPage(other.#base + at).set(theirs);
      else or(page, theirs);
    }
    this.#size = undefined;
  }

  #pageOf(number: number): Page {
    // An array is slow with negative numbers.
    return number < this.#base ? undefined : this.#pages[number - this.#base];
  }

  #newPage(number: number): Int32Array {
    if (this.#pages.length === 0) this.#base = number;
    if (number < this.#base) {
      const before = new Array<Page>(this.#base - number).fill(undefined);
      this.#pages = [...before, ...this.#pages];
      this.#base = number;
    }
    while (this.#pages.length <= number - this.#base) this.#pages.push(undefined);
    const page = new Int32Array(PAGE_WORDS);
    this.#pages[number - this.#base] = page;
    return page;
  }
}

function copyOf(page: Page): Page {
  if (page === undefined) return undefined;
  // `slice` takes several times as long.
  const copy = new Int32Array(PAGE_WORDS);
  copy.set(page);
  return copy;
}

function and(page: Int32Array, other: Int32Array): void {
  for (let at = 0; at < PAGE_WORDS; at += 1)
    page[at] = (page[at] as number) & (other[at] as number);
}

function andNot(page: Int32Array, other: Int32Array): void {
  for (let at = 0; at < PAGE_WORDS; at += 1)
    page[at] = (page[at] as number) & ~(other[at] as number);
}

function or(page: Int32Array, other: Int32Array): void {
  for (let at = 0; at < PAGE_WORDS; at += 1)
    page[at] = (page[at] as number) | (other[at] as number);
}

function countShared(page: Int32Array, other: Int32Array): number {
  let count = 0;
  for (let at = 0; at < PAGE_WORDS; at += 1) {
    const word = (page[at] as number) & (other[at] as number);
    if (word !== 0) count += bitCount(word);
  }
  return count;
}

const lowestBit = (word: number): number => 31 - Math.clz32(word & -word);

/** Bits that are set in 32, added up in ever larger groups. */
function bitCount(word: number): number {
  const pairs = word - ((word >>> 1) & 0x5555_5555);
  const fours = (pairs & 0x3333_3333) + ((pairs >>> 2) & 0x3333_3333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
}
