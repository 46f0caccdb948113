import type { RecordEntry } from '../record-entry';
import { NOTHING } from './record-layout';
import type { Rows } from './rows';
import { offsetOf, type SlabBytes } from './slabs';
import { StoredRecord } from './stored-record';
import { Stretch } from './stretch';

/** Records that were read, and the position where the next ones begin. */
export interface ReadRows {
  readonly records: RecordEntry[];
  readonly next: number;
}

/** Reads at most `limit` records from a position on. */
export function readRows(rows: Rows, slabs: SlabBytes, from: number, limit: number): ReadRows {
  const records: RecordEntry[] = [];
  let next = from;
  let stretch: Stretch | undefined;
  for (; next < rows.count && records.length < limit; next += 1) {
    const size = rows.size(next);
    if (size === NOTHING) continue;
    const address = rows.address(next);
    const bytes = slabs.bytesAt(address);
    const start = offsetOf(address);
    if (stretch?.take(bytes, start, size) !== true) {
      stretch = new Stretch(bytes, start);
      if (!stretch.take(bytes, start, size)) stretch = undefined;
    }
    const [version, createdSeq] = [rows.version(next), rows.createdSeq(next)];
    records.push(new StoredRecord(bytes, start, size, version, createdSeq, stretch));
  }
  return { records, next };
}
