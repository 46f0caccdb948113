import type { RecordEntry } from '../record-entry';
import type { Rows } from './rows';
import type { SlabBytes } from './slabs';

/** Records at one instant, made one by one when they are walked. */
export class FrozenRecords implements Iterable<RecordEntry> {
  readonly #rows: Rows;
  readonly #slabs: SlabBytes;

  constructor(rows: Rows, slabs: SlabBytes) {
    this.#rows = rows;
    this.#slabs = slabs;
  }

  *[Symbol.iterator](): Generator<RecordEntry> {
    for (let position = 0; position < this.#rows.count; position += 1) {
      const record = this.#rows.read(position, this.#slabs);
      if (record !== undefined) yield record;
    }
  }
}
