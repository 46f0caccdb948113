import type { Place } from '../engine/query/record-query';
import { filtersOf, requireOnRecord, type FieldOf, type Where } from '../engine/query/where';
import type { ReadonlyState } from '../engine/state';
import { wholeRecord } from '../engine/whole-record';
import type { Model, RecordOf } from '../model/model';

const LIMIT = 100;

/** What a program asks of the records of a model. */
export interface FindQuery<R> {
  /** Left out: all of them. */
  readonly where?: Where<R>;
  /** A field, or `-field` for the largest first. Left out: as they were created. */
  readonly sort?: (FieldOf<R> & string) | `-${FieldOf<R> & string}`;
  /** Records wanted at most, 100 unless told otherwise; `Infinity` for all. */
  readonly limit?: number;
  /** `next` of the page before. */
  readonly after?: Place | undefined;
}

/** One page of an answer. */
export interface FoundPage<R> {
  readonly items: readonly R[];
  /** Records that the query wants, on all pages. */
  readonly total: number;
  /** Where the next page begins; `undefined` on the last one. */
  readonly next: Place | undefined;
}

/** A record as it is, or `undefined`. @throws {LithairError} `route_not_found`: no such model. */
export function getRecord<M extends Model>(
  state: ReadonlyState,
  model: M,
  id: string,
): RecordOf<M> | undefined {
  const entry = state.records(model.name).get(id);
  return entry === undefined ? undefined : recordOf(state, model, entry);
}

/** @throws {LithairError} `invalid_query`, `query_too_expensive`, `route_not_found`. */
export function findRecords<M extends Model>(
  state: ReadonlyState,
  model: M,
  { where = {}, sort, limit = LIMIT, after }: FindQuery<RecordOf<M>>,
): FoundPage<RecordOf<M>> {
  const found = state.find(model.name, {
    filters: filtersOf(model, where),
    sort: sort === undefined ? undefined : sortOf(model, sort),
  });
  const hits = found.take(after, limit + 1);
  const isLast = hits.length <= limit;
  const page = isLast ? hits : hits.slice(0, limit);
  return {
    items: page.map(({ entry }) => recordOf(state, model, entry)),
    total: found.total,
    next: isLast ? undefined : page.at(-1)?.place,
  };
}

function sortOf(model: Model, sort: string): { field: string; isDown: boolean } {
  const isDown = sort.startsWith('-');
  const field = isDown ? sort.slice(1) : sort;
  requireOnRecord(model, field);
  return { field, isDown };
}

function recordOf<M extends Model>(
  state: ReadonlyState,
  model: M,
  { id, json }: { readonly id: string; readonly json: string },
): RecordOf<M> {
  const declared = state.model(model.name);
  return wholeRecord(declared, json, () => state.heldOf(model.name, id)) as RecordOf<M>;
}
