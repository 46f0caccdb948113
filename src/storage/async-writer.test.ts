import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LithairError } from '../errors/lithair-error';
import { MemoryDisk } from '../testing/memory-disk';
import { DATA, eventOf, LOG } from '../testing/sample-log';
import { testEnvironment } from '../testing/test-environment';
import { AsyncWriter, type WriterOptions } from './async-writer';
import { FileStorage } from './file-storage';
import { recover } from './recovery';

interface Rig {
  readonly writer: AsyncWriter;
  readonly storage: FileStorage;
  readonly failures: LithairError[];
  append(seq: number): Promise<void>;
}

async function rig(disk: MemoryDisk, options: Partial<WriterOptions> = {}): Promise<Rig> {
  const environment = testEnvironment();
  const recovered = await recover(disk, environment, DATA, { onEvent: () => undefined });
  const failures: LithairError[] = [];
  const storage = await FileStorage.open(disk, DATA, recovered, (error) => writer.poison(error));
  const writer: AsyncWriter = new AsyncWriter(storage, environment, {
    durability: 'disk',
    batchEventsMax: 1000,
    flushIntervalMs: 10,
    queueEventsMax: 100,
    queueBytesMax: 1_000_000,
    queueAgeMaxMs: 2000,
    onFailure: (error) => failures.push(error),
    ...options,
  });
  const append = (seq: number): Promise<void> =>
    new Promise((resolve, reject) => {
      writer.append([eventOf(seq)], (error) => (error === undefined ? resolve() : reject(error)));
    });
  disk.trace.length = 0;
  return { writer, storage, failures, append };
}

const code = (expected: string) => (error: unknown) =>
  error instanceof LithairError && error.code === expected;
const logOperations = (disk: MemoryDisk): string[] =>
  disk.trace.filter((line) => line.endsWith(' events.raftlog'));

test('what arrives together shares one write and one sync', async () => {
  const disk = new MemoryDisk();
  const { writer, append } = await rig(disk);
  await Promise.all(Array.from({ length: 50 }, (_, index) => append(index + 1)));
  assert.deepEqual(logOperations(disk), ['write events.raftlog', 'sync events.raftlog']);
  await writer.close();
});

test('acknowledges in order, never before the sync that covers the event (INV-1)', async () => {
  const disk = new MemoryDisk();
  const { writer, storage } = await rig(disk, { batchEventsMax: 7 });
  const acknowledged: number[] = [];
  for (let seq = 1; seq <= 60; seq += 1) {
    writer.append([eventOf(seq)], (error) => {
      assert.equal(error, undefined);
      assert.ok(
        storage.syncedSeq >= seq,
        `event ${seq} acknowledged at synced ${storage.syncedSeq}`,
      );
      acknowledged.push(seq);
    });
  }
  await writer.close();
  assert.deepEqual(
    acknowledged,
    Array.from({ length: 60 }, (_, index) => index + 1),
  );
  const writes = logOperations(disk).filter((line) => line.startsWith('write'));
  assert.equal(writes.length, Math.ceil(60 / 7), 'a batch has at most 7 events');
});

test('one batch is in flight at a time', async () => {
  const disk = new MemoryDisk();
  let inside = 0;
  let most = 0;
  disk.faults = async (operation, path) => {
    if (path !== LOG || (operation !== 'write' && operation !== 'sync')) return;
    inside += 1;
    most = Math.max(most, inside);
    await new Promise((resolve) => setImmediate(resolve));
    inside -= 1;
  };
  const { writer, append } = await rig(disk, { batchEventsMax: 1 });
  await Promise.all(Array.from({ length: 20 }, (_, index) => append(index + 1)));
  await writer.close();
  assert.equal(most, 1);
});

