import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reasonOf } from './reason-of';

test('says what was thrown, whether or not it is an error', () => {
  assert.equal(reasonOf(new Error('no room')), 'no room');
  assert.equal(reasonOf('no room'), 'no room');
  assert.equal(reasonOf(undefined), 'undefined');
});
