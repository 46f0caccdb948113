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

test('takes time in proportion to a hostile header, not to its square', () => {
  const once = (header: string): number => {
    const started = performance.now();
    for (let round = 0; round < 20; round += 1) assert.throws(() => readIfMatch(header));
    return performance.now() - started;
  };
  // The best of several: a pause of the machine is not the cost of the header.
  const time = (tags: number): number =>
    Math.min(...Array.from({ length: 9 }, () => once(`${'"a",'.repeat(tags)}x`)));
  time(500);
  // Sixteen times the length: linear is 16, quadratic 256.
  assert.ok(time(8_000) / time(500) < 100);
});

test('compares If-None-Match weakly', () => {
  assert.equal(noneMatch('"3"', 3), false);
  assert.equal(noneMatch('"1", W/"3"', 3), false);
  assert.equal(noneMatch('*', 3), false);
  assert.equal(noneMatch('"4"', 3), true);
});
