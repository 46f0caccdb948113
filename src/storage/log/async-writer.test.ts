import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Timer } from '../../environment/environment';
import { LithairError } from '../../errors/lithair-error';
import { MemoryDisk } from '../../testing/memory-disk';
import { eventOf, LOG, recoverSample } from '../../testing/sample-log';
import { testEnvironment } from '../../testing/test-environment';
import { rig, type Rig } from '../../testing/writer-rig';
import type { WriterOptions } from './writer-options';

const code = (expected: string) => (error: unknown) =>
  error instanceof LithairError && error.code === expected;
async function turnsUntil(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}
const logOperations = (disk: MemoryDisk): string[] =>
  disk.trace.filter((line) => line.endsWith(' events.raftlog'));

/** What it says to whoever would append now. */
function refuses({ writer }: Rig, message: string): void {
  const { code: found, message: said } = writer.refusal() ?? {};
  assert.deepEqual([found, said], ['overloaded', message]);
}

test('what arrives together shares one write and one sync', async () => {
  const disk = new MemoryDisk();
  const { writer, append } = await rig(disk);
  await Promise.all(Array.from({ length: 50 }, (_, index) => append(index + 1)));
  assert.deepEqual(logOperations(disk), ['write events.raftlog', 'sync events.raftlog']);
  await writer.close();
});

