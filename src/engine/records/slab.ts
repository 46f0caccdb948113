/**
 * A piece of memory that records are written into, one behind the other. What is written stays as
 * it is for as long as somebody holds the slab: frozen states and answers that are on their way do.
 */
export class Slab {
  readonly number: number;
  readonly bytes: Buffer;
  /** Where the next record goes. */
  used = 0;
  /** Bytes of records that are still there. */
  live = 0;
  /** It is to be emptied. */
  isSparse = false;
  /**
   * Positions of the records that were written into it. A negative number stands for so many that
   * follow the one before: of records that were only created there are but two numbers.
   */
  #positions: number[] = [];
  #next = -1;

  constructor(number: number, length: number) {
    this.number = number;
    this.bytes = Buffer.allocUnsafeSlow(length);
  }

  get room(): number {
    return this.bytes.length - this.used;
  }

  /** A record stands behind the others now. @returns where it begins. */
  take(position: number, length: number): number {
    const start = this.used;
    this.used += length;
    this.live += length;
    this.note(position);
    return start;
  }

  /** One of its records has this position. */
  note(position: number): void {
    const last = this.#positions.length - 1;
    if (position !== this.#next) this.#positions.push(position);
    else if ((this.#positions[last] as number) < 0) (this.#positions[last] as number) -= 1;
    else this.#positions.push(-1);
    this.#next = position + 1;
  }

  forgetPositions(): void {
    this.#positions = [];
    this.#next = -1;
  }

  /** Of all records that were written into it: some may be elsewhere now, or gone. */
  *positions(): Generator<number> {
    let position = -1;
    for (const entry of this.#positions) {
      if (entry >= 0) yield (position = entry);
      else for (let more = entry; more < 0; more += 1) yield (position += 1);
    }
  }
}
