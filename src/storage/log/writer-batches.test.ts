import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryDisk } from '../../testing/memory-disk';
import { eventOf } from '../../testing/sample-log';
import { testEnvironment } from '../../testing/test-environment';
import { rig } from '../../testing/writer-rig';

const writesTo = (disk: MemoryDisk): number =>
  disk.trace.filter((step) => step === 'write events.raftlog').length;
const textOf = (megabytes: number): string => JSON.stringify('x'.repeat(megabytes * 1024 * 1024));

test('the next batch is on its way before the one that is written is answered', async () => {
  const disk = new MemoryDisk();
  const { writer } = await rig(disk, { batchEventsMax: 1 });
  const writes: number[] = [];
  for (const seq of [1, 2, 3])
    writer.append([eventOf(seq)], () => {
      writes.push(writesTo(disk));
    });
  await writer.close();
  assert.deepEqual(writes, [2, 3, 3]);
});

test('`memory`: a batch takes any number of events, up to a size', async () => {
  const disk = new MemoryDisk();
  const { writer, append } = await rig(disk, { durability: 'memory', batchEventsMax: 1 });
  await Promise.all([1, 2, 3, 4].map(append));
  await writer.close();
  assert.equal(writesTo(disk), 1);
  const large = new MemoryDisk();
  const second = await rig(large, { durability: 'memory' });
  const payload = textOf(3);
  for (const seq of [1, 2, 3, 4])
    second.writer.append([{ ...eventOf(seq), payload }], () => undefined);
  await second.writer.close();
  assert.equal(writesTo(large), 2, 'three of 3 MiB are more than 8');
});

test('`memory`: nobody is refused at the pace of a disk that nobody waits for', async () => {
  let now = 0;
  const disk = new MemoryDisk();
  const made = await rig(
    disk,
    { durability: 'memory', groupCommit: false, queueAgeMaxMs: 200 },
    {
      ...testEnvironment(),
      monotonicMs: () => (now += 50),
    },
  );
  await Promise.all([1, 2, 3, 4, 5].map(made.append));
  made.writer.hasten();
  while (made.storage.end.seq < 5) await new Promise((resolve) => setImmediate(resolve));
  const acks = Array.from({ length: 20 }, (_, index) => made.append(6 + index));
  assert.equal(made.writer.refusal(), undefined);
  await Promise.all(acks);
  await made.writer.close();
});

test('two batches are kept for what comes next, and none that grew large', async () => {
  const { writer, storage, append } = await rig(new MemoryDisk(), { batchEventsMax: 1 });
  let made = 0;
  const newBatch = storage.newBatch.bind(storage);
  storage.newBatch = (bytes) => {
    made += 1;
    return newBatch(bytes);
  };
  for (const seq of [1, 2, 3, 4]) await append(seq);
  assert.equal(made, 1, 'one serves again and again');
  await Promise.all([5, 6, 7, 8].map(append));
  assert.equal(made, 4);
  await Promise.all([9, 10, 11, 12].map(append));
  assert.equal(made, 6);
  const payload = textOf(5);
  for (const seq of [13, 14, 15])
    await new Promise((done) => writer.append([{ ...eventOf(seq), payload }], done));
  assert.equal(made, 7, 'the two that were kept, and a new one');
  await writer.close();
});
