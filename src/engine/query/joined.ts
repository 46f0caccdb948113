import { entryOf, type Indexes } from '../index/indexes';
import { indexKey, type Key } from '../index/key';
import { keyReader } from '../index/key-reader';
import type { SeqBits } from '../index/seq-bits';
import type { RecordEntry } from '../record-entry';
import type { RecordReader } from '../state-engine-backend';
import type { Found, Hit } from './found';
import { gathered } from './gathered';
import { takeInOrder } from './in-order';
import { testerOf, type Place, type RecordQuery } from './record-query';
import { READ_COST } from './set-walk';
import type { OrderedBy } from './walked';

/** The records that all filters of a query want, as the indexes have just told. */
export interface Joined {
  readonly set: SeqBits;
  /** Whether a record of the set is still wanted. */
  readonly fits: (entry: RecordEntry) => boolean;
}

/** Nothing is read of the records while none has changed. */
export function joinedOf(set: SeqBits, { filters }: RecordQuery, indexes: Indexes): Joined {
  const { changes } = indexes;
  const test = testerOf(filters);
  return { set, fits: ({ json }) => indexes.changes === changes || test(json) };
}

/** They as they were created. */
export const asCreated = (records: RecordReader, { set, fits }: Joined): Found => ({
  total: set.size,
  take: (after, limit) =>
    taken(records, { fits, after, limit }, (from, count) => {
      const seqs: number[] = [];
      set.takeAbove(from?.seq ?? 0, count, seqs);
      return seqs.map((seq) => ({ seq }));
    }),
});

export interface Sorted extends OrderedBy {
  readonly query: RecordQuery;
  readonly bounds: {
    readonly fewMax: number;
    readonly lookedMax: number;
    readonly passedMax: number;
  };
}

/** They in the order of an index. Where they are few in it, they are read and sorted instead. */
export function inOrderOf(
  records: RecordReader,
  { set, fits }: Joined,
  { index, ranges, isDown, query, bounds }: Sorted,
): Found {
  const readKey = query.sort === undefined ? undefined : keyReader(query.sort.field);
  const keyOf = (seq: number): Key | undefined => {
    const entry = entryOf(records, seq);
    return entry === undefined ? undefined : indexKey(readKey?.(entry.json) ?? null);
  };
  const { fewMax, lookedMax, passedMax } = bounds;
  const ordered = { set, index, isDown, keyOf };
  const places = index.count(ranges);
  let few: Found | undefined;
  return {
    total: set.size,
    take: (after, limit) => {
      const { size } = set;
      if (size === 0) return [];
      // Records of the index to go past, if those of the set are spread over it.
      const expected = (Math.min(limit, size) * places) / size;
      const isFar = expected > passedMax;
      const isFew = size <= fewMax || (isFar && size <= lookedMax && index.steps() === undefined);
      if (isFew && size * READ_COST < expected)
        few ??= gathered(records, query, entriesOf(records, set));
      if (few !== undefined) return few.take(after, limit);
      return taken(records, { fits, after, limit }, (from, count) => {
        const place = from === undefined ? undefined : { seq: from.seq, key: from.key as Key };
        // Much more than expected: they are not spread over it.
        const passed = isFar ? 0 : Math.min(passedMax, 1_000 + 8 * expected);
        return takeInOrder(ordered, { ranges, after: place, limit: count, passedMax: passed });
      });
    },
  };
}

/** The records of a set, as they were created. */
export function* entriesOf(records: RecordReader, set: SeqBits): Generator<RecordEntry> {
  const seqs: number[] = [];
  set.takeAbove(0, Infinity, seqs);
  for (const seq of seqs) {
    const entry = entryOf(records, seq);
    if (entry !== undefined) yield entry;
  }
}

interface Taking {
  readonly fits: (entry: RecordEntry) => boolean;
  readonly after: Place | undefined;
  readonly limit: number;
}

/** The next records that are still there and still fit. */
function taken(
  records: RecordReader,
  { fits, after, limit }: Taking,
  next: (after: Place | undefined, limit: number) => readonly Place[],
): readonly Hit[] {
  const found: Hit[] = [];
  for (let from = after; found.length < limit;) {
    const wanted = limit - found.length;
    const places = next(from, wanted);
    for (const place of places) {
      const entry = entryOf(records, place.seq);
      if (entry !== undefined && fits(entry)) found.push({ entry, place });
    }
    if (places.length < wanted) break;
    from = places.at(-1);
  }
  return found;
}
