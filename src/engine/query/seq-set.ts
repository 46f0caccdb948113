const CHUNK_BITS = 12;
const CHUNK_MASK = (1 << CHUNK_BITS) - 1;
const CHUNK_WORDS = (1 << CHUNK_BITS) / 32;
const CHUNK_SIZE = 1 << CHUNK_BITS;

/**
 * A set of sequence numbers as bits, in chunks that are there when one of their bits is: some
 * nanoseconds a number, however they come, and they go out in ascending order.
 */
export class SeqSet {
  readonly #chunks = new Map<number, Uint32Array>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(seq: number): void {
    const number = Math.floor(seq / CHUNK_SIZE);
    let chunk = this.#chunks.get(number);
    if (chunk === undefined) {
      chunk = new Uint32Array(CHUNK_WORDS);
      this.#chunks.set(number, chunk);
    }
    const bit = (seq % CHUNK_SIZE) & CHUNK_MASK;
    const word = chunk[bit >>> 5] as number;
    const added = word | (1 << (bit & 31));
    if (added >>> 0 === word) return;
    chunk[bit >>> 5] = added;
    this.#size += 1;
  }

  has(seq: number): boolean {
    const word = this.#chunks.get(Math.floor(seq / CHUNK_SIZE))?.[(seq % CHUNK_SIZE) >>> 5] ?? 0;
    return (word & (1 << (seq & 31))) !== 0;
  }

  /** The numbers above `seq`, ascending. */
  *above(seq: number): Generator<number> {
    const first = Math.floor(seq / CHUNK_SIZE);
    const numbers = [...this.#chunks.keys()].filter((number) => number >= first);
    for (const number of numbers.sort((a, b) => a - b)) {
      const chunk = this.#chunks.get(number) as Uint32Array;
      for (let at = 0; at < CHUNK_WORDS; at += 1) {
        const base = number * CHUNK_SIZE + at * 32;
        for (let word = chunk[at] as number; word !== 0; word &= word - 1) {
          const held = base + 31 - Math.clz32(word & -word);
          if (held > seq) yield held;
        }
      }
    }
  }
}
