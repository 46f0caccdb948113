import type { Difference } from './compare-schemas';

/** A difference for people, in one line: `products.price: type was {…}, is {…}`. */
export function sayDifference({ model, field, what, from, to }: Difference): string {
  const place = field === undefined ? model : `${model}.${field}`;
  if (what === 'added') return `${place}: added${to === undefined ? '' : ` as ${json(to)}`}`;
  if (what === 'removed') return `${place}: removed`;
  return `${place}: ${what} was ${json(from)}, is ${json(to)}`;
}

const json = (value: unknown): string =>
  value === undefined ? 'not declared' : JSON.stringify(value);
