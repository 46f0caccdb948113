import assert from 'node:assert/strict';
import fs from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { MemoryDisk } from '../../testing/memory-disk';
import { diskContract } from './disk.contract';
import { nodeDisk } from './node-disk';

diskContract('node disk', async () => {
  const directory = await mkdtemp(path.join(tmpdir(), 'lithair-disk-'));
  return { disk: nodeDisk, directory, dispose: () => rm(directory, { recursive: true }) };
});

diskContract('memory disk', () =>
  Promise.resolve({ disk: new MemoryDisk(), directory: '/data', dispose: () => Promise.resolve() }),
);

type Done = (error: NodeJS.ErrnoException | null, count: number) => void;

/** The system takes `counts.next()` bytes of each write, or fails with a code. */
function interruptWrites(t: TestContext, outcomes: (number | string)[]): void {
  const write = (
    fd: number,
    bytes: Uint8Array,
    from: number,
    length: number,
    at: number,
    done: Done,
  ) => {
    const outcome = outcomes.shift() ?? length;
    if (typeof outcome === 'string') done(Object.assign(new Error(outcome), { code: outcome }), 0);
    else
      done(null, outcome === 0 ? 0 : fs.writeSync(fd, bytes, from, Math.min(outcome, length), at));
  };
  t.mock.method(fs, 'write', write as typeof fs.write);
}

test('node disk: a write that the system cuts anywhere is written whole', async (t) => {
  const directory = await mkdtemp(path.join(tmpdir(), 'lithair-disk-'));
  const bytes = Buffer.from(Array.from({ length: 300 }, (_, index) => index % 251));
  const file = await nodeDisk.create(`${directory}/a`);
  for (let first = 1; first < bytes.length; first += 1) {
    await file.truncate(0);
    await file.write(Buffer.from('0123456789'), 0);
    interruptWrites(t, [first, 'EINTR', 1 + (first % 7), 'EINTR']);
    await file.write(bytes, 10);
    t.mock.restoreAll();
    const found = Buffer.alloc(400);
    assert.equal(await file.read(found, 0), 310);
    assert.deepEqual(found.subarray(10, 310), bytes, `cut after ${first} bytes`);
  }
  await file.close();
  await rm(directory, { recursive: true });
});

test('node disk: a short write and then the reason is a failure, never a success', async (t) => {
  const directory = await mkdtemp(path.join(tmpdir(), 'lithair-disk-'));
  const file = await nodeDisk.create(`${directory}/a`);
  for (const code of ['ENOSPC', 'EDQUOT', 'EFBIG', 'EIO', 'EROFS']) {
    for (const written of [1, 50, 99]) {
      interruptWrites(t, [written, code]);
      await assert.rejects(file.write(Buffer.alloc(100), 0), { code });
      t.mock.restoreAll();
    }
  }
  interruptWrites(t, [10, 0]);
  await assert.rejects(
    file.write(Buffer.alloc(100), 0),
    { code: 'EIO' },
    'nothing taken, no reason',
  );
  t.mock.restoreAll();
  await file.close();
  await rm(directory, { recursive: true });
});

test('node disk: a read that a signal interrupts is asked again', async (t) => {
  const directory = await mkdtemp(path.join(tmpdir(), 'lithair-disk-'));
  const file = await nodeDisk.create(`${directory}/a`);
  await file.write(Buffer.from('0123456789'), 0);
  const outcomes: (number | string)[] = ['EINTR', 3, 'EINTR', 2];
  const read = (
    fd: number,
    target: Uint8Array,
    from: number,
    length: number,
    at: number,
    done: Done,
  ) => {
    const outcome = outcomes.shift() ?? length;
    if (typeof outcome === 'string') done(Object.assign(new Error(outcome), { code: outcome }), 0);
    else done(null, fs.readSync(fd, target, from, Math.min(outcome, length), at));
  };
  t.mock.method(fs, 'read', read as typeof fs.read);
  const target = Buffer.alloc(20);
  assert.equal(await file.read(target, 0), 10);
  assert.equal(target.toString('latin1', 0, 10), '0123456789');
  t.mock.restoreAll();
  await file.close();
  await rm(directory, { recursive: true });
});

test('node disk: says so when a directory cannot be made', async () => {
  await assert.rejects(nodeDisk.makeDirectory('/proc/lithair'), { code: 'ENOENT' });
  await assert.rejects(nodeDisk.makeDirectory('/dev/null/lithair'), {
    code: 'not_a_data_directory',
  });
});
