import { LithairError } from '../errors/lithair-error';

/** What `GET /api/{models}` understands. */
export interface ListQuery {
  /** Records a page; `Infinity` for all. */
  readonly limit: number;
  /** List what was created after this event. */
  readonly after: number;
}

const LIMIT_DEFAULT = 100;
const LIMIT_MAX = 1000;

/** @throws {LithairError} `invalid_query`, `invalid_cursor`. */
export function readListQuery(url: string): ListQuery {
  const mark = url.indexOf('?');
  if (mark < 0) return { limit: LIMIT_DEFAULT, after: 0 };
  let limit = LIMIT_DEFAULT;
  let after = 0;
  const seen = new Set<string>();
  for (const [name, value] of new URLSearchParams(url.slice(mark + 1))) {
    if (seen.has(name)) throw new LithairError('invalid_query', `${name} is given twice`);
    seen.add(name);
    if (name === 'limit') limit = readLimit(value);
    else if (name === 'cursor') after = readCursor(value);
    else if (name === 'asOf')
      throw new LithairError(
        'invalid_query',
        'asOf is for one record, /{id}?asOf=…: no list is kept',
      );
    else
      throw new LithairError(
        'invalid_query',
        `${name.slice(0, 40)} is not a parameter: use limit and cursor`,
      );
  }
  return { limit, after };
}

function readLimit(value: string): number {
  if (value === 'all') return Infinity;
  const limit = /^\d{1,4}$/.test(value) ? Number(value) : 0;
  if (limit >= 1 && limit <= LIMIT_MAX) return limit;
  throw new LithairError('invalid_query', `limit is a whole number from 1 to ${LIMIT_MAX}, or all`);
}

/** An opaque place in a list: after the record that this event created. */
export const cursorAfter = (createdSeq: number): string =>
  Buffer.from(`after:${createdSeq}`).toString('base64url');

function readCursor(value: string): number {
  const createdSeq = /^after:(\d{1,15})$/.exec(
    Buffer.from(value, 'base64url').toString('latin1'),
  )?.[1];
  if (createdSeq !== undefined && cursorAfter(Number(createdSeq)) === value)
    return Number(createdSeq);
  throw new LithairError('invalid_cursor', 'use the next of a page as it was given');
}
