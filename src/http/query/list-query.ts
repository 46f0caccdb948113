import type { Instant } from '../../engine/history/instant';
import { EVERY_KEY, shared } from '../../engine/query/key-ranges';
import type { FieldFilter, Place, RecordQuery } from '../../engine/query/record-query';
import type { Model } from '../../model/model';
import { readAsOf } from '../../runtime/as-of';
import { fingerprintOf } from '../../runtime/fingerprint';
import { readCursor } from './cursor';
import { readFieldParam, refusal, requireField } from './field-param';

/** What `GET /api/{models}` is asked. */
export interface ListQuery {
  /** Records a page; `Infinity` for all. */
  readonly limit: number;
  /** List what comes behind this place. */
  readonly after?: Place | undefined;
  readonly records: RecordQuery;
  /** Names what a cursor belongs to; empty for all records as they were created. */
  readonly identity: string;
  /** The instant that is listed; the present when nothing is said. */
  readonly asOf?: Instant | undefined;
  /** Fields whose records are joined, as they were asked. */
  readonly expand?: string | undefined;
  /** The query string of another page of it. */
  readonly linkTo: (cursor: string) => string;
}

export const LIMIT_DEFAULT = 100;
export const LIMIT_MAX = 1000;
const NOTHING: RecordQuery = { filters: [] };

/** @throws {LithairError} `invalid_query`, `invalid_cursor`. */
export function readListQuery(model: Model, url: string): ListQuery {
  const params = paramsOf(url);
  const own = (name: string): string | undefined => {
    const value = params.get(name);
    params.delete(name);
    return value;
  };
  const limitText = own('limit');
  const limit = limitText === undefined ? LIMIT_DEFAULT : readLimit(limitText);
  const cursor = own('cursor');
  const expand = own('expand');
  const sortText = own('sort');
  const asOfText = own('asOf');
  if (asOfText !== undefined && expand !== undefined)
    throw refusal('asOf and expand exclude each other');
  const identity = identityOf(params, sortText, asOfText);
  const records: RecordQuery =
    identity === ''
      ? NOTHING
      : { filters: readFilters(model, params), sort: readSort(model, sortText) };
  const kept = [
    ...params,
    ...given('sort', sortText),
    ...given('expand', expand),
    ...given('asOf', asOfText),
  ];
  return {
    limit,
    records,
    identity,
    after: cursor === undefined ? undefined : readCursor(identity, cursor),
    asOf: asOfText === undefined ? undefined : readAsOf(asOfText),
    expand,
    linkTo: (next) =>
      new URLSearchParams([...kept, ['limit', String(limit)], ['cursor', next]]).toString(),
  };
}

/** The filters of a count, and the instant. @throws {LithairError} `invalid_query`. */
export function readCountQuery(
  model: Model,
  url: string,
): Pick<RecordQuery, 'filters'> & { readonly asOf?: Instant } {
  const params = paramsOf(url);
  const asOf = params.get('asOf');
  params.delete('asOf');
  const filters = readFilters(model, params);
  return asOf === undefined ? { filters } : { filters, asOf: readAsOf(asOf) };
}

/** @throws {LithairError} `invalid_query`: a parameter is given twice. */
export function paramsOf(url: string): Map<string, string> {
  const params = new Map<string, string>();
  const mark = url.indexOf('?');
  if (mark < 0) return params;
  for (const [name, value] of new URLSearchParams(url.slice(mark + 1))) {
    if (params.has(name)) throw refusal(`${name.slice(0, 40)} is given twice`);
    params.set(name, value);
  }
  return params;
}

/** @throws {LithairError} `invalid_query`. */
export function readLimit(value: string): number {
  if (value === 'all') return Infinity;
  const limit = /^\d{1,4}$/.test(value) ? Number(value) : 0;
  if (limit >= 1 && limit <= LIMIT_MAX) return limit;
  throw refusal(`limit is a whole number from 1 to ${LIMIT_MAX}, or all`);
}

/** All that is asked of a field becomes one filter. */
export function readFilters(
  model: Model,
  params: ReadonlyMap<string, string>,
): readonly FieldFilter[] {
  const filters = new Map<string, FieldFilter>();
  for (const [name, text] of params) {
    const one = readFieldParam(model, name, text);
    const { field } = one;
    const { ranges, contains } = filters.get(field) ?? { ranges: EVERY_KEY, contains: [] };
    filters.set(field, {
      field,
      ranges: shared(ranges, one.ranges),
      contains: [...contains, ...one.contains],
    });
  }
  return [...filters.values()];
}

function readSort(model: Model, text: string | undefined): RecordQuery['sort'] {
  if (text === undefined) return undefined;
  const isDown = text.startsWith('-');
  return { field: requireField(model, isDown ? text.slice(1) : text), isDown };
}

/** The same query has the same name, however its parameters are ordered. */
function identityOf(
  params: ReadonlyMap<string, string>,
  sort: string | undefined,
  asOf: string | undefined,
): string {
  if (params.size === 0 && sort === undefined && asOf === undefined) return '';
  const filters = [...params].sort(([a], [b]) => (a < b ? -1 : 1));
  const asked = JSON.stringify([sort ?? null, ...filters, ...(asOf === undefined ? [] : [asOf])]);
  return fingerprintOf(['query', asked]).slice(0, 16);
}

const given = (name: string, value: string | undefined): [string, string][] =>
  value === undefined ? [] : [[name, value]];
