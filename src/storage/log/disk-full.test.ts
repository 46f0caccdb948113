import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LithairError } from '../../errors/lithair-error';
import { MemoryDisk } from '../../testing/memory-disk';
import { LOG, recoverSample } from '../../testing/sample-log';
import { seeded, testEnvironment } from '../../testing/test-environment';
import { settled, virtualTime } from '../../testing/virtual-time';
import { rig, type Rig } from '../../testing/writer-rig';
import type { WriterOptions } from './writer-options';

const PROBE = `${LOG}.probe`;
const code = (expected: string) => (error: unknown) =>
  error instanceof LithairError && error.code === expected;

const noRoom = (systemCode = 'ENOSPC'): Error =>
  Object.assign(new Error(`${systemCode}: no room, write`), { code: systemCode });

/** No write finds room, in the log nor in the scratch file. */
function fill(disk: MemoryDisk, systemCode = 'ENOSPC'): void {
  disk.faults = (operation, path) => {
    if (operation === 'write' && (path === LOG || path === PROBE)) throw noRoom(systemCode);
  };
}

function empty(disk: MemoryDisk): void {
  disk.faults = () => undefined;
}

async function timedRig(options: Partial<WriterOptions> = {}) {
  const disk = new MemoryDisk();
  const time = virtualTime(testEnvironment());
  const made = await rig(disk, options, time);
  return { disk, time, ...made };
}

async function turns(count = 20): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

async function seqsOn(disk: MemoryDisk): Promise<number[]> {
  const seqs: number[] = [];
  await recoverSample(disk, ({ seq }) => seqs.push(seq));
  return seqs;
}

const refusalsOf = async (acks: readonly Promise<void>[]): Promise<string[]> =>
  (await Promise.allSettled(acks)).map((outcome) =>
    outcome.status === 'rejected' ? (outcome.reason as LithairError).code : 'acknowledged',
  );

for (const systemCode of ['ENOSPC', 'EDQUOT', 'EFBIG']) {
  test(`${systemCode}: what waits is refused and leaves no trace, whatever was written of it`, async () => {
    const { disk, writer, append, turns: told } = await timedRig({ batchEventsMax: 2 });
    await append(1);
    const before = Buffer.from(disk.content(LOG));
    fill(disk, systemCode);
    disk.shortWrite = (bytes) => bytes - 1;
    const acks = [2, 3, 4, 5, 6].map(append);
    assert.deepEqual(await refusalsOf(acks), Array(5).fill('disk_full'));
    assert.deepEqual(disk.content(LOG), before, 'the log ends where it did');
    assert.deepEqual(await seqsOn(disk.afterPowerLoss(seeded(1))), [1], 'on stable storage, too');
    assert.equal(writer.refusal()?.code, 'disk_full');
    assert.equal(writer.refusal()?.status, 507);
    assert.match(writer.status.readOnly ?? '', new RegExp(`^writing the log: ${systemCode}`));
    assert.deepEqual([writer.status.queueEvents, writer.status.queueBytes], [0, 0]);
    assert.deepEqual(told, ['read-only'], 'said once');
    await writer.close();
  });
}

test('comes back by itself once a real write finds room, and goes on where it ended', async () => {
  const { disk, time, writer, append, turns: told } = await timedRig();
  fill(disk);
  await assert.rejects(append(1), code('disk_full'));
  for (let look = 0; look < 3; look += 1) {
    time.fireNext();
    await turns();
    assert.equal(writer.refusal()?.code, 'disk_full', `look ${look}`);
  }
  const full = time.monotonicMs();
  empty(disk);
  time.fireNext();
  await turns();
  assert.equal(time.monotonicMs() - full, 1000, 'a look a second');
  assert.equal(writer.refusal(), undefined);
  assert.equal(writer.status.readOnly, undefined);
  assert.deepEqual(told, ['read-only', 'writable']);
  assert.ok(!disk.paths().includes(PROBE), 'the scratch file is gone');
  await append(1);
  await writer.close();
  assert.deepEqual(await seqsOn(disk.afterKill()), [1]);
});

