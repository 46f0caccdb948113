import {
  after,
  ALL_KEYS,
  before,
  compareCuts,
  intersection,
  NESTED,
  only,
  type Cut,
  type Key,
  type KeyRange,
} from '../index/key';

/** Ascending, and apart from each other. */
export type KeyRanges = readonly KeyRange[];

export const EVERY_KEY: KeyRanges = [ALL_KEYS];
export const EVERY_TEXT: KeyRanges = [{ from: before(''), to: before(NESTED) }];

/** The ranges that hold these keys and no other. */
export const keysOnly = (keys: Iterable<Key>): KeyRanges =>
  [...new Set(keys)].map(only).sort((a, b) => compareCuts(a.from, b.from));

/** All keys but those of some ranges. */
export function allBut(ranges: KeyRanges): KeyRanges {
  const left: KeyRange[] = [];
  let { from } = ALL_KEYS;
  for (const range of ranges) {
    if (compareCuts(from, range.from) < 0) left.push({ from, to: range.from });
    from = range.to;
  }
  if (compareCuts(from, ALL_KEYS.to) < 0) left.push({ from, to: ALL_KEYS.to });
  return left;
}

export const shared = (a: KeyRanges, b: KeyRanges): KeyRanges =>
  a
    .flatMap((range) => b.map((other) => intersection(range, other)))
    .filter((range) => range !== undefined);

/** Texts that begin so. */
export function beginningWith(text: string): KeyRanges {
  for (let end = text.length; end > 0; end -= 1) {
    const last = text.charCodeAt(end - 1);
    if (last === 0xffff) continue;
    const behind = text.slice(0, end - 1) + String.fromCharCode(last + 1);
    return [{ from: before(text), to: before(behind) }];
  }
  return [{ from: before(text), to: before(NESTED) }];
}

export type Comparison = 'gt' | 'gte' | 'lt' | 'lte';

/** Keys of the same kind on one side of a number or a text. */
export function onSide(comparison: Comparison, key: number | string): KeyRanges {
  const [first, end]: readonly [Cut, Cut] =
    typeof key === 'number' ? [before(-Infinity), after(Infinity)] : [before(''), before(NESTED)];
  switch (comparison) {
    case 'gt':
      return [{ from: after(key), to: end }];
    case 'gte':
      return [{ from: before(key), to: end }];
    case 'lt':
      return [{ from: first, to: before(key) }];
    case 'lte':
      return [{ from: first, to: after(key) }];
  }
}
