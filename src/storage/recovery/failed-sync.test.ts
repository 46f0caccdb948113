import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Command } from '../../engine/command';
import type { Lithair } from '../../server';
import { MemoryDisk } from '../../testing/memory-disk';
import { openNode } from '../../testing/open-node';
import { LOG } from '../../testing/sample-log';
import { seeded } from '../../testing/test-environment';

const create = (id: string): Command => ({
  kind: 'create',
  model: 'articles',
  value: { id, title: id, content: 'c'.repeat(700) },
});

const versionOf = (node: Lithair, id: string): number | undefined =>
  node.withState((state) => state.records('articles').get(id)?.version);

/** A node whose last sync failed: its pages are clean, and not on the disk. */
async function diskOfAFailedSync(acknowledged: readonly string[]): Promise<MemoryDisk> {
  const disk = new MemoryDisk();
  const node = await openNode(disk);
  for (const id of acknowledged) await node.execute(create(id));
  disk.faults = (operation, path) => {
    if (operation === 'sync' && path === LOG)
      throw Object.assign(new Error('EIO: i/o error, fdatasync'), { code: 'EIO' });
  };
  await assert.rejects(node.execute(create('unknown')), { code: 'outcome_unknown' });
  await assert.rejects(node.close(), { code: 'disk_failed' });
  return disk.afterKill();
}

test('what a restart finds in the page cache alone is on the disk before anything follows it (INV-1)', async () => {
  for (let seed = 1; seed <= 50; seed += 1) {
    const disk = await diskOfAFailedSync(['a', 'b']);
    const restarted = await openNode(disk);
    assert.equal(versionOf(restarted, 'unknown'), 3, 'a reader sees it again');
    await restarted.execute(create('c'));
    const afterwards = await openNode(disk.afterPowerLoss(seeded(seed)));
    for (const [index, id] of ['a', 'b', 'unknown', 'c'].entries())
      assert.equal(versionOf(afterwards, id), index + 1, `seed ${seed}: ${id}`);
    await Promise.all([restarted.close(), afterwards.close()]);
  }
});
