import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LithairError } from '../errors/lithair-error';
import { cursorAfter, readListQuery } from './query';

const refusal = (query: string): string => {
  try {
    readListQuery(`/api/articles?${query}`);
  } catch (error) {
    if (error instanceof LithairError) return error.code;
  }
  return 'none';
};

test('reads limit and cursor', () => {
  assert.deepEqual(readListQuery('/api/articles'), { limit: 100, after: 0 });
  assert.deepEqual(readListQuery('/api/articles?limit=all'), { limit: Infinity, after: 0 });
  assert.deepEqual(readListQuery(`/api/articles?cursor=${cursorAfter(57)}&limit=1`), {
    limit: 1,
    after: 57,
  });
});

test('refuses what it does not understand', () => {
  for (const query of [
    'limit=0',
    'limit=1001',
    'limit=-1',
    'limit=1e2',
    'limit=',
    'page=2',
    'limit=1&limit=2',
  ]) {
    assert.equal(refusal(query), 'invalid_query', query);
  }
  for (const query of ['cursor=', 'cursor=57', 'cursor=YWZ0ZXI6', `cursor=${cursorAfter(1)}A`]) {
    assert.equal(refusal(query), 'invalid_cursor', query);
  }
});
