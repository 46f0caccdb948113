import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LithairError } from '../errors/lithair-error';
import { entityTag, noneMatch, readIfMatch } from './entity-tag';

test('reads If-Match: any, one, several, foreign and weak tags', () => {
  assert.equal(readIfMatch(undefined), undefined);
  assert.deepEqual(readIfMatch(' * '), { any: true });
  assert.deepEqual(readIfMatch(entityTag(7)), { versions: [7] });
  assert.deepEqual(readIfMatch('"1", "other" ,"3"'), { versions: [1, 3] });
  assert.deepEqual(readIfMatch('W/"7"'), { versions: [] }, 'a weak tag never matches strongly');
});

test('refuses an If-Match that is no list of tags', () => {
  for (const header of ['', '7', '"7', 'nonsense', '"1" "2"', '*, "1"', '"a\u0000"', ',']) {
    assert.throws(
      () => readIfMatch(header),
      (error: LithairError) => error.code === 'invalid_if_match',
      header,
    );
  }
});

test('answers in linear time on hostile input', () => {
  const started = performance.now();
  assert.throws(() => readIfMatch(`${'"a",'.repeat(4_000)}x`));
  assert.ok(performance.now() - started < 200);
});

test('compares If-None-Match weakly', () => {
  assert.equal(noneMatch('"3"', 3), false);
  assert.equal(noneMatch('"1", W/"3"', 3), false);
  assert.equal(noneMatch('*', 3), false);
  assert.equal(noneMatch('"4"', 3), true);
});
