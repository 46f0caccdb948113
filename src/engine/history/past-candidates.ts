import { LithairError } from '../../errors/lithair-error';
import { isWithin, NESTED, singleKey, type Key } from '../index/key';
import type { FieldFilter, RecordQuery } from '../query/record-query';
import { isBy } from './instant';
import { ABSENT } from './past-entry';
import {
  PAST_BOUNDS,
  requireKnown,
  requireThere,
  requireWhole,
  type Known,
  type PastSource,
} from './past-source';
import type { RecordPast } from './record-past';
import { RecordThen } from './record-then';

/** A record as it was, and the creation that it was there from. */
export interface Candidate {
  readonly then: RecordThen;
  readonly seq: number;
}

/** Those that the filters may want, in creation order; nothing where a piece ends. */
export function* candidates(source: Known, query: RecordQuery): Generator<Candidate | undefined> {
  const ids = namedIds(query.filters);
  const found = ids === undefined ? born(source, 0) : named(source, ids);
  if (ids === undefined) requireAffordable(source, query);
  for (const candidate of found) {
    if (candidate !== undefined) requireThere(source, candidate.then);
    yield candidate;
  }
}

/** Every record that was, or may have been, there: by the creation that it was there from. */
export function* born(source: Known, after: number): Generator<Candidate | undefined> {
  const { history, at, bounds = PAST_BOUNDS } = source;
  for (let last = after; ; yield) {
    // Between two pieces a record may have been forgotten that was there.
    requireKnown(source);
    const births = history.bornAfter(last, bounds.pieceRecords);
    for (const { seq, past } of births) {
      last = seq;
      const birth = past?.birth(seq);
      if (past === undefined || birth === undefined) continue;
      if (!isBy(birth, at)) return;
      const then = thenOf(source, past.at(source.nowUs), seq);
      if (then !== undefined) yield { then, seq };
    }
    if (births.length < bounds.pieceRecords) return;
  }
}

function* named(source: Known, ids: readonly string[]): Generator<Candidate> {
  const found = ids.flatMap((id): Candidate[] => {
    const past = source.history.past(id, source.nowUs);
    const seq = past?.birthBy(source.at)?.seq ?? 0;
    const then = thenOf(source, past, seq);
    return then === undefined ? [] : [{ then, seq }];
  });
  yield* found.sort((a, b) => a.seq - b.seq);
}

/** The record that a creation made, unless it was another one at the instant, or none. */
function thenOf(
  { model, records, at }: Known,
  past: RecordPast | undefined,
  birth: number,
): RecordThen | undefined {
  if (past?.birthBy(at)?.seq !== birth) return undefined;
  const then = new RecordThen(model, { entry: records.get(past.id), past }, at);
  return then.isThere === false ? undefined : then;
}

/** Identifiers that some filter names one by one. */
function namedIds(filters: readonly FieldFilter[]): readonly string[] | undefined {
  const ranges = filters.find(({ field }) => field === 'id')?.ranges;
  const keys = ranges?.map(singleKey);
  return keys?.every((key) => typeof key === 'string') === true ? [...new Set(keys)] : undefined;
}

function requireAffordable({ model, history, bounds = PAST_BOUNDS }: Known, query: RecordQuery) {
  const field = query.filters[0]?.field ?? query.sort?.field;
  const { lookedMax } = bounds;
  if (field === undefined || history.births <= lookedMax) return;
  const message =
    `no index knows the past: ${history.births} creations of ${model.name} would be looked at for ` +
    `${field}, ${lookedMax} may be; list them all, or ask for an id`;
  throw new LithairError('query_too_expensive', message, { field });
}

/** Whether the filters want it. @throws {LithairError} `history_not_kept`. */
export function fits(
  source: PastSource,
  then: RecordThen,
  filters: readonly FieldFilter[],
): boolean {
  requireWhole(
    source,
    then,
    filters.map(({ field }) => field),
  );
  return filters.every(({ field, ranges, contains }) => {
    const key = keyOf(then, field);
    if (!ranges.some((range) => isWithin(key, range))) return false;
    return contains.every((text) => typeof key === 'string' && key.includes(text));
  });
}

/** What it was found and sorted by. Nothing of the field is missing. */
export function keyOf(then: RecordThen, field: string): Key {
  const text = then.textOf(field) ?? ABSENT;
  if (text === ABSENT) return null;
  const value: unknown = JSON.parse(text);
  return typeof value === 'object' && value !== null ? NESTED : (value as Key);
}
