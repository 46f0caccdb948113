import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { z } from 'zod';
import { LithairError } from '../errors/lithair-error';
import { defineModel } from '../model/define-model';
import { field } from '../model/field';
import type { InputOf, RecordOf } from '../model/model';
import type { Lithair } from '../server';
import { MemoryDisk } from '../testing/memory-disk';
import { openNode } from '../testing/open-node';
import type { FindQuery } from './records';

const Product = defineModel('products', {
  name: field(z.string(), { db: { indexed: true } }),
  price: field(z.number(), { db: { indexed: true } }),
  colour: field(z.enum(['red', 'blue']).optional()),
  views: field(z.number(), { db: { default: 0 }, persistence: { memoryOnly: true } }),
});
type ProductRecord = RecordOf<typeof Product>;

const refused = (code: string) => (error: unknown) =>
  error instanceof LithairError && error.code === code;

async function shop(products: readonly InputOf<typeof Product>[] = []): Promise<Lithair> {
  const node = await openNode(new MemoryDisk(), { models: [Product] });
  await node.transaction((tx) => products.forEach((product) => tx.create(Product, product)));
  return node;
}

test('a program creates, reads, changes and deletes records by their model', async () => {
  const node = await shop();
  const lamp = await node.create(Product, { name: 'lamp', price: 20 });
  assert.deepEqual(node.get(Product, lamp.id), { ...lamp, views: 0 });
  await node.update(Product, lamp.id, { price: 18, views: 3 });
  assert.equal(node.get(Product, lamp.id)?.price, 18);
  assert.equal(node.get(Product, lamp.id)?.views, 3, 'what memory alone holds is part of it');
  assert.equal(await node.transaction((tx) => tx.get(Product, lamp.id)?.views), 3);
  await node.replace(Product, { id: lamp.id, name: 'lantern', price: 5 });
  assert.deepEqual(node.get(Product, lamp.id), {
    ...{ id: lamp.id, name: 'lantern', price: 5, views: 0 },
  });
  await assert.rejects(node.update(Product, lamp.id, { price: 1 }, { version: 1 }), (error) =>
    refused('stale_version')(error),
  );
  await node.remove(Product, lamp.id);
  assert.equal(node.get(Product, lamp.id), undefined);
  await assert.rejects(node.remove(Product, lamp.id), refused('not_found'));
  await node.close();
});

test('a program finds what a filter over all records finds, in the same order, on all pages', async () => {
  const name = fc.constantFrom('lamp', 'lantern', 'Lamp', 'table', '');
  const price = fc.integer({ min: -3, max: 3 });
  const product = fc.record(
    { name, price, colour: fc.constantFrom('red' as const, 'blue' as const) },
    { requiredKeys: ['name', 'price'] },
  );
  const numbers = fc.record(
    { eq: price, ne: price, gt: price, gte: price, lt: price, lte: price, in: fc.array(price) },
    { requiredKeys: [] },
  );
  const texts = fc.record(
    { prefix: name, contains: name, in: fc.array(name) },
    { requiredKeys: [] },
  );
  const where = fc.record(
    { name: fc.oneof(name, texts), price: fc.oneof(price, numbers), colour: fc.constant(null) },
    { requiredKeys: [] },
  );
  const sort = fc.option(fc.constantFrom('price', '-price', 'name', '-name'), { nil: undefined });
  await fc.assert(
    fc.asyncProperty(
      fc.array(product),
      where,
      sort,
      fc.integer({ min: 1, max: 4 }),
      async (...given) => {
        const [products, wanted, order, limit] = given;
        const records = products.map((one, at) => ({ id: `p${at}`, ...one }));
        const node = await shop(records);
        const query = { where: wanted, sort: order, limit } as FindQuery<ProductRecord>;
        const expected = naive(records, wanted, order);
        assert.deepEqual(walk(node, query, expected.length), expected);
        await node.close();
      },
    ),
    { numRuns: 150 },
  );
});

type Naive = Readonly<Record<string, unknown>>;
const OPERATORS: Readonly<Record<string, (value: unknown, operand: never) => boolean>> = {
  eq: (value, operand) => value === operand,
  ne: (value, operand) => value !== operand,
  in: (value, operand) => (operand as unknown[]).includes(value),
  gt: (value, operand) => (value as number) > operand,
  gte: (value, operand) => (value as number) >= operand,
  lt: (value, operand) => (value as number) < operand,
  lte: (value, operand) => (value as number) <= operand,
  prefix: (value, operand) => (value as string).startsWith(operand),
  contains: (value, operand) => (value as string).includes(operand),
};

function naive(records: readonly Naive[], where: Naive, sort: string | undefined): unknown[] {
  const fits = (record: Naive): boolean =>
    Object.entries(where).every(([key, wanted]) => {
      const value = record[key] ?? null;
      if (typeof wanted !== 'object' || wanted === null) return value === wanted;
      return Object.entries(wanted).every(([name, operand]) =>
        OPERATORS[name]?.(value, operand as never),
      );
    });
  const found = records.filter(fits);
  if (sort === undefined) return found.map(({ id }) => id);
  const key = sort.replace('-', '');
  const sign = sort.startsWith('-') ? -1 : 1;
  const compare = (a: Naive, b: Naive): number =>
    (a[key] as string) < (b[key] as string) ? -sign : a[key] === b[key] ? 0 : sign;
  return found.sort(compare).map(({ id }) => id);
}

function walk(node: Lithair, query: FindQuery<ProductRecord>, total: number): string[] {
  const ids: string[] = [];
  let page = node.find(Product, query);
  for (;;) {
    assert.equal(page.total, total);
    assert.ok(page.items.length <= (query.limit ?? 0));
    ids.push(...page.items.map(({ id }) => id));
    if (page.next === undefined) return ids;
    page = node.find(Product, { ...query, after: page.next });
  }
}

test('what cannot be looked for is refused by the compiler, and by name', async () => {
  const node = await shop();
  const asks: readonly (() => unknown)[] = [
    // @ts-expect-error a text is no price
    () => node.find(Product, { where: { price: { contains: '1' } } }),
    // @ts-expect-error there is no such field
    () => node.find(Product, { where: { size: 1 } }),
    // @ts-expect-error there is no such condition
    () => node.find(Product, { where: { price: { about: 1 } } }),
    // @ts-expect-error there is no such field
    () => node.find(Product, { sort: '-size' }),
    () => node.find(Product, { where: { views: 1 } }),
    () => node.find(Product, { where: { name: 'x'.repeat(256) } }),
    () => node.find(Product, { where: { colour: { lt: null } } }),
  ];
  for (const ask of asks) assert.throws(ask, refused('invalid_query'), ask.toString());
  const Other = defineModel('others', { name: field(z.string()) });
  assert.throws(() => node.get(Other, '1'), refused('route_not_found'));
  // @ts-expect-error a price is a number
  const create = (): Promise<unknown> => node.create(Product, { name: 'x', price: '1' });
  await assert.rejects(create, refused('validation_failed'));
  await node.close();
});
