import { compareKeys, type Key } from './key';

/** Keys in their order; numbers and texts, which may be a million, without a callback. */
export function sortedKeys(keys: Iterable<Key>): Key[] {
  const numbers: number[] = [];
  const texts: string[] = [];
  const others: Key[] = [];
  for (const key of keys) {
    if (typeof key === 'number') numbers.push(key);
    else if (typeof key === 'string') texts.push(key);
    else others.push(key);
  }
  const ascending = Array.from(Float64Array.from(numbers).sort());
  if (texts.length + others.length === 0) return ascending;
  const isNested = (key: Key): boolean => typeof key === 'symbol';
  return [
    ...others.filter((key) => !isNested(key)).sort(compareKeys),
    ...ascending,
    ...texts.sort(),
    ...others.filter(isNested),
  ];
}
