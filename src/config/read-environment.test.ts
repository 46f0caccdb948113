import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LithairError } from '../errors/lithair-error';
import { readEnvironment } from './read-environment';

test('reads each variable', () => {
  assert.deepEqual(
    readEnvironment({
      LT_EVENT_MAX_BATCH: '10',
      LT_PORT: '0',
      EXPERIMENT_DATA_BASE: '/x',
      PATH: '/bin',
    }),
    {
      batchEventsMax: 10,
      port: 0,
      directory: '/x',
    },
  );
  assert.deepEqual(readEnvironment({ LT_FSYNC_ON_APPEND: '0' }), { durability: 'os' });
  assert.deepEqual(readEnvironment({ LT_DURABILITY: 'memory', LT_FSYNC_ON_APPEND: '1' }), {
    durability: 'memory',
  });
});

test('refuses an unknown LT_ name and each bad value, naming it', () => {
  const bad = {
    LT_FSYNC: '1',
    LT_PORT: '65536',
    LT_FSYNC_ON_APPEND: 'yes',
    LT_DURABILITY: 'ssd',
    LT_BUFFER_SIZE: '1e6',
    LT_EVENT_MAX_BATCH: '',
  };
  for (const [name, value] of Object.entries(bad)) {
    assert.throws(
      () => readEnvironment({ [name]: value }),
      (error: LithairError) =>
        error.code === 'invalid_configuration' && error.exit === 78 && error.message.includes(name),
    );
  }
});
