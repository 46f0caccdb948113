import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Lithair } from '../server';
import { MemoryDisk } from '../testing/memory-disk';
import { openNode } from '../testing/open-node';
import { DATA } from '../testing/sample-log';

const SNAPSHOT = `${DATA}/state.raftsnap`;

async function create(node: Lithair, count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    const value = { id: `c${index}`, title: 't', content: 'c' };
    await node.execute({ kind: 'create', model: 'articles', value });
  }
}

test('a process that dies as soon as the snapshot has its name leaves the keys of it too', async () => {
  const disk = new MemoryDisk();
  const node = await openNode(disk, { snapshotEvery: 0 });
  await create(node, 20);
  let died: MemoryDisk | undefined;
  disk.faults = (operation) => {
    if (operation === 'syncDirectory' && disk.paths().includes(SNAPSHOT)) died ??= disk.afterKill();
  };
  await node.snapshot();
  await node.close();
  assert.ok(died !== undefined, 'there is an instant at which it has its name');
  const misses: string[] = [];
  const again = await openNode(died, {
    snapshotEvery: 0,
    onCacheMiss: (file) => misses.push(file),
  });
  assert.deepEqual(misses, []);
  await again.close();
});

test('a damaged snapshot is set aside whether or not anybody asks to be told', async () => {
  const disk = new MemoryDisk();
  const node = await openNode(disk, { snapshotEvery: 0 });
  await create(node, 5);
  await node.snapshot();
  await node.close();
  const damaged = disk.content(SNAPSHOT).subarray(0, -1);
  disk.put(SNAPSHOT, damaged);
  await (await openNode(disk, { snapshotEvery: 0 })).close();
  const aside = disk.paths().filter((file) => file.includes('.bad-'));
  assert.deepEqual(
    aside.map((file) => disk.content(file).equals(damaged)),
    [true],
  );
});
