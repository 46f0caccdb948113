import type { Product } from './shop';

type Test = (value: unknown) => boolean;

const NUMBERS = ['price', 'stock'];
const NULLABLE = ['colour'];

/**
 * What a query on products means, in the plainest way: each product is looked at, then all are
 * sorted. It shares nothing with the server.
 */
export function naiveQuery(query: string, products: Iterable<Product>): Product[] {
  const params = [...new URLSearchParams(query)];
  const found = [...products].filter((product) =>
    params.every(([name, text]) => {
      const [, field = '', operator = 'eq'] = /^(\w+)(?:\[(\w+)\])?$/.exec(name) ?? [];
      if (['sort', 'limit', 'expand'].includes(name)) return true;
      return testOf(field, operator, text)(product[field] ?? null);
    }),
  );
  const sort = params.find(([name]) => name === 'sort')?.[1];
  if (sort === undefined) return found;
  const sign = sort.startsWith('-') ? -1 : 1;
  const field = sort.replace('-', '');
  // Stable: what is equal stays in the order of creation.
  return found.sort((a, b) => sign * compare(a[field] ?? null, b[field] ?? null));
}

function testOf(field: string, operator: string, text: string): Test {
  const operand = valueOf(field, text);
  switch (operator) {
    case 'eq':
      return (value) => value === operand;
    case 'ne':
      return (value) => value !== operand;
    case 'in': {
      const values = text.split(',').map((one) => valueOf(field, one));
      return (value) => values.includes(value as string);
    }
    case 'prefix':
      return (value) => typeof value === 'string' && value.startsWith(text);
    case 'contains':
      return (value) => typeof value === 'string' && value.includes(text);
    default:
      return rangeOf(operator, NUMBERS.includes(field) ? Number(text) : text);
  }
}

function rangeOf(operator: string, side: number | string): Test {
  const holds: Record<string, (order: number) => boolean> = {
    gt: (order) => order > 0,
    gte: (order) => order >= 0,
    lt: (order) => order < 0,
    lte: (order) => order <= 0,
  };
  return (value) =>
    typeof value === typeof side && holds[operator]?.(compare(value, side)) === true;
}

function valueOf(field: string, text: string): string | number | null {
  if (NUMBERS.includes(field)) return Number(text);
  return text === 'null' && NULLABLE.includes(field) ? null : text;
}

/** `null` first; the rest is of one type in a field of a product. */
function compare(a: unknown, b: unknown): number {
  if (a === b) return 0;
  if (a === null) return -1;
  if (b === null) return 1;
  return (a as string) < (b as string) ? -1 : 1;
}
