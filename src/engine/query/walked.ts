import type { FieldIndex } from '../index/field-index';
import { entryOf } from '../index/indexes';
import { singleKey, type Key } from '../index/key';
import { takeAfter } from '../index/posting';
import type { RecordEntry } from '../record-entry';
import type { RecordReader } from '../state-engine-backend';
import type { Found, Hit } from './found';
import type { KeyRanges } from './key-ranges';
import { testerOf, type FieldFilter, type Place } from './record-query';

/** Records read at a time where some may have to be left out. */
const CHUNK = 250;

const plain = (entry: RecordEntry): Hit => ({ entry, place: { seq: entry.createdSeq } });

/** All records, as they were created. */
export const everything = (records: RecordReader): Found => ({
  total: records.size,
  take: (after, limit) => records.page(after?.seq ?? 0, limit).map(plain),
  texts: (after, bounds) => records.texts(after?.seq ?? 0, bounds),
});

/** The records of one key, as they were created. */
export function underKey(records: RecordReader, index: FieldIndex, ranges: KeyRanges): Found {
  const key = ranges[0] === undefined ? undefined : singleKey(ranges[0]);
  return {
    total: index.count(ranges),
    take: (after, limit) => {
      const seqs: number[] = [];
      if (key !== undefined) takeAfter(index.posting(key), after?.seq ?? 0, limit, seqs);
      return hitsOf(records, seqs);
    },
  };
}

export interface OrderedBy {
  readonly index: FieldIndex;
  readonly ranges: KeyRanges;
  readonly isDown: boolean;
}

/** The records of some keys in the order of their index. */
export const inOrder = (records: RecordReader, { index, ranges, isDown }: OrderedBy): Found => ({
  total: index.count(ranges),
  take: (from, limit) => {
    const after = from === undefined ? undefined : { seq: from.seq, key: from.key as Key };
    const found: Hit[] = [];
    for (const place of index.take(ranges, { isDown, after, limit })) {
      const entry = entryOf(records, place.seq);
      if (entry !== undefined) found.push({ entry, place });
    }
    return found;
  },
});

export interface Dense {
  readonly filter: FieldFilter;
  readonly total: number;
  readonly vainMax: number;
  /** Takes over where more would be looked at, or were in vain. */
  readonly otherwise: () => Found;
}

/**
 * The records of some keys as they were created, when there are many: the next ones are met soon by
 * looking at the records in that order.
 */
export function amongAll(
  records: RecordReader,
  { filter, total, vainMax, otherwise }: Dense,
): Found {
  const fits = testerOf([filter]);
  let other: Found | undefined;
  const take = (after: Place | undefined, limit: number): readonly Hit[] => {
    if (limit * records.size > vainMax * total) other ??= otherwise();
    if (other !== undefined) return other.take(after, limit);
    const found: Hit[] = [];
    let seq = after?.seq ?? 0;
    for (let looked = 0; looked < vainMax; looked += CHUNK) {
      const entries = records.page(seq, Math.min(CHUNK, vainMax - looked));
      for (const entry of entries) {
        seq = entry.createdSeq;
        if (!fits(entry.json)) continue;
        found.push(plain(entry));
        if (found.length === limit) return found;
      }
      if (entries.length === 0) return found;
    }
    other = otherwise();
    return [...found, ...other.take({ seq }, limit - found.length)];
  };
  return { total, take };
}

function hitsOf(records: RecordReader, seqs: readonly number[]): Hit[] {
  const hits: Hit[] = [];
  for (const seq of seqs) {
    const entry = entryOf(records, seq);
    if (entry !== undefined) hits.push(plain(entry));
  }
  return hits;
}
