import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DiskPace } from './disk-pace';

test('the pace is that of the quickest of the last four batches, once so many are known', () => {
  const pace = new DiskPace();
  const seen = [20.4, 30, 90, 40, 50, 60, 70].map((ms) => {
    pace.note(ms);
    return pace.ms;
  });
  assert.deepEqual(seen, [0, 0, 0, 20, 30, 40, 40]);
});
