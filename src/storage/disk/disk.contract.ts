import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LithairError } from '../../errors/lithair-error';
import { createDurably } from './create-durably';
import type { Disk } from './disk';

/**
 * What every disk promises (see `disk.ts`). @param makeDisk gives a disk and an empty directory on
 * it.
 */
export function diskContract(
  name: string,
  makeDisk: () => Promise<{ disk: Disk; directory: string; dispose: () => Promise<void> }>,
): void {
  const check = (rule: string, body: (disk: Disk, directory: string) => Promise<void>): void => {
    test(`${name}: ${rule}`, async () => {
      const { disk, directory, dispose } = await makeDisk();
      try {
        await body(disk, directory);
      } finally {
        await dispose();
      }
    });
  };

  check('reads back what was written, at any position', async (disk, directory) => {
    await createDurably(disk, `${directory}/a`, Buffer.from('0123456789'));
    const file = await disk.open(`${directory}/a`, 'read-write');
    await file.write(Buffer.from('XY'), 9);
    await file.sync();
    const target = Buffer.alloc(20);
    assert.equal(await file.read(target, 5), 6, 'bytes up to the end of the file');
    assert.equal(target.toString('latin1', 0, 6), '5678XY');
    assert.equal(await file.size(), 11);
    await file.close();
  });

  check('cuts a file', async (disk, directory) => {
    await createDurably(disk, `${directory}/a`, Buffer.from('0123456789'));
    const file = await disk.open(`${directory}/a`, 'read-write');
    await file.truncate(4);
    await file.sync();
    assert.equal(await file.size(), 4);
    await file.close();
  });

  check('makes a directory with its parents, and again', async (disk, directory) => {
    await disk.makeDirectory(`${directory}/a/b/c`);
    await disk.makeDirectory(`${directory}/a/b/c`);
    await createDurably(disk, `${directory}/a/b/c/d`, Buffer.from('x'));
    assert.deepEqual([...(await disk.entries(`${directory}/a/b/c`))], ['d']);
  });

  check('says what is in a directory, and that there is none', async (disk, directory) => {
    await createDurably(disk, `${directory}/a`, Buffer.from('x'));
    assert.deepEqual([...(await disk.entries(directory))], ['a'], 'no file beside is left');
    assert.deepEqual(await disk.entries(`${directory}/none`), []);
  });

  check('renames over another file, and removes', async (disk, directory) => {
    await createDurably(disk, `${directory}/a`, Buffer.from('new'));
    await createDurably(disk, `${directory}/b`, Buffer.from('old'));
    await disk.rename(`${directory}/a`, `${directory}/b`);
    await disk.syncDirectory(directory);
    assert.deepEqual([...(await disk.entries(directory))], ['b']);
    const file = await disk.open(`${directory}/b`, 'read');
    assert.equal(await file.size(), 3);
    await file.close();
    await disk.remove(`${directory}/b`);
    assert.deepEqual([...(await disk.entries(directory))], []);
    await assert.rejects(disk.remove(`${directory}/b`), { code: 'ENOENT' });
    await assert.rejects(disk.rename(`${directory}/a`, `${directory}/b`), { code: 'ENOENT' });
  });

  check('empties a file that is created again', async (disk, directory) => {
    await createDurably(disk, `${directory}/a`, Buffer.from('0123456789'));
    const file = await disk.create(`${directory}/a`);
    assert.equal(await file.size(), 0);
    await file.close();
  });

  check('refuses to write through a file opened for reading', async (disk, directory) => {
    await createDurably(disk, `${directory}/a`, Buffer.from('x'));
    const file = await disk.open(`${directory}/a`, 'read');
    await assert.rejects(file.write(Buffer.from('y'), 0));
    await file.close();
  });

  check('rejects with the system’s code when a file is missing', async (disk, directory) => {
    await assert.rejects(disk.open(`${directory}/none`, 'read'), { code: 'ENOENT' });
  });

  check('says how much room is left', async (disk, directory) => {
    await disk.makeDirectory(directory);
    const free = await disk.freeBytes(directory);
    assert.ok(Number.isSafeInteger(free) && free > 0, `${free} bytes`);
  });

  check('gives a lock once, and again when it was released (INV-10)', async (disk, directory) => {
    const lock = await disk.lock(directory);
    await assert.rejects(
      disk.lock(directory),
      (error: LithairError) => error.code === 'directory_locked',
    );
    await lock.release();
    await (await disk.lock(directory)).release();
  });
}
