import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Article } from './models';

const isTaken = (metadata: unknown): boolean =>
  Article.check({ id: 'a', title: 't', content: '', metadata }).valid;

test('metadata takes whatever JSON can say', () => {
  for (const value of [null, 1, 'x', true, [], {}, [{ a: [1, null] }], { b: { c: 'd' } }])
    assert.equal(isTaken({ value }), true, JSON.stringify(value));
});

test('metadata refuses what JSON would change or leave out', () => {
  const sparse = Array.from<unknown>({ length: 2 });
  const values = [NaN, Infinity, undefined, 1n, () => 1, Symbol('s'), new Date(0), sparse];
  const spoiled: unknown = JSON.parse('{"__proto__":1}');
  for (const value of [...values, new Map(), spoiled]) {
    assert.equal(isTaken({ value }), false, String(value));
    assert.equal(isTaken({ deep: [{ value }] }), false, String(value));
  }
});
