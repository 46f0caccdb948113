import { LithairError } from '../../errors/lithair-error';
import type { Collection } from '../collection';
import type { FieldIndex } from '../index/field-index';
import { entryOf } from '../index/indexes';
import { singleKey } from '../index/key';
import { eachSeq } from '../index/posting';
import type { RecordEntry } from '../record-entry';
import type { RecordReader } from '../state-engine-backend';
import { uniqueKey } from '../unique-index';
import type { Found } from './found';
import { gathered } from './gathered';
import { EVERY_KEY } from './key-ranges';
import { testerOf, type FieldFilter, type RecordQuery } from './record-query';
import { SeqSet } from './seq-set';
import { amongAll, everything, inOrder, inSet, underKey, type Within } from './walked';

/** What one request may cost. */
export interface QueryBounds {
  /** Records looked at one by one. */
  readonly lookedMax: number;
  /** Entries of indexes that are joined: some 10 ns each. */
  readonly joinedMax: number;
}

export const QUERY_BOUNDS: QueryBounds = { lookedMax: 10_000, joinedMax: 2_000_000 };

/** A filter that an index answers, or narrows when it asks for more. */
interface Narrowing {
  readonly filter: FieldFilter;
  readonly index: FieldIndex;
  /** Records that the index finds. */
  readonly count: number;
}

/**
 * Finds the records of a query in one of four ways, the cheapest first: walk one index; look at few
 * records one by one; join several indexes; refuse. The counts of the indexes decide, never what
 * the records turn out to be.
 *
 * @throws {LithairError} `query_too_expensive`, with the field to index.
 */
export function findRecords(
  collection: Collection,
  query: RecordQuery,
  bounds: QueryBounds = QUERY_BOUNDS,
): Found {
  const { lookedMax } = bounds;
  const { records, indexes } = collection;
  const { filters, sort } = query;
  const known = namedRecords(collection, filters);
  if (known !== undefined) return gathered(records, query, known);

  const walked = walkOf(collection, query);
  if (walked !== undefined) return walked;

  const narrowings = narrowingsOf(collection, filters);
  const [best] = narrowings;
  if ((best?.count ?? records.size) <= lookedMax)
    return gathered(
      records,
      query,
      best === undefined ? records.page(0, lookedMax) : heldBy(records, best),
    );

  const sorting = sort === undefined ? undefined : indexes.of(sort.field);
  const [only] = filters;
  if (sort === undefined && filters.length === 1 && best !== undefined && only !== undefined)
    if (only.contains.length === 0)
      return amongAll(records, {
        filter: only,
        total: best.count,
        lookedMax,
        otherwise: () => inSet(records, joined(narrowings, filters, bounds)),
      });

  const within = narrowings.length === 0 ? undefined : joined(narrowings, filters, bounds);
  const left = within?.set.size ?? records.size;
  if (left <= lookedMax && within !== undefined)
    return gathered(records, query, entriesOf(records, within.set));
  requireAnswered(filters, narrowings, { left, lookedMax });
  if (sort === undefined)
    return within === undefined ? everything(records) : inSet(records, within);
  if (sorting === undefined) throw tooExpensive(sort.field, 'sort', { left, lookedMax });
  const ranges = filters.find(({ field }) => field === sort.field)?.ranges ?? EVERY_KEY;
  return inOrder(records, { index: sorting, ranges, isDown: sort.isDown, within });
}

/** The records that a filter on an identifier or a unique value can mean. */
function namedRecords(
  collection: Collection,
  filters: readonly FieldFilter[],
): readonly RecordEntry[] | undefined {
  for (const { field, ranges } of filters) {
    if (field !== 'id' && !collection.model.uniqueFields.includes(field)) continue;
    const keys = ranges.map(singleKey);
    if (keys.some((key) => key === undefined || key === null || typeof key === 'symbol')) continue;
    const ids = keys.map((key) =>
      field === 'id' ? String(key) : collection.holder(field, uniqueKey(key) ?? ''),
    );
    return ids
      .map((id) => (id === undefined ? undefined : collection.records.get(id)))
      .filter((entry) => entry !== undefined);
  }
  return undefined;
}

