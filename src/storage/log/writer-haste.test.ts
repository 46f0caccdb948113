import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryDisk } from '../../testing/memory-disk';
import { LOG } from '../../testing/sample-log';
import { testEnvironment } from '../../testing/test-environment';
import { virtualTime } from '../../testing/virtual-time';
import { rig } from '../../testing/writer-rig';
import type { WriterOptions } from './writer-options';

/** A writer whose time stands still: what is done is done without waiting for a timer. */
async function timeless(options: Partial<WriterOptions>) {
  const disk = new MemoryDisk();
  const time = virtualTime(testEnvironment());
  const made = await rig(disk, options, time);
  const count = (operation: string): number =>
    disk.trace.filter((step) => step === `${operation} events.raftlog`).length;
  return { ...made, disk, time, count };
}

async function turns(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

test('`os`: what is written is synced after the interval, or when somebody is in haste', async () => {
  const { append, writer, storage, time, count } = await timeless({ durability: 'os' });
  await append(1);
  await turns();
  assert.deepEqual([count('write'), count('sync')], [1, 0]);
  writer.hasten();
  await turns();
  assert.equal(storage.syncedSeq, 1);
  await append(2);
  await turns();
  assert.equal(storage.syncedSeq, 1, 'the haste is over');
  assert.equal(time.fireNext(), true);
  await turns();
  assert.equal(storage.syncedSeq, 2);
  assert.equal(count('sync'), 2);
  await writer.close();
});

test('`os`: haste covers all that has arrived, in however many batches', async () => {
  const { append, writer, storage } = await timeless({ durability: 'os', batchEventsMax: 1 });
  const acks = [1, 2, 3].map(append);
  writer.hasten();
  await Promise.all(acks);
  await turns();
  assert.equal(storage.syncedSeq, 3);
  await writer.close();
});

for (const durability of ['memory', 'os'] as const)
  test(`\`${durability}\`: haste where nothing waits syncs what the system has`, async () => {
    const { writer, count, time } = await timeless({ durability });
    writer.hasten();
    await turns();
    assert.deepEqual([count('write'), count('sync')], [0, 1]);
    assert.equal(time.fireNext(), false);
    await writer.close();
  });

test('`disk`: haste changes nothing, all is synced as it is written', async () => {
  const { append, writer, count } = await timeless({});
  writer.hasten();
  await append(1);
  writer.hasten();
  await turns();
  assert.deepEqual([count('write'), count('sync')], [1, 1]);
  await writer.close();
});

test('`memory`: what was acknowledged is written after the interval, or when somebody is in haste', async () => {
  const { append, writer, storage, time, count } = await timeless({ durability: 'memory' });
  await Promise.all([1, 2].map(append));
  await turns();
  assert.equal(count('write'), 0);
  assert.equal(time.fireNext(), true);
  assert.equal(time.monotonicMs(), 10);
  await turns();
  assert.equal(storage.end.seq, 2);
  assert.equal(storage.syncedSeq, 0, 'and synced an interval later');
  time.fireNext();
  await turns();
  assert.equal(storage.syncedSeq, 2);
  await append(3);
  await turns();
  writer.hasten();
  await turns();
  assert.deepEqual([storage.syncedSeq, count('write')], [3, 2]);
  assert.equal(time.fireNext(), false, 'the timer went with what it was for');
  await append(4);
  await turns();
  await writer.close();
  assert.deepEqual([storage.syncedSeq, time.fireNext()], [4, false], 'as with a stop');
});

test('a stop waits for the batch in flight, and for the sync, before it does anything else', async () => {
  for (const [operation, durability] of [
    ['write', 'disk'],
    ['sync', 'os'],
  ] as const) {
    const { append, writer, disk, time } = await timeless({ durability, batchEventsMax: 1 });
    let release: (() => void) | undefined;
    disk.faults = (asked, path) =>
      asked === operation && path === LOG && release === undefined
        ? new Promise((resolve) => (release = resolve))
        : undefined;
    const acks = [append(1), append(2)];
    await turns();
    if (operation === 'sync') time.fireNext();
    await turns();
    assert.ok(release !== undefined);
    const before = disk.trace.length;
    let isClosed = false;
    const closed = writer.close().then(() => (isClosed = true));
    await turns();
    assert.equal(isClosed, false);
    assert.deepEqual(disk.trace.slice(before), [], `nothing while the ${operation} hangs`);
    release();
    await Promise.all([closed, ...acks]);
    assert.equal(time.fireNext(), false, 'no timer is left');
  }
});
