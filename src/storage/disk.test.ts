import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { MemoryDisk } from '../testing/memory-disk';
import { diskContract } from './disk.contract';
import { nodeDisk } from './node-disk';

diskContract('node disk', async () => {
  const directory = await mkdtemp(path.join(tmpdir(), 'lithair-disk-'));
  return { disk: nodeDisk, directory, dispose: () => rm(directory, { recursive: true }) };
});

diskContract('memory disk', () =>
  Promise.resolve({ disk: new MemoryDisk(), directory: '/data', dispose: () => Promise.resolve() }),
);

test('node disk: says so when a directory cannot be made', async () => {
  await assert.rejects(nodeDisk.makeDirectory('/proc/lithair'), { code: 'ENOENT' });
  await assert.rejects(nodeDisk.makeDirectory('/dev/null/lithair'), { code: 'ENOTDIR' });
});
