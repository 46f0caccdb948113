import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { defineModel } from './define-model';
import { field } from './field';
import { isIdentifier } from './identifier';
import type { RecordOf } from './model';

const Product = defineModel('products', {
  name: field(z.string(), { db: { unique: true } }),
  price: field(z.number()),
});

test('infers the record: a price is a number without a cast', () => {
  const product: RecordOf<typeof Product> = { id: 'p', name: 'x', price: 1 };
  const price: number = product.price;
  assert.equal(price, 1);
});

test('names its events and unique fields', () => {
  assert.deepEqual(Product.eventTypes, {
    created: 'ProductCreated',
    updated: 'ProductUpdated',
    deleted: 'ProductDeleted',
  });
  assert.deepEqual(Product.uniqueFields, ['name']);
});

test('puts fields in declared order and lists everything that is wrong', () => {
  const checked = Product.check({ price: 2, name: 'x', id: 'p' });
  assert.equal(checked.valid && JSON.stringify(checked.value), '{"id":"p","name":"x","price":2}');
  const refused = Product.check({ id: '../p', name: 3, extra: 1 });
  assert.ok(!refused.valid);
  assert.deepEqual(refused.violations.map(({ path }) => path).sort(), [
    '',
    '/id',
    '/name',
    '/price',
  ]);
});

test('finds the singular, or takes the one that is given', () => {
  const singularOf = (name: string): string => defineModel(name, {}).singular;
  assert.equal(singularOf('articles'), 'article');
  assert.equal(singularOf('categories'), 'category');
  assert.equal(singularOf('boxes'), 'box');
  assert.equal(singularOf('order-lines'), 'orderLine');
  assert.equal(singularOf('news'), 'new');
  assert.equal(defineModel('news', {}, { singular: 'news' }).eventTypes.created, 'NewsCreated');
});

test('a field that is left out takes its default; one that is nullable is null', () => {
  const Reading = defineModel('readings', {
    unit: field(z.string(), { db: { default: 'K' } }),
    place: field(z.string(), { db: { nullable: true } }),
  });
  const checked = Reading.check({ id: 'r' });
  assert.deepEqual(checked, { valid: true, value: { id: 'r', unit: 'K', place: null } });
  const reading: RecordOf<typeof Reading> = { id: 'r', unit: 'K', place: null };
  const place: string | null = reading.place;
  assert.equal(place, null);
});

test('an identifier may be declared, and stays safe in a URL', () => {
  const Thing = defineModel('things', {
    id: field(z.string().min(3), { db: { primaryKey: true } }),
  });
  assert.deepEqual(Thing.fieldNames, ['id']);
  assert.equal(Thing.check({ id: 'abc' }).valid, true);
  for (const id of ['ab', 'a/b', '....//']) assert.equal(Thing.check({ id }).valid, false, id);
});

test('a rule of one’s own has its reason in the violations', () => {
  const Team = defineModel('teams', {
    size: field(z.number().optional(), {
      http: { validate: (n: number) => (n % 2 ? 'odd' : undefined) },
    }),
  });
  for (const team of [{ id: 't', size: 2 }, { id: 't' }])
    assert.equal(Team.check(team).valid, true, 'it is asked of a value that is there');
  const refused = Team.check({ id: 't', size: 3 });
  assert.deepEqual(!refused.valid && refused.violations, [
    { path: '/size', code: 'custom', message: 'odd' },
  ]);
});

test('compiles every attribute into what the layers below ask', () => {
  const Order = defineModel('orders', {
    customer: field(z.string(), { db: { references: 'customers', onDelete: 'cascade' } }),
    date: field(z.string(), { db: { indexed: true }, lifecycle: { immutable: true } }),
    state: field(z.string(), { lifecycle: { versions: 3, audited: true, retentionDays: 2 } }),
    note: field(z.string(), { db: { default: '' }, http: { writeOnly: true } }),
    total: field(z.number().optional(), { http: { readOnly: true } }),
    views: field(z.number(), { db: { default: 0 }, persistence: { memoryOnly: true } }),
    price: field(z.number(), { persistence: { trackHistory: true }, permission: { write: 'p' } }),
  });
  assert.deepEqual(Order.fieldNames[0], 'id');
  assert.deepEqual(Order.indexedFields, ['customer', 'date']);
  assert.deepEqual(Order.references, [
    { field: 'customer', model: 'customers', onDelete: 'cascade' },
  ]);
  assert.deepEqual(Order.immutableFields, ['date']);
  assert.deepEqual(Order.hiddenFields, ['note']);
  assert.deepEqual(Order.readOnlyFields, ['total']);
  assert.deepEqual(
    [...Order.history],
    [
      ['state', { versions: 3, maxAgeUs: 172_800_000_000, isAudited: true }],
      ['price', { versions: Infinity, maxAgeUs: Infinity, isAudited: false }],
    ],
  );
  assert.deepEqual([...Order.persistence.keys()], ['views', 'price']);
  assert.deepEqual([...Order.permissions], [['price', { write: 'p' }]]);
});

test('an identifier is safe in a URL, a log line and a file name', () => {
  for (const id of ['a', 'A.b_c~d-9', 'x'.repeat(128), '...'])
    assert.equal(isIdentifier(id), true, id);
  for (const id of [
    '',
    '.',
    '..',
    'a/b',
    'é',
    'a b',
    'x'.repeat(129),
    'count',
    'bulk',
    'events',
    'random-id',
    '"',
    3,
  ]) {
    assert.equal(isIdentifier(id), false, String(id));
  }
});