test('`memory` acknowledges while the disk hangs, and writes without being asked', async () => {
  const disk = new MemoryDisk();
  const { writer, append } = await rig(disk, { durability: 'memory', flushIntervalMs: 5 });
  let release: () => void = () => undefined;
  disk.faults = (operation, path) =>
    operation === 'write' && path === LOG
      ? new Promise((resolve) => (release = resolve))
      : undefined;
  await append(1);
  assert.ok(!disk.content(LOG).includes('"seq":1,'), 'nothing is written yet');
  const keepAlive = setInterval(() => undefined, 1);
  while (logOperations(disk).length === 0) await new Promise((resolve) => setImmediate(resolve));
  clearInterval(keepAlive);
  disk.faults = () => undefined;
  release();
  await writer.close();
  assert.ok(disk.content(LOG).includes('"seq":1,'));
});

test('closing answers what `memory` has queued before it closes', async () => {
  const disk = new MemoryDisk();
  const { writer, append } = await rig(disk, { durability: 'memory' });
  const ack = append(1);
  await writer.close();
  await ack;
  assert.ok(disk.content(LOG).includes('"seq":1,'));
});

test('a failed sync fails everyone who waits, once, and is never retried', async () => {
  const disk = new MemoryDisk();
  const { writer, append, failures } = await rig(disk, { batchEventsMax: 1 });
  let syncs = 0;
  disk.faults = (operation, path) => {
    if (path !== LOG || operation !== 'sync') return;
    syncs += 1;
    throw Object.assign(new Error('EIO: i/o error, fdatasync'), { code: 'EIO' });
  };
  const outcomes = await Promise.allSettled([append(1), append(2), append(3)]);
  for (const outcome of outcomes) {
    assert.ok(outcome.status === 'rejected' && code('outcome_unknown')(outcome.reason));
  }
  assert.equal(syncs, 1, 'the sync was not retried');
  assert.equal(failures.length, 1, 'the owner was told once');
  await assert.rejects(append(4), code('disk_failed'));
  assert.equal(writer.refusal()?.code, 'disk_failed');
  await assert.rejects(writer.close(), code('disk_failed'));
});

test('a failed write fails everyone who waits', async () => {
  const disk = new MemoryDisk();
  const { append, failures } = await rig(disk);
  disk.faults = (operation) => {
    if (operation === 'write') throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
  };
  await assert.rejects(append(1), code('outcome_unknown'));
  assert.equal(failures[0]?.code, 'disk_failed');
});

test('refuses at each bound before anything is taken (INV-8)', async () => {
  const byCount = await rig(new MemoryDisk(), { queueEventsMax: 3 });
  const acks = [byCount.append(1), byCount.append(2)];
  assert.equal(byCount.writer.refusal(), undefined);
  acks.push(byCount.append(3));
  assert.equal(byCount.writer.refusal()?.code, 'overloaded');
  await Promise.all(acks);
  assert.equal(byCount.writer.refusal(), undefined, 'room again');
  const byBytes = await rig(new MemoryDisk(), { queueBytesMax: 100 });
  void byBytes.append(1);
  assert.equal(byBytes.writer.refusal()?.code, 'overloaded');
});

test('refuses when the disk has been busy for too long', async () => {
  const disk = new MemoryDisk();
  const { writer, append } = await rig(disk, { queueAgeMaxMs: 1 });
  let release: () => void = () => undefined;
  disk.faults = (operation, path) =>
    operation === 'sync' && path === LOG
      ? new Promise((resolve) => (release = resolve))
      : undefined;
  const ack = append(1);
  const keepAlive = setInterval(() => undefined, 1);
  while (writer.refusal() === undefined) await new Promise((resolve) => setImmediate(resolve));
  clearInterval(keepAlive);
  assert.equal(writer.refusal()?.code, 'overloaded');
  release();
  await ack;
});

test('closing drains, syncs and refuses what comes after', async () => {
  const disk = new MemoryDisk();
  const { writer, append } = await rig(disk);
  const ack = append(1);
  const closed = writer.close();
  await assert.rejects(append(2), code('shutting_down'));
  await Promise.all([ack, closed]);
  const survivor = disk.afterPowerLoss(() => 0);
  const seqs: number[] = [];
  await recover(survivor, testEnvironment(), DATA, { onEvent: ({ seq }) => seqs.push(seq) });
  assert.deepEqual(seqs, [1]);
});