test('without group commit each transaction has its own write and sync, in order', async () => {
  for (const durability of ['disk', 'memory'] as const) {
    const disk = new MemoryDisk();
    const { writer, append } = await rig(disk, { groupCommit: false, durability });
    await Promise.all(Array.from({ length: 20 }, (_, index) => append(index + 1)));
    await writer.close();
    const of = (operation: string) =>
      logOperations(disk).filter((line) => line.startsWith(operation)).length;
    assert.equal(of('write'), 20, `${durability}: writes`);
    if (durability === 'disk') assert.ok(of('sync') >= 20, `${durability}: ${of('sync')} syncs`);
    assert.equal((await recoverSample(disk)).end.seq, 20);
  }
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

test('`os` syncs one at a time, and again for what was written meanwhile', async () => {
  const disk = new MemoryDisk();
  const timers: (() => void)[] = [];
  const after = (_delayMs: number, callback: () => void): Timer => {
    timers.push(callback);
    return { cancel: () => undefined };
  };
  const environment = { ...testEnvironment(), after };
  const { writer, storage, append } = await rig(disk, { durability: 'os' }, environment);
  let release: (() => void) | undefined;
  disk.faults = (operation, path) =>
    operation === 'sync' && path === LOG
      ? new Promise((resolve) => (release = resolve))
      : undefined;
  await append(1);
  timers.shift()?.();
  await turnsUntil(() => release !== undefined);
  await append(2);
  assert.equal(timers.length, 0, 'no second sync is planned while the first one hangs');
  disk.faults = () => undefined;
  release?.();
  await turnsUntil(() => timers.length > 0);
  assert.equal(storage.syncedSeq, 1);
  timers.shift()?.();
  await turnsUntil(() => storage.syncedSeq === 2);
  await writer.close();
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
  disk.faults = (operation, path) => {
    if (operation === 'write' && path === LOG)
      throw Object.assign(new Error('EIO'), { code: 'EIO' });
  };
  await assert.rejects(append(1), {
    code: 'outcome_unknown',
    message:
      /writing the log: EIO.*; the write may or may not survive: retry with the same identif/,
  });
  assert.equal(failures[0]?.code, 'disk_failed');
});

test('refuses at each bound before anything is taken (INV-8)', async () => {
  const byCount = await rig(new MemoryDisk(), { queueEventsMax: 3 });
  const acks = [byCount.append(1), byCount.append(2)];
  assert.equal(byCount.writer.refusal(), undefined);
  acks.push(byCount.append(3));
  const later = 'nothing was taken, retry later';
  refuses(byCount, `3 events wait for the disk, the bound is 3: ${later}`);
  const { queueBytes } = byCount.writer.status;
  await Promise.all(acks);
  assert.equal(byCount.writer.refusal(), undefined, 'room again');
  const byBytes = await rig(new MemoryDisk(), { queueBytesMax: queueBytes });
  const taken = [byBytes.append(1)];
  assert.equal(byBytes.writer.status.queueBytes, queueBytes / 3, 'events of one length');
  taken.push(byBytes.append(2));
  assert.equal(byBytes.writer.refusal(), undefined);
  taken.push(byBytes.append(3));
  refuses(byBytes, `${queueBytes} bytes wait for the disk, the bound is ${queueBytes}: ${later}`);
  await Promise.all(taken);
  const { queueEvents, queueBytes: left } = byBytes.writer.status;
  assert.deepEqual([queueEvents, left], [0, 0], 'nothing waits any more');
});

test('refuses when the disk has been busy for too long', async () => {
  let busyMs = 200;
  const made = await slowRig(() => busyMs);
  const { reached, release } = made.hold();
  const ack = made.append(1);
  await reached;
  assert.equal(made.writer.refusal(), undefined, 'as long as it may be');
  release();
  await ack;
  busyMs = 201;
  const again = made.hold();
  const next = made.append(2);
  await again.reached;
  refuses(made, 'the disk has been busy for 201 ms: nothing was taken, retry later');
  again.release();
  await next;
  assert.equal(made.writer.refusal(), undefined, 'nothing is in flight');
  await made.writer.close();
});

/** A writer of one event a batch whose disk takes so many milliseconds for each, on its own clock. */
async function slowRig(
  syncMs: () => number,
  options: Partial<WriterOptions> = {},
): Promise<Rig & { hold: () => Hold }> {
  const disk = new MemoryDisk();
  let now = 0;
  const environment = { ...testEnvironment(), monotonicMs: () => now };
  const made = await rig(disk, { batchEventsMax: 1, queueAgeMaxMs: 200, ...options }, environment);
  let onSync = (): Promise<void> | undefined => undefined;
  disk.faults = async (operation, path) => {
    if (operation !== 'sync' || path !== LOG) return;
    now += syncMs();
    await onSync();
  };
  const hold = (): Hold => {
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    const reached = new Promise<void>((resolve) => {
      onSync = () => {
        resolve();
        return released;
      };
    });
    return { reached, release };
  };
  return { ...made, hold };
}

/** The disk keeps the next sync, and those after, until it is released. */
interface Hold {
  readonly reached: Promise<void>;
  readonly release: () => void;
}

test('refuses what the disk, at its pace, would not take in time (INV-8)', async () => {
  const made = await slowRig(() => 50);
  const { writer, append, hold } = made;
  for (let seq = 1; seq <= 4; seq += 1) await append(seq);
  const { reached, release } = hold();
  const acks = [append(5)];
  await reached;
  acks.push(...[6, 7, 8, 9].map(append));
  assert.equal(writer.refusal(), undefined, 'one is in flight, four batches of 50 ms wait');
  acks.push(append(10));
  const pace = '5 batches wait for the disk, which takes 50 ms for each';
  refuses(made, `${pace}: nothing was taken, retry later`);
  release();
  await Promise.all(acks);
  assert.equal(writer.refusal(), undefined, 'room again');
  await writer.close();
});

test('one pause of the disk is not its pace', async () => {
  let syncs = 0;
  const { writer, append, hold } = await slowRig(() => ((syncs += 1) % 4 === 0 ? 190 : 1));
  for (let seq = 1; seq <= 8; seq += 1) await append(seq);
  const { reached, release } = hold();
  const acks = [append(9)];
  await reached;
  acks.push(...Array.from({ length: 20 }, (_, index) => append(10 + index)));
  assert.equal(writer.refusal(), undefined);
  release();
  await Promise.all(acks);
  await writer.close();
});

test('closing drains, syncs and refuses what comes after', async () => {
  const disk = new MemoryDisk();
  const { writer, append } = await rig(disk);
  const ack = append(1);
  const closed = writer.close();
  await assert.rejects(append(2), { code: 'shutting_down', message: 'the log is closing' });
  await Promise.all([ack, closed]);
  const survivor = disk.afterPowerLoss(() => 0);
  const seqs: number[] = [];
  await recoverSample(survivor, ({ seq }) => seqs.push(seq));
  assert.deepEqual(seqs, [1]);
});

test('a log that cannot be closed has failed, and says so', async () => {
  const disk = new MemoryDisk();
  const { writer, append, failures } = await rig(disk);
  await append(1);
  disk.faults = (operation, path) => {
    if (operation === 'close' && path === LOG) throw new Error('EIO');
  };
  const failed = { code: 'disk_failed', message: /closing the log: EIO/ };
  await assert.rejects(writer.close(), failed);
  assert.deepEqual(failures, [writer.refusal()]);
});

test('a log fails once, however often it is told of damage', async () => {
  const { writer, failures } = await rig(new MemoryDisk());
  writer.poison(new Error('first'));
  writer.poison(new Error('second'));
  assert.deepEqual(failures, [writer.refusal()]);
  assert.match(writer.refusal()?.message ?? '', /writing the head of the log: first/);
});

test('haste lasts until what was in flight is on stable storage too', async () => {
  const disk = new MemoryDisk();
  const held: { operation: string; release: () => void }[] = [];
  let isHolding = false;
  disk.faults = (operation, path) => {
    if (!isHolding || path !== LOG || (operation !== 'write' && operation !== 'sync')) return;
    return new Promise((resolve) => held.push({ operation, release: () => resolve() }));
  };
  const { writer, storage, append } = await rig(disk, {
    durability: 'os',
    flushIntervalMs: 60_000,
  });
  const release = (operation: string): void => {
    const at = held.findIndex((one) => one.operation === operation);
    held.splice(at, 1)[0]?.release();
  };
  const until = (operation: string) =>
    turnsUntil(() => held.some((one) => one.operation === operation));
  isHolding = true;
  void append(1);
  await until('write');
  writer.hasten();
  release('write');
  await until('sync');
  void append(2);
  await until('write');
  release('write');
  await turnsUntil(() => storage.end.seq === 2);
  void append(3);
  await until('write');
  writer.hasten();
  // The sync ends while event 3 is being written: the one that follows cannot cover it.
  release('sync');
  for (let turns = 0; turns < 5; turns += 1) await new Promise((done) => setImmediate(done));
  isHolding = false;
  for (const { release: go } of held.splice(0)) go();
  let turns = 0;
  while (storage.syncedSeq < 3 && turns < 1000) {
    turns += 1;
    await new Promise((done) => setImmediate(done));
  }
  assert.equal(storage.syncedSeq, 3, 'event 3 did not wait for the interval of 60 s');
  await writer.close();
});
