import { isKey, KEY_TEXT_MAX, NESTED, type Key } from '../../engine/index/key';
import type { Place } from '../../engine/query/record-query';
import { LithairError } from '../../errors/lithair-error';

/**
 * An opaque place in an answer: just behind a record, which may be gone.
 * @param query what the answer is to; empty for all records as they were created.
 */
export function cursorAfter(query: string, { seq, key }: Place): string {
  if (query === '') return encoded(`after:${seq}`);
  return encoded(JSON.stringify([query, seq, ...(key === undefined ? [] : [keyJson(key)])]));
}

/** @throws {LithairError} `invalid_cursor`: not given by the page of such a query. */
export function readCursor(query: string, cursor: string): Place {
  const place = query === '' ? plainPlace(cursor) : placeOf(query, cursor);
  if (place !== undefined && cursorAfter(query, place) === cursor) return place;
  throw new LithairError(
    'invalid_cursor',
    'use the next of a page as it was given, with the same filters, sort and asOf',
  );
}

const encoded = (text: string): string => Buffer.from(text).toString('base64url');
const decoded = (cursor: string): string => Buffer.from(cursor, 'base64url').toString();

function plainPlace(cursor: string): Place | undefined {
  const seq = /^after:(\d{1,15})$/.exec(decoded(cursor))?.[1];
  return seq === undefined ? undefined : { seq: Number(seq) };
}

function placeOf(query: string, cursor: string): Place | undefined {
  let parts: unknown;
  try {
    parts = JSON.parse(decoded(cursor));
  } catch {
    return undefined;
  }
  if (!Array.isArray(parts) || parts.length < 2 || parts.length > 3) return undefined;
  const [asked, seq, held] = parts as readonly unknown[];
  if (asked !== query || !Number.isSafeInteger(seq) || (seq as number) < 0) return undefined;
  if (parts.length === 2) return { seq: seq as number };
  const key = Array.isArray(held) ? NESTED : held;
  if (!isKey(key) || (typeof key === 'string' && key.length > KEY_TEXT_MAX)) return undefined;
  return { seq: seq as number, key };
}

const keyJson = (key: Key): unknown => (key === NESTED ? [] : key);
