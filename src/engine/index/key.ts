/** A value that is no single one: a list or an object. All of them are one key. */
export const NESTED: unique symbol = Symbol('nested');

/**
 * What records are found and sorted by. A field that is left out counts as `null`. The order is
 * null, false, true, numbers, texts by their UTF-16 code units, lists and objects.
 */
export type Key = null | boolean | number | string | typeof NESTED;

/** Code units of a text that make its key: what follows neither sorts nor takes memory. */
export const KEY_TEXT_MAX = 256;

/** A value as an index holds it. */
export function indexKey(value: Key): Key {
  if (typeof value !== 'string' || value.length <= KEY_TEXT_MAX) return value;
  // A slice would keep all of the text alive.
  return JSON.parse(JSON.stringify(value.slice(0, KEY_TEXT_MAX))) as string;
}

export const isKey = (value: unknown): value is Key =>
  value === null || ['boolean', 'number', 'string', 'symbol'].includes(typeof value);

export function compareKeys(a: Key, b: Key): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : a > b ? 1 : 0;
  return rankOf(a) - rankOf(b);
}

function rankOf(key: Key): number {
  if (key === null) return 0;
  if (key === false) return 1;
  if (key === true) return 2;
  return typeof key === 'number' ? 3 : typeof key === 'string' ? 4 : 5;
}

/** A place between keys: just before one, or just after it. */
export interface Cut {
  readonly key: Key;
  readonly isAfter: boolean;
}

export const before = (key: Key): Cut => ({ key, isAfter: false });
export const after = (key: Key): Cut => ({ key, isAfter: true });

/** Negative when `a` comes first. */
export const compareCuts = (a: Cut, b: Cut): number =>
  compareKeys(a.key, b.key) || Number(a.isAfter) - Number(b.isAfter);

/** The keys between two places. */
export interface KeyRange {
  readonly from: Cut;
  readonly to: Cut;
}

export const only = (key: Key): KeyRange => ({ from: before(key), to: after(key) });
export const ALL_KEYS: KeyRange = { from: before(null), to: after(NESTED) };

/** The one key of a range, when it is that of `only`. */
export const singleKey = ({ from, to }: KeyRange): Key | undefined =>
  !from.isAfter && to.isAfter && from.key === to.key ? from.key : undefined;

export const isWithin = (key: Key, { from, to }: KeyRange): boolean =>
  isBehind(from, key) && !isBehind(to, key);

/** Whether a key comes after a place. */
export function isBehind(cut: Cut, key: Key): boolean {
  const order = compareKeys(cut.key, key);
  return order < 0 || (order === 0 && !cut.isAfter);
}

/** What two ranges share; `undefined` when that is nothing. */
export function intersection(a: KeyRange, b: KeyRange): KeyRange | undefined {
  const from = compareCuts(a.from, b.from) > 0 ? a.from : b.from;
  const to = compareCuts(a.to, b.to) < 0 ? a.to : b.to;
  return compareCuts(from, to) < 0 ? { from, to } : undefined;
}
