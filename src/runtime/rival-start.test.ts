import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryDisk } from '../testing/memory-disk';
import { openNode } from '../testing/open-node';
import { DATA } from '../testing/sample-log';

/** The files of a node that has just made its directory. */
async function freshFiles(): Promise<Map<string, Buffer>> {
  const disk = new MemoryDisk();
  const node = await openNode(disk);
  const files = disk.paths().map((file): [string, Buffer] => [file, disk.content(file)]);
  await node.close();
  return new Map(files);
}

test('whoever loses the lock is told so, wherever the winner stands in making the files', async () => {
  const files = await freshFiles();
  for (const first of ['events.raftlog', 'events.raftlog.head']) {
    for (let instant = 1; instant <= 4; instant += 1) {
      const disk = new MemoryDisk();
      await disk.makeDirectory(DATA);
      await disk.lock(DATA);
      let looks = 0;
      disk.faults = (operation) => {
        if (operation !== 'entries') return;
        looks += 1;
        if (looks < instant) return;
        for (const [file, content] of files)
          if (looks > instant || file.endsWith(first)) disk.put(file, content);
      };
      await assert.rejects(openNode(disk), { code: 'directory_locked' }, `${first}, ${instant}`);
    }
  }
});
