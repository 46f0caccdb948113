import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryDisk } from '../../testing/memory-disk';
import { DATA, LOG } from '../../testing/sample-log';
import { seeded } from '../../testing/test-environment';
import { FAILED_SYNC_FILE, rewriteLog, syncLog } from './failed-sync';

const MARK = `${DATA}/${FAILED_SYNC_FILE}`;
const eio = (): Error => Object.assign(new Error('EIO'), { code: 'EIO' });

/** A log of many chunks whose mark is there. */
function marked(size = 2_500_000): { disk: MemoryDisk; content: Buffer } {
  const content = Buffer.alloc(size, 'lithair ');
  const disk = new MemoryDisk();
  disk.put(LOG, Buffer.concat([content, Buffer.from('torn')]));
  disk.put(MARK, Buffer.alloc(0));
  return { disk, content };
}

test('a sync that fails leaves the mark, whatever the system said of it', async () => {
  for (const code of ['EIO', 'ENOSPC']) {
    const disk = new MemoryDisk();
    disk.put(LOG, Buffer.from('x'));
    const file = await disk.open(LOG, 'read-write');
    await syncLog(disk, DATA, file);
    assert.deepEqual(disk.paths(), [LOG]);
    disk.faults = (operation) => {
      if (operation === 'sync') throw Object.assign(new Error(code), { code });
    };
    await assert.rejects(syncLog(disk, DATA, file), {
      code: 'disk_failed',
      message: new RegExp(`syncing the log.*${code}`),
    });
    assert.deepEqual(disk.paths(), [LOG, MARK]);
    assert.equal(disk.trace.at(-1), `close ${FAILED_SYNC_FILE}`);
    disk.faults = (operation) => {
      if (operation !== 'write') throw eio();
    };
    disk.forget(MARK);
    await assert.rejects(syncLog(disk, DATA, file), { code: 'disk_failed' });
    assert.deepEqual(disk.paths(), [LOG], 'the mark is left as far as the disk lets it');
  }
});

test('a new file takes the place of the log, with the bytes that are valid, and the mark goes', async () => {
  for (const size of [0, 1, 1024 * 1024, 2_500_000]) {
    const { disk, content } = marked(size);
    await rewriteLog(disk, DATA, size);
    for (const after of [disk, disk.afterPowerLoss(() => 0)]) {
      assert.deepEqual(after.paths(), [LOG]);
      assert.ok(after.content(LOG).equals(content), `${size} bytes`);
    }
    const count = (operation: string): number =>
      disk.trace.filter((line) => line.startsWith(`${operation} `)).length;
    assert.deepEqual([count('close'), count('open') + count('create')], [2, 2]);
  }
});

test('a new file that cannot be written is taken away again, and the error is given', async () => {
  const { disk, content } = marked(100);
  disk.faults = (operation, file) => {
    if (operation === 'write' && file !== LOG) throw eio();
  };
  await assert.rejects(rewriteLog(disk, DATA, content.length), { code: 'EIO' });
  assert.deepEqual(disk.paths(), [LOG, MARK]);
});

test('an error or a power cut at any step leaves the old log or the new one, and the mark until that is safe', async () => {
  let isDone = false;
  for (let step = 1; !isDone; step += 1) {
    const { disk, content } = marked(1_100_000);
    const whole = disk.content(LOG).length;
    let operations = 0;
    disk.faults = () => {
      operations += 1;
      if (operations === step) throw eio();
    };
    isDone = await rewriteLog(disk, DATA, content.length).then(
      () => true,
      () => false,
    );
    disk.faults = () => undefined;
    for (const survivor of [
      disk,
      disk.afterPowerLoss(seeded(step)),
      disk.afterPowerLoss(() => 0),
    ]) {
      const { length } = survivor.content(LOG);
      const isNew = length === content.length;
      assert.ok(isNew || length === whole, `step ${step}: ${length} bytes`);
      assert.ok(isNew || survivor.inode(MARK) !== undefined, `step ${step}: no mark`);
    }
    const beside = disk.paths().filter((path) => path !== LOG && path !== MARK);
    assert.deepEqual(beside, [], `step ${step}: nothing is left beside it`);
  }
});