/** One index, or none, has the answer in its order. */
function walkOf({ records, indexes }: Collection, query: RecordQuery): Found | undefined {
  const { filters, sort } = query;
  const [filter] = filters;
  if (filters.length > 1 || (filter !== undefined && filter.contains.length > 0)) return undefined;
  if (sort !== undefined) {
    const index = indexes.of(sort.field);
    if (index === undefined || (filter !== undefined && filter.field !== sort.field))
      return undefined;
    return inOrder(records, { index, ranges: filter?.ranges ?? EVERY_KEY, isDown: sort.isDown });
  }
  if (filter === undefined) return everything(records);
  const [range, ...others] = filter.ranges;
  const index = indexes.of(filter.field);
  if (index === undefined || others.length > 0) return undefined;
  if (range !== undefined && singleKey(range) === undefined) return undefined;
  return underKey(records, index, filter.ranges);
}

/** Fewest records first. */
function narrowingsOf({ indexes }: Collection, filters: readonly FieldFilter[]): Narrowing[] {
  return filters
    .flatMap((filter) => {
      const index = indexes.of(filter.field);
      return index === undefined ? [] : [{ filter, index, count: index.count(filter.ranges) }];
    })
    .sort((a, b) => a.count - b.count);
}

/** The records that all the indexes find. */
function joined(
  narrowings: readonly Narrowing[],
  filters: readonly FieldFilter[],
  { lookedMax, joinedMax }: QueryBounds,
): Within {
  let set: SeqSet | undefined;
  let entries = 0;
  for (const { filter, index, count } of narrowings) {
    entries += count;
    if (entries > joinedMax) {
      const message = `the filters find ${entries} entries of indexes, ${joinedMax} may be joined: narrow ${filter.field}`;
      throw new LithairError('query_too_expensive', message, { field: filter.field });
    }
    const next = new SeqSet();
    const earlier = set;
    index.visit(filter.ranges, (posting) =>
      eachSeq(posting, (seq) => {
        if (earlier === undefined || earlier.has(seq)) next.add(seq);
      }),
    );
    set = next;
    if (set.size <= lookedMax) break;
  }
  return { set: set ?? new SeqSet(), fits: testerOf(filters) };
}

function* heldBy(records: RecordReader, { filter, index }: Narrowing): Generator<RecordEntry> {
  const seqs: number[] = [];
  index.visit(filter.ranges, (posting) => eachSeq(posting, (seq) => seqs.push(seq)));
  for (const seq of seqs) {
    const entry = entryOf(records, seq);
    if (entry !== undefined) yield entry;
  }
}

function* entriesOf(records: RecordReader, set: SeqSet): Generator<RecordEntry> {
  for (const seq of set.above(0)) {
    const entry = entryOf(records, seq);
    if (entry !== undefined) yield entry;
  }
}

/** Whatever no index answers would have to be looked for in each record that is left. */
function requireAnswered(
  filters: readonly FieldFilter[],
  narrowings: readonly Narrowing[],
  asked: Asked,
): void {
  for (const filter of filters) {
    if (!narrowings.some((narrowing) => narrowing.filter === filter))
      throw tooExpensive(filter.field, 'filter', asked);
    if (filter.contains.length > 0) throw tooExpensive(filter.field, 'contains', asked);
  }
}

/** Records that would be looked at, and how many may be. */
interface Asked {
  readonly left: number;
  readonly lookedMax: number;
}

function tooExpensive(
  field: string,
  why: 'filter' | 'contains' | 'sort',
  { left, lookedMax }: Asked,
): LithairError {
  const bound = `${left} records would be looked at, ${lookedMax} may be`;
  const message = {
    filter: `${field} is not indexed: ${bound}; declare db.indexed, or add a filter that leaves fewer`,
    contains: `no index answers ${field}[contains]: ${bound}; add a filter that leaves fewer`,
    sort: `${field} is not indexed: to sort by it ${bound}; declare db.indexed, or add a filter`,
  }[why];
  return new LithairError('query_too_expensive', message, { field });
}
