import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryDisk } from './memory-disk';

test('two syncs of a directory that overlap put each name on stable storage once', async () => {
  const disk = new MemoryDisk();
  disk.put('/data/log', Buffer.from('old'));
  disk.put('/data/next', Buffer.from('new'));
  await disk.rename('/data/log', '/data/sealed');
  let finishFirst: () => void = () => undefined;
  disk.faults = () => new Promise((resolve) => (finishFirst = resolve));
  const first = disk.syncDirectory('/data');
  disk.faults = () => undefined;
  await disk.rename('/data/next', '/data/log');
  await disk.syncDirectory('/data');
  finishFirst();
  await first;
  const survivor = disk.afterPowerLoss(() => 0);
  assert.deepEqual(survivor.paths(), ['/data/log', '/data/sealed']);
  assert.equal(survivor.content('/data/log').toString(), 'new');
});
