import type { ViewRange } from '../../engine/views/view-table';
import { LithairError } from '../../errors/lithair-error';
import { refusal } from './field-param';
import { paramsOf, readLimit } from './list-query';

/** What `GET /api/views/{name}` is asked. */
export interface ViewQuery extends ViewRange {
  readonly limit: number;
  cursorAfter(key: string): string;
  /** The query string of another page of it. */
  linkTo(cursor: string): string;
}

const LIMIT_DEFAULT = 100;

/** @throws {LithairError} `invalid_query`, `invalid_cursor`. */
export function readViewQuery(url: string): ViewQuery {
  const { limit, cursor, prefix, ...others } = Object.fromEntries(paramsOf(url));
  const [other] = Object.keys(others);
  if (other !== undefined)
    throw refusal(`${other.slice(0, 40)} is not a parameter: use limit, cursor or prefix`);
  const count = limit === undefined ? LIMIT_DEFAULT : readLimit(limit);
  if (count === Infinity) throw refusal('limit is a whole number: a view has no limit=all');
  return {
    limit: count,
    prefix,
    after: cursor === undefined ? undefined : readCursor(cursor),
    cursorAfter: encoded,
    linkTo: (next) =>
      new URLSearchParams({
        ...(prefix === undefined ? {} : { prefix }),
        limit: String(count),
        cursor: next,
      }).toString(),
  };
}

/** An opaque place: just behind a key, which may be gone. */
const encoded = (key: string): string => Buffer.from(`key:${key}`).toString('base64url');

function readCursor(cursor: string): string {
  const text = Buffer.from(cursor, 'base64url').toString();
  const key = text.slice('key:'.length);
  if (text.startsWith('key:') && encoded(key) === cursor) return key;
  throw new LithairError('invalid_cursor', 'use the next of a page of this view as it was given');
}
