import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { z } from 'zod';
import { isWithin, NESTED, type Key } from '../../engine/index/key';
import type { Place } from '../../engine/query/record-query';
import { LithairError } from '../../errors/lithair-error';
import { defineModel } from '../../model/define-model';
import { field } from '../../model/field';
import { cursorAfter } from './cursor';
import { readListQuery, type ListQuery } from './list-query';

const Thing = defineModel('things', {
  name: field(z.string()),
  price: field(z.number()),
  isNew: field(z.boolean().optional()),
  note: field(z.string(), { db: { nullable: true } }),
  size: field(z.union([z.number(), z.enum(['S', 'M'])])),
  tags: field(z.array(z.string())),
  sort: field(z.string().optional()),
  secret: field(z.string().optional(), { http: { expose: false } }),
  password: field(z.string(), { http: { writeOnly: true } }),
});

const read = (query: string): ListQuery => readListQuery(Thing, `/api/things?${query}`);

function refusal(query: string): string {
  try {
    read(query);
  } catch (error) {
    if (error instanceof LithairError) return error.code;
    throw error;
  }
  return 'none';
}

/** Which of some keys a query on one field lets through. */
function letsThrough(query: string, keys: readonly Key[]): readonly Key[] {
  const [filter, ...others] = read(query).records.filters;
  assert.ok(filter !== undefined && others.length === 0, query);
  const { ranges, contains } = filter;
  return keys.filter(
    (key) =>
      ranges.some((range) => isWithin(key, range)) &&
      contains.every((text) => typeof key === 'string' && key.includes(text)),
  );
}

test('reads limit and cursor', () => {
  const plain = readListQuery(Thing, '/api/things');
  assert.deepEqual([plain.limit, plain.after, plain.identity], [100, undefined, '']);
  assert.equal(read('limit=all').limit, Infinity);
  const { limit, after } = read(`cursor=${cursorAfter('', { seq: 57 })}&limit=1`);
  assert.deepEqual([limit, after], [1, { seq: 57 }]);
});

test('a value is compared as what the field may hold', () => {
  const keys: readonly Key[] = [null, false, true, 4, 5, 6, '', '5', 'S', 'true', 'null', NESTED];
  const cases: readonly [string, readonly Key[]][] = [
    ['price=5', [5]],
    ['price[eq]=5.0e0', [5]],
    ['price[ne]=5', keys.filter((key) => key !== 5)],
    ['price[gt]=4', [5, 6]],
    ['price[gte]=5&price[lt]=6', [5]],
    ['price[lte]=5&price[gte]=6', []],
    ['price[in]=4,6,4', [4, 6]],
    ['name=5', ['5']],
    ['name=null', ['null']],
    ['name=', ['']],
    ['name[lt]=S', ['', '5']],
    ['name[prefix]=tr', ['true']],
    ['name[prefix]=', ['', '5', 'S', 'true', 'null']],
    ['name[contains]=u', ['true', 'null']],
    ['name[gte]=n&name[contains]=ll', ['null']],
    ['isNew=true', [true]],
    ['isNew[ne]=true', keys.filter((key) => key !== true)],
    ['isNew=null', [null]],
    ['note=null', [null]],
    ['note[gte]=null&note[lte]=null', ['null']],
    ['note[in]=null,S', [null, 'S']],
    ['size=5', [5, '5']],
    ['size[in]=5,S', [5, '5', 'S']],
    ['sort[eq]=S', ['S']],
  ];
  for (const [query, expected] of cases)
    assert.deepEqual(letsThrough(query, keys), expected, query);
});

test('refuses what it does not understand, and what no answer shows', () => {
  const texts = [
    ['limit=0', 'limit=1001', 'limit=-1', 'limit=1e2', 'limit=', 'limit=1&limit=2'],
    [
      'page=2',
      'price[like]=1',
      'price[]=1',
      'price[gt][lt]=1',
      '[gt]=1',
      '=1',
      'price[toString]=1',
    ],
    [
      'price=cheap',
      'price=',
      'price=0x10',
      'price=Infinity',
      'price=NaN',
      'price=1e999',
      'price= 5',
    ],
    ['price=9007199254740993', 'price=null', 'price[gt]=null', 'price[in]=1,,2', 'price[in]='],
    ['price[prefix]=1', 'price[contains]=1', 'isNew=yes', 'isNew[gt]=false', 'size=L'].slice(0, 4),
    ['tags=a', 'tags[contains]=a', 'price=1&price=2', 'price[gt]=1&price[gt]=2'],
    [
      'sort=',
      'sort=-',
      'sort=--price',
      'sort=+price',
      'sort=price,name',
      'sort=ghost',
      'sort=Price',
    ],
    ['__proto__=1', 'constructor=1', 'toString[eq]=1', 'sort=__proto__', '__proto__[gt]=1'],
    ['secret=x', 'secret[prefix]=x', 'sort=secret', 'password=x', 'sort=-password'],
    [`name=${'x'.repeat(256)}`, `price[in]=${'1,'.repeat(100)}1`, `${'x'.repeat(5_000)}=1`],
  ];
  for (const query of texts.flat()) assert.equal(refusal(query), 'invalid_query', query);
});

