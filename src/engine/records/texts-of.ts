import type { RecordTexts, TextBounds } from '../record-texts';
import { NOTHING, textBytes } from './record-layout';
import type { Rows } from './rows';
import { offsetOf, type SlabBytes } from './slabs';

/**
 * The texts of the records created after an event. Those that stand one behind the other, commas
 * between them, are one piece: of records that were only created there is one a slab.
 */
export function textsOf(
  rows: Rows,
  slabs: SlabBytes,
  createdSeq: number,
  bounds: TextBounds,
): RecordTexts {
  const pieces: Uint8Array[] = [];
  let at = rows.firstAfter(createdSeq);
  let [count, bytes, last] = [0, 0, createdSeq];
  let slab: Buffer | undefined;
  let [start, end] = [0, 0];
  for (; at < rows.count && count < bounds.records && bytes < bounds.bytes; at += 1) {
    const size = rows.size(at);
    if (size === NOTHING) continue;
    const address = rows.address(at);
    const next = slabs.bytesAt(address);
    const offset = offsetOf(address);
    if (next !== slab || offset !== end) {
      if (slab !== undefined) pieces.push(slab.subarray(start, end));
      [slab, start] = [next, offset];
    }
    end = offset + textBytes(size) + 1;
    bytes += end - offset;
    count += 1;
    last = rows.createdSeq(at);
  }
  // Behind each text is a comma, but none behind the last of a list.
  if (slab !== undefined) pieces.push(slab.subarray(start, end - 1));
  while (at < rows.count && rows.size(at) === NOTHING) at += 1;
  return { pieces, count, last, hasMore: at < rows.count };
}
