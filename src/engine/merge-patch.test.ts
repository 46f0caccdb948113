import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mergePatch } from './merge-patch';

/** The examples of RFC 7396, appendix A: target, patch, result. */
const EXAMPLES: readonly (readonly [unknown, unknown, unknown])[] = [
  [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
  [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
  [{ a: 'b' }, { a: null }, {}],
  [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
  [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
  [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
  [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
  [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
  [
    ['a', 'b'],
    ['c', 'd'],
    ['c', 'd'],
  ],
  [{ a: 'b' }, ['c'], ['c']],
  [{ a: 'foo' }, null, null],
  [{ a: 'foo' }, 'bar', 'bar'],
  [{ e: null }, { a: 1 }, { e: null, a: 1 }],
  [[1, 2], { a: 'b', c: null }, { a: 'b' }],
  [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
];

test('merges as RFC 7396 says', () => {
  for (const [target, patch, result] of EXAMPLES)
    assert.deepEqual(mergePatch(target, patch), result);
});

test('treats the names of object members as data', () => {
  const merged = mergePatch(
    {},
    JSON.parse('{"constructor":{"prototype":{"polluted":1}},"toString":2}'),
  );
  assert.deepEqual(merged, { constructor: { prototype: { polluted: 1 } }, toString: 2 });
  assert.equal(({} as { polluted?: number }).polluted, undefined);
});