test('a field that is hidden is refused as one that is not there', () => {
  const messageOf = (query: string): string => {
    try {
      read(query);
    } catch (error) {
      return (error as Error).message.replaceAll(/ghost|secret/g, '…');
    }
    return 'none';
  };
  for (const query of ['…=1', '…[gt]=1', 'sort=…'])
    assert.equal(messageOf(query.replace('…', 'secret')), messageOf(query.replace('…', 'ghost')));
});

test('a cursor belongs to its query, in whatever order that is written', () => {
  const { identity } = read('price[gt]=1&name=a&sort=-price');
  const cursor = cursorAfter(identity, { seq: 57, key: 1.5 });
  const same = read(`cursor=${cursor}&sort=-price&name=a&limit=7&price[gt]=1`);
  assert.deepEqual(same.after, { seq: 57, key: 1.5 });
  const others = [
    '',
    'sort=-price',
    'sort=price&price[gt]=1&name=a',
    'sort=-price&price[gt]=1&name=b',
  ];
  for (const query of others)
    assert.equal(refusal(`${query}&cursor=${cursor}`), 'invalid_cursor', query);
  assert.equal(refusal(`sort=price&cursor=${cursorAfter('', { seq: 1 })}`), 'invalid_cursor');
});

test('a cursor brings back any place', () => {
  const key: fc.Arbitrary<Key> = fc.oneof<fc.Arbitrary<Key>[]>(
    fc.string({ maxLength: 256, unit: 'binary' }),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
    fc.constantFrom<Key>(null, true, false, NESTED),
  );
  const { identity } = read('sort=price');
  fc.assert(
    fc.property(fc.maxSafeNat(), key, (seq, held) => {
      const place: Place = { seq, key: held };
      assert.deepEqual(read(`sort=price&cursor=${cursorAfter(identity, place)}`).after, place);
    }),
  );
});

test('no cursor that was made up is taken', () => {
  const plain = ['', '57', 'YWZ0ZXI6', `${cursorAfter('', { seq: 1 })}A`];
  for (const cursor of plain) assert.equal(refusal(`cursor=${cursor}`), 'invalid_cursor', cursor);
  const { identity } = read('sort=price');
  const forged = [[], [identity], [identity, -1, 1], [identity, 1, {}], [identity, 1, 1, 1], {}, 1];
  for (const parts of [...forged, [identity, '1', 1], [identity, 1, 'x'.repeat(300)], null]) {
    const cursor = Buffer.from(JSON.stringify(parts)).toString('base64url');
    assert.equal(refusal(`sort=price&cursor=${cursor}`), 'invalid_cursor', JSON.stringify(parts));
  }
});

test('no query string makes a fault', () => {
  const name = fc.oneof(
    fc.constantFrom('limit', 'cursor', 'sort', 'expand', 'price', 'name'),
    fc.string(),
  );
  const operator = fc.oneof(
    fc.constantFrom('', '[gt]', '[in]', '[prefix]', '[__proto__]'),
    fc.string(),
  );
  const part = fc
    .tuple(name, operator, fc.string())
    .map(([one, two, three]) => `${one}${two}=${three}`);
  fc.assert(
    fc.property(fc.array(part, { maxLength: 4 }), (parts) => {
      const code = refusal(parts.join('&'));
      assert.ok(['none', 'invalid_query', 'invalid_cursor'].includes(code), code);
    }),
    { numRuns: 2_000 },
  );
});

test('the link to another page asks the same', () => {
  const query = read('limit=7&name[prefix]=a%26b&sort=-price&expand=x');
  const params = new URLSearchParams(query.linkTo('abc'));
  assert.deepEqual(Object.fromEntries(params), {
    'name[prefix]': 'a&b',
    ...{ sort: '-price', expand: 'x', limit: '7', cursor: 'abc' },
  });
});
