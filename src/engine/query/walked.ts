import type { FieldIndex } from '../index/field-index';
import { entryOf } from '../index/indexes';
import { singleKey, type Key } from '../index/key';
import { takeAfter } from '../index/posting';
import type { RecordEntry } from '../record-entry';
import type { RecordReader } from '../state-engine-backend';
import type { Found, Hit } from './found';
import type { KeyRanges } from './key-ranges';
import { testerOf, type FieldFilter, type Place } from './record-query';
import type { SeqSet } from './seq-set';

/** Read at a time where some may have to be left out. */
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
  /** The records that are wanted; all when it is left out. */
  readonly within?: Within | undefined;
}

export interface Within {
  readonly set: SeqSet;
  readonly fits: (json: string) => boolean;
}

/** The records of some keys in the order of their index. */
export function inOrder(
  records: RecordReader,
  { index, ranges, isDown, within }: OrderedBy,
): Found {
  return {
    total: within?.set.size ?? index.count(ranges),
    take: (after, limit) => {
      const found: Hit[] = [];
      const chunk = within === undefined ? limit : CHUNK;
      for (let from = after; found.length < limit;) {
        const at = from === undefined ? undefined : { seq: from.seq, key: from.key as Key };
        const places = index.take(ranges, { isDown, after: at, limit: chunk });
        for (const place of places) {
          if (within?.set.has(place.seq) === false) continue;
          const entry = entryOf(records, place.seq);
          if (entry === undefined || within?.fits(entry.json) === false) continue;
          found.push({ entry, place });
          if (found.length === limit) return found;
        }
        if (places.length < chunk) break;
        from = places.at(-1);
      }
      return found;
    },
  };
}

/** The records of a set, as they were created. */
export const inSet = (records: RecordReader, { set, fits }: Within): Found => ({
  total: set.size,
  take: (after, limit) => {
    const found: Hit[] = [];
    for (const seq of set.above(after?.seq ?? 0)) {
      const entry = entryOf(records, seq);
      if (entry === undefined || !fits(entry.json)) continue;
      found.push(plain(entry));
      if (found.length === limit) break;
    }
    return found;
  },
});

export interface Dense {
  readonly filter: FieldFilter;
  readonly total: number;
  readonly lookedMax: number;
  /** Takes over once too many records were looked at in vain. */
  readonly otherwise: () => Found;
}

/**
 * The records of some keys as they were created, when there are many: the next ones are met soon by
 * looking at the records in that order.
 */
export function amongAll(
  records: RecordReader,
  { filter, total, lookedMax, otherwise }: Dense,
): Found {
  const fits = testerOf([filter]);
  let other: Found | undefined;
  const take = (after: Place | undefined, limit: number): readonly Hit[] => {
    if (other !== undefined) return other.take(after, limit);
    const found: Hit[] = [];
    let seq = after?.seq ?? 0;
    for (let looked = 0; looked < lookedMax; looked += CHUNK) {
      const entries = records.page(seq, CHUNK);
      for (const entry of entries) {
        seq = entry.createdSeq;
        if (!fits(entry.json)) continue;
        found.push(plain(entry));
        if (found.length === limit) return found;
      }
      if (entries.length < CHUNK) return found;
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
