import assert from 'node:assert/strict';
import { test } from 'node:test';
import { client } from './index';
import type { models } from '../testing/client-models';

const api = client<typeof models>('http://localhost:1');

/** Never called: the compiler is the test. */
export async function typesOf(): Promise<void> {
  const product = await api.products.create({ name: 'Lamp', price: 2, maker: 'm1', cost: 1 });
  const name: string = product.name;
  const note: string | undefined = product.note;
  const rank: number = product.rank;
  const colour: string | null = product.colour;
  // @ts-expect-error write-only: accepted, never shown
  void product.cost;
  // @ts-expect-error not exposed
  void product.hush;
  // @ts-expect-error a number
  void (product.price satisfies string);
  // @ts-expect-error price is missing
  await api.products.create({ name: 'Lamp', maker: 'm1' });
  // @ts-expect-error read-only
  await api.products.create({ name: 'Lamp', price: 2, maker: 'm1', rank: 2 });
  // @ts-expect-error not exposed
  await api.products.create({ name: 'Lamp', price: 2, maker: 'm1', hush: 'x' });
  // @ts-expect-error no such field
  await api.products.create({ name: 'Lamp', price: 2, maker: 'm1', nonsense: 1 });
  // @ts-expect-error no such model
  await api.lamps.create({});
  await api.products.replace('p', { name: 'Lamp', price: 2, maker: 'm1', rank: 1 });
  await api.products.patch('p', { note: null, price: 3, colour: null });
  // @ts-expect-error a product always has a price
  await api.products.patch('p', { price: null });
  const { items } = await api.products.list({
    where: { price: { gte: 1, in: [1, 2] }, name: { prefix: 'L' }, note: null, colour: 'red' },
    sort: '-price',
    expand: ['maker'],
  });
  const maker: string | undefined = items[0]?.expanded.maker?.name;
  const past = await api.products.list({ asOf: new Date(), where: { price: 1 } });
  void (past.items[0]?.price satisfies number | undefined);
  void (await api.products.count({ price: 1 }, { asOf: 7 }));
  // @ts-expect-error an instant
  await api.products.list({ asOf: true });
  // @ts-expect-error not a reference
  await api.products.list({ expand: ['name'] });
  // @ts-expect-error numbers have no prefix
  await api.products.list({ where: { price: { prefix: '1' } } });
  // @ts-expect-error compared with a number
  await api.products.list({ where: { price: 'five' } });
  // @ts-expect-error write-only: no filter tells what it holds
  await api.products.list({ where: { cost: 1 } });
  // @ts-expect-error no such field to sort by
  await api.products.list({ sort: 'cost' });
  // @ts-expect-error was not asked for
  void (await api.products.list()).items[0]?.expanded;
  for await (const each of api.makers.each({ where: { name: 'Ada' } })) void each.name.length;
  await api.transaction([
    { op: 'create', model: 'makers', value: { name: 'Ada' } },
    { op: 'update', model: 'products', id: 'p', patch: { price: 1 } },
  ]);
  // @ts-expect-error a maker has no price
  await api.transaction([{ op: 'update', model: 'makers', id: 'm', patch: { price: 1 } }]);
  const before = (await api.products.history('p')).fields.price?.[0]?.to;
  void (before satisfies number | undefined);
  void [name, note, rank, colour, maker];
}

test('the types are those of the models', () => {
  assert.equal(typeof typesOf, 'function');
  assert.equal(typeof api.products.create, 'function');
});