test('looks for room where the log would write, so that a limit of a file is met too', async () => {
  const { disk, time, writer, append, storage } = await timedRig();
  await append(1);
  fill(disk, 'EFBIG');
  await assert.rejects(append(2), code('disk_full'));
  empty(disk);
  const positions: number[] = [];
  const create = disk.create.bind(disk);
  disk.create = async (path) => {
    const file = await create(path);
    const write = file.write.bind(file);
    file.write = (bytes, position) => {
      positions.push(position);
      return write(bytes, position);
    };
    return file;
  };
  time.fireNext();
  await turns();
  assert.deepEqual(positions, [storage.size]);
  assert.equal(writer.refusal(), undefined);
  await writer.close();
});

test('`memory` keeps what it acknowledged until there is room, and takes nothing more meanwhile', async () => {
  const { disk, time, writer, append } = await timedRig({ durability: 'memory' });
  fill(disk);
  await Promise.all([1, 2, 3].map(append));
  time.fireNext();
  await turns();
  assert.equal(writer.refusal()?.code, 'disk_full');
  assert.equal(writer.status.queueEvents, 3, 'kept');
  await assert.rejects(append(4), code('disk_full'));
  empty(disk);
  time.fireNext();
  await turns();
  assert.deepEqual(await seqsOn(disk.afterKill()), [1, 2, 3]);
  assert.equal(writer.refusal(), undefined);
  assert.equal(writer.status.queueEvents, 0);
  await append(4);
  await settled(writer.close(), time);
  assert.deepEqual(await seqsOn(disk.afterKill()), [1, 2, 3, 4]);
});

test('`memory`: room for the scratch file alone is no room', async () => {
  const { disk, time, writer, append, turns: told } = await timedRig({ durability: 'memory' });
  disk.faults = (operation, path) => {
    if (operation === 'write' && path === LOG) throw noRoom();
  };
  await append(1);
  for (let look = 0; look < 3; look += 1) {
    time.fireNext();
    await turns();
    assert.equal(writer.refusal()?.code, 'disk_full', `look ${look}`);
  }
  assert.deepEqual(told, ['read-only'], 'it never said that it was writable');
  empty(disk);
  time.fireNext();
  await turns();
  assert.deepEqual(told, ['read-only', 'writable']);
  await settled(writer.close(), time);
  assert.deepEqual(await seqsOn(disk.afterKill()), [1]);
});

test('no room for the head ends when there is some, and is nothing to a log that has failed', async () => {
  const { time, writer, turns: told, failures } = await timedRig();
  writer.poison(noRoom());
  assert.equal(writer.refusal()?.code, 'disk_full');
  assert.match(writer.refusal()?.message ?? '', /^writing the head of the log: ENOSPC/);
  time.fireNext();
  await turns();
  assert.equal(writer.refusal(), undefined);
  assert.deepEqual(told, ['read-only', 'writable']);
  writer.poison(new Error('EIO'));
  writer.poison(noRoom());
  assert.equal(writer.refusal()?.code, 'disk_failed');
  assert.deepEqual([told.length, failures.length], [2, 1]);
});

test('`memory`: a stop tries once more, and says what it could not keep', async () => {
  const { disk, time, writer, append } = await timedRig({ durability: 'memory' });
  fill(disk);
  await Promise.all([1, 2, 3].map(append));
  time.fireNext();
  await turns();
  await assert.rejects(writer.close(), (error: LithairError) => {
    return error.code === 'disk_full' && error.exit === 74 && error.message.startsWith('3 events');
  });
  assert.deepEqual(await seqsOn(disk.afterKill()), []);
  const again = await timedRig({ durability: 'memory' });
  fill(again.disk);
  await Promise.all([1, 2, 3].map(again.append));
  again.time.fireNext();
  await turns();
  empty(again.disk);
  await again.writer.close();
  assert.deepEqual(await seqsOn(again.disk.afterKill()), [1, 2, 3]);
});

