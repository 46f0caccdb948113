import { NOTHING } from './record-layout';
import { offsetOf, type SlabBytes } from './slabs';
import { StoredRecord } from './stored-record';

/** Numbers of a row: beside each other, so that what is known of a record is read at once. */
const WIDTH = 4;
const ADDRESS = 0;
const SIZE = 1;
const VERSION = 2;
const CREATED_SEQ = 3;

const FIRST_ROWS = 16;
const UINT32_MAX = 2 ** 32 - 1;

/**
 * What is known of the records beside their bytes, in the order of their creation, with holes:
 * sixteen bytes each, or twice as many once a number needs more than 32 bits.
 */
export class Rows {
  #values: Uint32Array | Float64Array = new Uint32Array(FIRST_ROWS * WIDTH);
  #largest = UINT32_MAX;
  #count = 0;

  /** Holes included. */
  get count(): number {
    return this.#count;
  }

  /** Where the bytes of a record are. */
  address(position: number): number {
    return this.#values[position * WIDTH + ADDRESS] as number;
  }

  /** See `record-layout.ts`; `NOTHING` for a hole. */
  size(position: number): number {
    return this.#values[position * WIDTH + SIZE] as number;
  }

  version(position: number): number {
    return this.#values[position * WIDTH + VERSION] as number;
  }

  createdSeq(position: number): number {
    return this.#values[position * WIDTH + CREATED_SEQ] as number;
  }

  /** A new record, whose bytes are to follow. @returns its position. */
  push(version: number, createdSeq: number): number {
    const position = this.#count;
    const at = position * WIDTH;
    if (at === this.#values.length) this.#hold(at * 2);
    this.#count += 1;
    this.#values[at + SIZE] = NOTHING;
    this.setVersion(position, version);
    this.#fit(createdSeq);
    this.#values[at + CREATED_SEQ] = createdSeq;
    return position;
  }

  setVersion(position: number, version: number): void {
    this.#fit(version);
    this.#values[position * WIDTH + VERSION] = version;
  }

  /** A record has other bytes now. */
  place(position: number, address: number, size: number): void {
    this.#fit(address);
    this.#values[position * WIDTH + ADDRESS] = address;
    this.#values[position * WIDTH + SIZE] = size;
  }

  /** A record is gone. */
  clear(position: number): void {
    this.#values[position * WIDTH + SIZE] = NOTHING;
  }

  /** `undefined` for a hole. */
  read(position: number, slabs: SlabBytes): StoredRecord | undefined {
    const size = this.size(position);
    if (size === NOTHING) return undefined;
    const address = this.address(position);
    return new StoredRecord(
      slabs.bytesAt(address),
      offsetOf(address),
      size,
      this.version(position),
      this.createdSeq(position),
    );
  }

  /** The first position whose record was created after an event; `count` when there is none. */
  firstAfter(createdSeq: number): number {
    let low = 0;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.createdSeq(middle) > createdSeq) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** Closes up the holes. */
  closeUp(): void {
    let count = 0;
    for (let position = 0; position < this.#count; position += 1) {
      if (this.size(position) === NOTHING) continue;
      const at = position * WIDTH;
      this.#values.copyWithin(count * WIDTH, at, at + WIDTH);
      count += 1;
    }
    this.#count = count;
    this.#hold(Math.max(FIRST_ROWS, count * 2) * WIDTH);
  }

  /** The same as it is now. */
  copy(): Rows {
    const copy = new Rows();
    copy.#values = this.#values.slice(0, this.#count * WIDTH);
    copy.#count = this.#count;
    return copy;
  }

  /** Makes room for a number. */
  #fit(value: number): void {
    if (value <= this.#largest) return;
    this.#largest = Number.MAX_SAFE_INTEGER;
    this.#hold(this.#values.length);
  }

  /** Keeps the rows in an array of another length. */
  #hold(length: number): void {
    const held = this.#values.subarray(0, this.#count * WIDTH);
    this.#values = this.#largest > UINT32_MAX ? new Float64Array(length) : new Uint32Array(length);
    this.#values.set(held);
  }
}
