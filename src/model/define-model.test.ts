import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import type { LithairError } from '../errors/lithair-error';
import { defineModel, field } from './define-model';
import { isIdentifier } from './identifier';
import type { RecordOf } from './model';

const Product = defineModel('products', 'product', {
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

test('refuses a declaration that makes no sense', () => {
  const invalid = (error: LithairError): boolean => error.code === 'invalid_model';
  assert.throws(() => defineModel('Bad Name', 'bad', {}), invalid);
  assert.throws(() => defineModel('bads', 'a b', {}), invalid);
  assert.throws(() => defineModel('bads', 'bad', { id: field(z.string()) }), invalid);
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
    'random-id',
    '"',
    3,
  ]) {
    assert.equal(isIdentifier(id), false, String(id));
  }
});
