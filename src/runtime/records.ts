import { findPast, type PastPage } from '../engine/history/past-query';
import { recordAsOf, unkeptRecord } from '../engine/history/record-as-of';
import { sightOfPrograms } from '../engine/history/record-then';
import type { Place, RecordQuery } from '../engine/query/record-query';
import { filtersOf, requireOnRecord, type FieldOf, type Where } from '../engine/query/where';
import type { ReadonlyState } from '../engine/state';
import { wholeRecord } from '../engine/whole-record';
import type { Model, RecordOf } from '../model/model';
import { pastInstant, pastSource, readAsOf, remembered } from './as-of';
import type { Runtime } from './runtime';

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

/** An instant: the sequence number of an event, or a time (text as over HTTP needs its zone). */
export type AsOf = number | string | Date;

/** Asks for the past: see *History* in docs/REFERENCE.md. */
export interface AsOfOptions {
  readonly asOf: AsOf;
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
  query: FindQuery<RecordOf<M>>,
): FoundPage<RecordOf<M>> {
  const { limit = LIMIT, after } = query;
  const found = state.find(model.name, queryOf(model, query));
  const hits = found.take(after, limit + 1);
  const isLast = hits.length <= limit;
  const page = isLast ? hits : hits.slice(0, limit);
  return {
    items: page.map(({ entry }) => recordOf(state, model, entry)),
    total: found.total,
    next: isLast ? undefined : page.at(-1)?.place,
  };
}

/**
 * A record as it was, or `undefined` when there was none.
 * @throws {LithairError} `invalid_query`, `history_not_kept`, `route_not_found`.
 */
export function getPast<M extends Model>(
  runtime: Runtime,
  model: M,
  id: string,
  { asOf }: AsOfOptions,
): RecordOf<M> | undefined {
  const at = pastInstant(runtime, readAsOf(textOf(asOf)));
  const declared = runtime.engine.withState((state) => state.model(model.name));
  const known = remembered(runtime, declared, id);
  const found = recordAsOf(declared, known, at, sightOfPrograms(declared));
  if (found.is === 'known') return JSON.parse(found.value) as RecordOf<M>;
  if (found.is === 'unkept') throw unkeptRecord(model, id, found.fields);
  return undefined;
}

/**
 * Some records as they were. Between pieces of the work others are served.
 * @throws {LithairError} `invalid_query`, `history_not_kept`, `query_too_expensive`,
 * `route_not_found`.
 */
export async function findPastRecords<M extends Model>(
  runtime: Runtime,
  model: M,
  query: FindQuery<RecordOf<M>>,
  { asOf }: AsOfOptions,
): Promise<FoundPage<RecordOf<M>>> {
  const { limit = LIMIT, after } = query;
  const declared = runtime.engine.withState((state) => state.model(model.name));
  const sight = sightOfPrograms(declared);
  const source = pastSource(runtime, declared, { asked: readAsOf(textOf(asOf)), sight });
  const work = findPast(source, queryOf(model, query), { after, limit: limit + 1 });
  const { hits, total } = await new Promise<PastPage>((resolve, reject) => {
    runtime.turns.run(work, { done: resolve, failed: reject });
  });
  const page = hits.slice(0, limit);
  return {
    items: page.map(({ then }) => JSON.parse(then.json(sight)) as RecordOf<M>),
    total,
    next: hits.length <= limit ? undefined : page.at(-1)?.place,
  };
}

const textOf = (asOf: AsOf): string => (asOf instanceof Date ? asOf.toISOString() : String(asOf));

const queryOf = <M extends Model>(
  model: M,
  { where = {}, sort }: FindQuery<RecordOf<M>>,
): RecordQuery => ({
  filters: filtersOf(model, where),
  sort: sort === undefined ? undefined : sortOf(model, sort),
});

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
