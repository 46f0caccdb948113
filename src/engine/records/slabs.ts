import { Slab } from './slab';

/** So many addresses has each slab. Emptying one takes some tenths of a millisecond. */
const SLAB_BYTES = 512 * 1024;
/** The first is small, each next one twice as large, so that few records take little. */
const FIRST_BYTES = 8 * 1024;
/** A larger record has a slab of its own, so that less than a sixteenth of one stays unused. */
const SHARED_BYTES_MAX = SLAB_BYTES / 16;

/** The slabs as addresses find them. */
export type SlabBytes = Pick<Slabs, 'bytesAt'>;

const numberOf = (address: number): number => Math.floor(address / SLAB_BYTES);

/** Where in its slab an address is. */
export const offsetOf = (address: number): number => address - numberOf(address) * SLAB_BYTES;

export const addressOf = ({ number }: Slab, offset: number): number => number * SLAB_BYTES + offset;

/**
 * The bytes of the records of one model. They are only ever added to; what is outdated is given
 * back a slab at a time, once a third of it is: see `nextSparse`.
 */
export class Slabs {
  /** By number; numbers are used again. */
  readonly #slabs: (Slab | undefined)[] = [];
  readonly #freeNumbers: number[] = [];
  readonly #sparse: Slab[] = [];
  /** What records are added to. */
  #current = this.#open(0);
  #nextBytes = FIRST_BYTES;

  /** The slab of an address. */
  at(address: number): Slab {
    return this.#slabs[numberOf(address)] as Slab;
  }

  /** The bytes in which `offsetOf` an address is. */
  bytesAt(address: number): Buffer {
    return this.at(address).bytes;
  }

  /** A slab that has room for a record. */
  withRoom(length: number): Slab {
    if (this.#current.room >= length) return this.#current;
    if (length > SHARED_BYTES_MAX) return this.#open(length);
    const full = this.#current;
    this.#current = this.#open(Math.max(this.#nextBytes, length));
    this.#nextBytes = Math.min(this.#nextBytes * 2, SLAB_BYTES);
    this.#judge(full);
    return this.#current;
  }

  /** Memory of all slabs. */
  get bytes(): number {
    return this.#slabs.reduce((sum, slab) => sum + (slab?.bytes.length ?? 0), 0);
  }

  /** The room left where the next record goes. */
  get room(): number {
    return this.#current.room;
  }

  /** A record of a slab is there no more. */
  release(slab: Slab, length: number): void {
    slab.live -= length;
    if (slab !== this.#current) this.#judge(slab);
  }

  /** A slab of which less than two thirds are live: to be emptied by moving its records. */
  nextSparse(): Slab | undefined {
    for (let slab = this.#sparse.pop(); slab !== undefined; slab = this.#sparse.pop())
      if (slab.live > 0) return slab;
    return undefined;
  }

  /** Forgets which positions the records have. */
  forgetPositions(): void {
    for (const slab of this.#slabs) slab?.forgetPositions();
  }

  /** What is there, to be read at the addresses of now whatever happens later. */
  freeze(): SlabBytes {
    const all = this.#slabs.map((slab) => slab?.bytes);
    return { bytesAt: (address) => all[numberOf(address)] as Buffer };
  }

  #open(length: number): Slab {
    const number = this.#freeNumbers.pop() ?? this.#slabs.length;
    const slab = new Slab(number, length);
    this.#slabs[number] = slab;
    return slab;
  }

  #judge(slab: Slab): void {
    if (slab.live === 0) {
      this.#slabs[slab.number] = undefined;
      this.#freeNumbers.push(slab.number);
    } else if (!slab.isSparse && slab.live * 3 < slab.used * 2) {
      slab.isSparse = true;
      this.#sparse.push(slab);
    }
  }
}