test('a stop while the disk is full is clean: everything acknowledged is there', async () => {
  for (const durability of ['os', 'disk'] as const) {
    const { disk, writer, append } = await timedRig({ durability });
    await append(1);
    fill(disk);
    await assert.rejects(append(2), code('disk_full'));
    await writer.close();
    empty(disk);
    assert.deepEqual(await seqsOn(disk.afterPowerLoss(seeded(1))), [1]);
  }
});

test('a cut that fails, or its sync, is the end: nobody knows what is in the log', async () => {
  for (const failing of ['truncate', 'sync']) {
    const { disk, writer, append, failures } = await timedRig({ batchEventsMax: 1 });
    fill(disk);
    const full = disk.faults;
    disk.faults = (operation, path) => {
      if (operation === failing && path === LOG) throw noRoom();
      return full(operation, path);
    };
    assert.deepEqual(await refusalsOf([append(1), append(2)]), Array(2).fill('outcome_unknown'));
    const doing = failing === 'sync' ? 'syncing the log' : 'cutting the log back';
    assert.deepEqual(
      failures.map((error) => [error.code, error.message.startsWith(doing)]),
      [['disk_failed', true]],
    );
    await assert.rejects(writer.close(), code('disk_failed'));
  }
});

test('room that is found while the log is being cut back acknowledges nobody', async () => {
  const { disk, time, writer, append } = await timedRig();
  let release: () => void = () => undefined;
  let isWritten = false;
  disk.faults = (operation, path) => {
    if (path !== LOG) return;
    if (operation === 'write' && !isWritten) {
      isWritten = true;
      throw noRoom();
    }
    if (operation === 'sync') return new Promise((resolve) => (release = resolve));
  };
  const refused = refusalsOf([append(1)]);
  for (let timer = 0; timer < 3; timer += 1) {
    await turns();
    time.fireNext();
  }
  await turns();
  assert.equal(writer.refusal()?.code, 'disk_full', 'while it is being cut back');
  release();
  assert.deepEqual(await refused, ['disk_full']);
  empty(disk);
  assert.deepEqual(await seqsOn(disk.afterKill()), []);
  await settled(writer.close(), time);
});

test('room that is found at the very moment when a write finds none acknowledges nobody', async () => {
  for (let delay = 0; delay < 30; delay += 1) {
    const { disk, time, writer, append } = await timedRig({ diskFreeMinBytes: 1000 });
    let fail: () => void = () => undefined;
    let release: () => void = () => undefined;
    disk.faults = async (operation, path) => {
      if (operation === 'close' && path === PROBE) void afterTicks(delay).then(() => fail());
      if (path !== LOG) return;
      if (operation === 'write') await new Promise((_, reject) => (fail = () => reject(noRoom())));
      if (operation === 'sync') await new Promise<void>((resolve) => (release = resolve));
    };
    const refused = refusalsOf([append(1)]);
    for (const free of [999, 1000]) {
      disk.free = free;
      await turns();
      time.fireNext();
      await turns();
    }
    assert.equal(writer.refusal()?.code, 'disk_full', `while it is being cut back, ${delay}`);
    release();
    assert.deepEqual(await refused, ['disk_full']);
    assert.equal(writer.refusal()?.code, 'disk_full', `when it is told, ${delay}`);
    empty(disk);
    await settled(writer.close(), time);
  }
});

/** So many turns of the queue of promises: less than a turn of the event loop. */
async function afterTicks(count: number): Promise<void> {
  for (let tick = 0; tick < count; tick += 1) await Promise.resolve();
}

test('no room at a sync is a failure: what was written may be gone', async () => {
  const { disk, append, failures } = await timedRig();
  disk.faults = (operation, path) => {
    if (operation === 'sync' && path === LOG) throw noRoom();
  };
  await assert.rejects(append(1), code('outcome_unknown'));
  assert.equal(failures[0]?.code, 'disk_failed');
});

