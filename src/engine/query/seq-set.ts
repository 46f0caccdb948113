const CHUNK_SIZE = 4_096;
const CHUNK_WORDS = CHUNK_SIZE / 32;

/**
 * A set of sequence numbers as bits, in chunks that are there when one of their bits is: some
 * nanoseconds a number, however they come, and they go out in ascending order.
 */
export class SeqSet {
  /** By number. A log of 2^44 events would be too long for an array; none will be. */
  readonly #chunks: (Uint32Array | undefined)[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(seq: number): void {
    const number = Math.floor(seq / CHUNK_SIZE);
    const chunk = (this.#chunks[number] ??= new Uint32Array(CHUNK_WORDS));
    const at = (seq % CHUNK_SIZE) >>> 5;
    const word = chunk[at] as number;
    const added = (word | (1 << (seq & 31))) >>> 0;
    if (added === word) return;
    chunk[at] = added;
    this.#size += 1;
  }

  has(seq: number): boolean {
    const chunk = this.#chunks[Math.floor(seq / CHUNK_SIZE)];
    if (chunk === undefined) return false;
    return ((chunk[(seq % CHUNK_SIZE) >>> 5] as number) & (1 << (seq & 31))) !== 0;
  }

  /** The numbers above `seq`, ascending. */
  *above(seq: number): Generator<number> {
    const first = Math.floor(seq / CHUNK_SIZE);
    for (let number = first; number < this.#chunks.length; number += 1) {
      const chunk = this.#chunks[number];
      if (chunk === undefined) continue;
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
