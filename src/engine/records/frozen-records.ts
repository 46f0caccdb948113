import type { RecordEntry } from '../record-entry';
import { readRows } from './read-rows';
import type { Rows } from './rows';
import type { SlabBytes } from './slabs';

const READ_TOGETHER = 256;

/** Records at one instant, made when they are walked. */
export class FrozenRecords implements Iterable<RecordEntry> {
  readonly #rows: Rows;
  readonly #slabs: SlabBytes;

  constructor(rows: Rows, slabs: SlabBytes) {
    this.#rows = rows;
    this.#slabs = slabs;
  }

  *[Symbol.iterator](): Generator<RecordEntry> {
    for (let position = 0; position < this.#rows.count;) {
      const { records, next } = readRows(this.#rows, this.#slabs, position, READ_TOGETHER);
      yield* records;
      position = next;
    }
  }
}
