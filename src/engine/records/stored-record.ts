import type { RecordEntry } from '../record-entry';
import { idAt, idIn, textAt } from './record-layout';
import type { Stretch } from './stretch';

/** A record as it stands in a slab; nothing is made of it before it is asked for. */
export class StoredRecord implements RecordEntry {
  readonly version: number;
  readonly createdSeq: number;
  readonly #bytes: Buffer;
  readonly #start: number;
  readonly #size: number;
  readonly #stretch: Stretch | undefined;
  #json: string | undefined;

  /** @param stretch that it was read with. */
  constructor(
    bytes: Buffer,
    start: number,
    size: number,
    version: number,
    createdSeq: number,
    stretch?: Stretch,
  ) {
    this.#bytes = bytes;
    this.#start = start;
    this.#size = size;
    this.#stretch = stretch;
    this.version = version;
    this.createdSeq = createdSeq;
  }

  get id(): string {
    const json = this.#stretch === undefined ? undefined : this.json;
    if (json === undefined) return idAt(this.#bytes, this.#start, this.#size);
    return idIn(json, this.#bytes, this.#start, this.#size);
  }

  get json(): string {
    return (this.#json ??=
      this.#stretch?.text(this.#start, this.#size) ?? textAt(this.#bytes, this.#start, this.#size));
  }
}