test('a failure found while looking for room is a failure; too many open files is not', async () => {
  const { disk, time, writer, append, failures } = await timedRig();
  fill(disk);
  await assert.rejects(append(1), code('disk_full'));
  const failWith = (systemCode: string): void => {
    disk.faults = (_operation, path) => {
      if (path === PROBE) throw Object.assign(new Error(systemCode), { code: systemCode });
    };
  };
  failWith('EMFILE');
  time.fireNext();
  await turns();
  assert.equal(writer.refusal()?.code, 'disk_full');
  failWith('EIO');
  time.fireNext();
  await turns();
  assert.equal(writer.refusal()?.code, 'disk_failed');
  assert.deepEqual(
    failures.map(({ message }) => message),
    ['looking for room on the disk: EIO'],
  );
});

test('the log is not cut while it is being synced, nor after that sync failed', async () => {
  const { disk, time, writer, append, failures } = await timedRig({ durability: 'os' });
  await append(1);
  let failSync: (() => void) | undefined;
  disk.faults = (operation, path) => {
    if (path !== LOG) return;
    if (operation === 'write') throw noRoom();
    if (operation === 'sync')
      return new Promise((_resolve, reject) => {
        failSync = () => reject(Object.assign(new Error('EIO'), { code: 'EIO' }));
      });
  };
  time.fireNext();
  const refused = refusalsOf([append(2)]);
  await turns();
  assert.ok(failSync !== undefined, 'a sync is in flight');
  failSync();
  assert.deepEqual(await refused, ['outcome_unknown']);
  assert.equal(failures.length, 1);
  const done = disk.trace.filter((line) => line.endsWith(' events.raftlog'));
  assert.deepEqual(
    done.map((line) => line.split(' ', 1)[0]),
    ['write', 'sync', 'write'],
  );
  await assert.rejects(writer.close(), code('disk_failed'));
});

/** Appends a batch of three to a log of two, of which the disk takes so many bytes. */
async function appendShort(
  written: number,
): Promise<Rig & { disk: MemoryDisk; batchBytes: number }> {
  const made = await timedRig();
  const { disk, append } = made;
  await Promise.all([append(1), append(2)]);
  let batchBytes = 0;
  fill(disk);
  disk.shortWrite = (bytes) => {
    batchBytes = bytes;
    return written;
  };
  const acks = [3, 4, 5].map(append);
  assert.deepEqual(await refusalsOf(acks), Array(3).fill('disk_full'));
  return { ...made, batchBytes };
}

test('a batch of which the disk took any number of bytes leaves the log as it was', async () => {
  const { batchBytes } = await appendShort(0);
  assert.ok(batchBytes > 500, `${batchBytes} bytes`);
  for (let written = 1; written <= batchBytes; written += 1) {
    const { disk, writer, storage } = await appendShort(written);
    assert.equal(disk.content(LOG).length, storage.size, `${written} bytes written`);
    const killed = disk.afterKill();
    const cut = disk.afterPowerLoss(seeded(written));
    await writer.close();
    for (const survivor of [killed, cut, disk]) {
      empty(survivor);
      assert.deepEqual(await seqsOn(survivor), [1, 2], `${written} bytes written`);
    }
  }
});

test('stops taking while too little is free, writes what it took, and comes back', async () => {
  const { disk, time, writer, append, turns: told } = await timedRig({ diskFreeMinBytes: 1000 });
  disk.free = 999;
  const ack = append(1);
  time.fireNext();
  await turns();
  await ack;
  assert.equal(writer.refusal()?.code, 'disk_full');
  assert.match(writer.status.readOnly ?? '', /999 bytes are free on the disk, 1000 must/);
  time.fireNext();
  await turns();
  assert.equal(writer.refusal()?.code, 'disk_full', 'still');
  disk.free = 1000;
  time.fireNext();
  await turns();
  assert.equal(writer.refusal(), undefined);
  assert.deepEqual(told, ['read-only', 'writable']);
  await writer.close();
});

test('asks nothing of the disk when no minimum is set', async () => {
  const { disk, time, writer } = await timedRig();
  assert.equal(time.fireNext(), false);
  await writer.close();
  assert.ok(!disk.trace.some((line) => line.startsWith('freeBytes')));
});
