import type { RecordEntry } from '../record-entry';
import { idAt, textAt } from './record-layout';

/** A record as it stands in a slab; nothing is made of it before it is asked for. */
export class StoredRecord implements RecordEntry {
  readonly version: number;
  readonly createdSeq: number;
  readonly #bytes: Buffer;
  readonly #start: number;
  readonly #size: number;
  #json: string | undefined;

  constructor(bytes: Buffer, start: number, size: number, version: number, createdSeq: number) {
    this.#bytes = bytes;
    this.#start = start;
    this.#size = size;
    this.version = version;
    this.createdSeq = createdSeq;
  }

  get id(): string {
    return idAt(this.#bytes, this.#start, this.#size);
  }

  get json(): string {
    return (this.#json ??= textAt(this.#bytes, this.#start, this.#size));
  }
}
