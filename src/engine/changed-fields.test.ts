import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { changedFields, isSame } from './changed-fields';

const NAMES = ['id', 'a', 'b', 'c', 'd'];
const value = fc.oneof(fc.constant(undefined), fc.jsonValue({ maxDepth: 2 }), fc.nat(1));
const record = fc.record({ a: value, b: value, c: value, d: value });

test('names what differs as JSON, in the order of the names (property)', () => {
  const textOf = (one: Record<string, unknown>, name: string): unknown =>
    (JSON.parse(JSON.stringify(one)) as Record<string, unknown>)[name];
  fc.assert(
    fc.property(record, record, fc.subarray(NAMES), (before, other, same) => {
      const kept = Object.fromEntries(same.map((name) => [name, Reflect.get(before, name)]));
      const after: Record<string, unknown> = { ...other, ...kept };
      const naive = NAMES.filter(
        (name) => JSON.stringify(textOf(before, name)) !== JSON.stringify(textOf(after, name)),
      );
      assert.deepEqual(changedFields(NAMES, before, after), naive);
    }),
  );
});

test('values are the same when their JSON is', () => {
  assert.ok(isSame({ a: [1, { b: null }] }, { a: [1, { b: null }] }));
  assert.ok(isSame(0, -0));
  assert.ok(isSame(new Date(0), '1970-01-01T00:00:00.000Z'));
  assert.ok(!isSame(undefined, null));
  assert.ok(!isSame(1, '1'));
  assert.ok(!isSame('a', 'b'));
  assert.ok(!isSame({ a: 1, b: 2 }, { b: 2, a: 1 }), 'as it is written down');
});
