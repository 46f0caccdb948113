import { LithairError } from '../../errors/lithair-error';
import type { Collection } from '../collection';
import type { FieldIndex } from '../index/field-index';
import { entryOf } from '../index/indexes';
import { singleKey } from '../index/key';
import { eachSeq } from '../index/posting';
import { SeqBits } from '../index/seq-bits';
import type { RecordEntry } from '../record-entry';
import type { RecordReader } from '../state-engine-backend';
import { uniqueKey } from '../unique-index';
import type { Found } from './found';
import { gathered } from './gathered';
import { asCreated, entriesOf, inOrderOf, joinedOf, type Joined } from './joined';
import { allBut, EVERY_KEY } from './key-ranges';
import type { FieldFilter, RecordQuery } from './record-query';
import { amongAll, everything, inOrder, underKey } from './walked';

/** What one request may cost. */
export interface QueryBounds {
  /** Records looked at one by one. */
  readonly lookedMax: number;
  /** Records of indexes that are put into a set one by one: some 10 ns each. */
  readonly joinedMax: number;
  /** So few records are rather looked at than joined. */
  readonly fewMax: number;
  /** Records looked at in vain, in the order of their creation, before a set is made. */
  readonly vainMax: number;
  /** Places of an index passed in search of a set before whole steps of it are: some 10 ns each. */
  readonly passedMax: number;
}

export const QUERY_BOUNDS: QueryBounds = {
  lookedMax: 10_000,
  joinedMax: 2_000_000,
  fewMax: 300,
  vainMax: 500,
  passedMax: 16_000,
};

/** A filter that an index answers, or narrows when it asks for more. */
interface Narrowing {
  readonly filter: FieldFilter;
  readonly index: FieldIndex;
  /** Records that the index finds. */
  readonly count: number;
}

/**
 * Finds the records of a query in one of four ways, the cheapest first: walk one index; look at few
 * records one by one; join indexes as sets; refuse. The counts of the indexes decide, never what
 * the records turn out to be.
 *
 * @throws {LithairError} `query_too_expensive`, with the field to index.
 */
export function findRecords(
  collection: Collection,
  query: RecordQuery,
  bounds: QueryBounds = QUERY_BOUNDS,
): Found {
  const { records, indexes } = collection;
  const { filters, sort } = query;
  const known = namedRecords(collection, filters);
  if (known !== undefined) return gathered(records, query, known);
  const walked = walkOf(collection, query);
  if (walked !== undefined) return walked;

  const narrowings = narrowingsOf(collection, filters);
  const [best] = narrowings;
  const sorting = sort === undefined ? undefined : indexes.of(sort.field);
  const unanswered = unansweredOf(query, { narrowings, sorting });
  if (unanswered !== undefined)
    return looked(collection, query, { narrowings, unanswered, bounds });
  if (best === undefined) return everything(records);
  const isOne = filters.length === 1 && sort === undefined;
  if (!isOne && best.count <= bounds.fewMax) return gathered(records, query, heldBy(records, best));

  const joined = (): Joined => joinedOf(setOf(collection, narrowings, bounds), query, indexes);
  if (sort === undefined || sorting === undefined) {
    const found = (): Found => asCreated(records, joined());
    const { count: total, filter } = best;
    if (!isOne) return found();
    return amongAll(records, { filter, total, vainMax: bounds.vainMax, otherwise: found });
  }
  const ranges = filters.find(({ field }) => field === sort.field)?.ranges ?? EVERY_KEY;
  const { isDown } = sort;
  return inOrderOf(records, joined(), { index: sorting, ranges, isDown, query, bounds });
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
function setOf(
  { records }: Collection,
  narrowings: readonly Narrowing[],
  { joinedMax }: QueryBounds,
): SeqBits {
  let set: SeqBits | undefined;
  let visited = 0;
  for (const { filter, index, count } of narrowings) {
    const { field, ranges } = filter;
    const isMost = set !== undefined && count * 2 > records.size;
    const sought = isMost ? allBut(ranges) : ranges;
    visited += index.visitedBy(sought);
    if (visited > joinedMax) {
      const message = `the filters find ${visited} entries of indexes, ${joinedMax} may be joined: narrow ${field}`;
      throw new LithairError('query_too_expensive', message, { field });
    }
    if (set === undefined) set = index.setOf(sought);
    else if (isMost) index.exclude(set, sought);
    else index.restrict(set, sought);
  }
  return set ?? new SeqBits();
}

interface Plan {
  readonly narrowings: readonly Narrowing[];
  readonly unanswered: Unanswered;
  readonly bounds: QueryBounds;
}

/** The answer from the records that the indexes leave, or all, when these are few enough. */
function looked(
  collection: Collection,
  query: RecordQuery,
  { narrowings, unanswered, bounds }: Plan,
): Found {
  const { records } = collection;
  const { lookedMax } = bounds;
  const [best] = narrowings;
  if (best === undefined && records.size <= lookedMax)
    return gathered(records, query, records.page(0, lookedMax));
  if (best !== undefined && best.count <= lookedMax)
    return gathered(records, query, heldBy(records, best));
  const set = best === undefined ? undefined : setOf(collection, narrowings, bounds);
  if (set !== undefined && set.size <= lookedMax)
    return gathered(records, query, entriesOf(records, set));
  throw tooExpensive(unanswered, { left: set?.size ?? records.size, lookedMax });
}

function* heldBy(records: RecordReader, { filter, index }: Narrowing): Generator<RecordEntry> {
  const seqs: number[] = [];
  index.visit(filter.ranges, (posting) => eachSeq(posting, (seq) => seqs.push(seq)));
  for (const seq of seqs) {
    const entry = entryOf(records, seq);
    if (entry !== undefined) yield entry;
  }
}

/** What of a query no index answers. */
interface Unanswered {
  readonly field: string;
  readonly why: 'filter' | 'contains' | 'sort';
}

/** It would have to be looked for in each record that is left. */
function unansweredOf(
  { filters, sort }: RecordQuery,
  { narrowings, sorting }: { narrowings: readonly Narrowing[]; sorting: FieldIndex | undefined },
): Unanswered | undefined {
  for (const filter of filters) {
    const { field, contains } = filter;
    if (!narrowings.some((narrowing) => narrowing.filter === filter))
      return { field, why: 'filter' };
    if (contains.length > 0) return { field, why: 'contains' };
  }
  if (sort === undefined || sorting !== undefined) return undefined;
  return { field: sort.field, why: 'sort' };
}

/** Records that would be looked at, and how many may be. */
interface Asked {
  readonly left: number;
  readonly lookedMax: number;
}

function tooExpensive({ field, why }: Unanswered, { left, lookedMax }: Asked): LithairError {
  const bound = `${left} records would be looked at, ${lookedMax} may be`;
  const message = {
    filter: `${field} is not indexed: ${bound}; declare db.indexed, or add a filter that leaves fewer`,
    contains: `no index answers ${field}[contains]: ${bound}; add a filter that leaves fewer`,
    sort: `${field} is not indexed: to sort by it ${bound}; declare db.indexed, or add a filter`,
  }[why];
  return new LithairError('query_too_expensive', message, { field });
}
