import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nodeEnvironment } from '../environment/node-environment';
import { testEnvironment } from '../testing/test-environment';
import { uuidV7 } from './uuid-v7';

test('is a version 7 UUID whose first 48 bits are the time, and sorts by it', () => {
  const environment = testEnvironment();
  const first = uuidV7(environment);
  assert.match(first, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.equal(Number.parseInt(first.replaceAll('-', '').slice(0, 12), 16), environment.wallMs());
  environment.setWallMs(environment.wallMs() + 1);
  assert.ok(uuidV7(environment) > first);
});

test('does not repeat', () => {
  const environment = nodeEnvironment();
  const ids = new Set(Array.from({ length: 100_000 }, () => uuidV7(environment)));
  assert.equal(ids.size, 100_000);
});
