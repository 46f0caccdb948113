import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LithairError } from '../../errors/lithair-error';
import { MemoryDisk } from '../../testing/memory-disk';
import {
  DATA,
  eventOf,
  FORMS,
  HEAD,
  LOG,
  openStorage,
  PLAIN,
  recoverSample,
  writeLog,
} from '../../testing/sample-log';
import { seeded } from '../../testing/test-environment';
import { tornWrites } from '../../testing/torn-writes';
import type { SegmentForm } from '../log/segment-header';
import { readEvents } from '../recovery/read-events';
import { verifyDirectory } from '../recovery/verify';
import { backup } from './backup';

const COPY = '/copy';
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);
const code = (expected: string) => (error: unknown) =>
  error instanceof LithairError && error.code === expected;

async function grow(
  disk: MemoryDisk,
  count: number,
  form: SegmentForm = PLAIN,
  seed = 1,
): Promise<void> {
  await writeLog(disk, count, { perBatch: 3, close: true, segmentBytes: 1_500, ...form, seed });
}

async function seqsIn(disk: MemoryDisk, directory: string): Promise<number[]> {
  const seqs: number[] = [];
  for await (const { events } of readEvents(disk, directory))
    seqs.push(...events.map(({ seq }) => seq));
  return seqs;
}

async function assertCopy(disk: MemoryDisk, count: number, what = ''): Promise<void> {
  const { chained: _, ...report } = await verifyDirectory(disk, COPY);
  assert.deepEqual(report, { verdict: 'clean', events: count, last_seq: count }, what);
  assert.deepEqual(await seqsIn(disk, COPY), upTo(count), what);
  for (const path of disk.paths().filter((name) => /^\/copy\/.*raftlog$/.test(name))) {
    const original = disk.content(path.replace(COPY, DATA));
    const copied = disk.content(path);
    assert.ok(original.subarray(0, copied.length).equals(copied), `${what}: ${path}`);
  }
}

for (const { form, formName } of FORMS) {
  test(`${formName}: a backup is a data directory with every event, byte for byte`, async () => {
    const disk = new MemoryDisk();
    await grow(disk, 40, form);
    const report = await backup(disk, DATA, COPY);
    const { log_id, bytes, ...counted } = report;
    assert.deepEqual(counted, { events: 40, first_seq: 1, last_seq: 40 });
    assert.match(log_id, /^[0-9a-f]{32}$/);
    const segments = disk.paths().filter((name) => /^\/data\/.*raftlog$/.test(name));
    assert.equal(
      bytes,
      segments.reduce((sum, path) => sum + disk.content(path).length, 0),
    );
    await assertCopy(disk, 40);
  });

  test(`${formName}: run again it adds only what is new, however the log rolled meanwhile`, async () => {
    const disk = new MemoryDisk();
    let before = 0;
    for (const count of [2, 3, 9, 10, 30, 31, 64]) {
      await grow(disk, count, form);
      const { events, first_seq } = await backup(disk, DATA, COPY);
      assert.deepEqual([events, first_seq], [count - before, before + 1], `to ${count}`);
      await assertCopy(disk, count);
      const again = await backup(disk, DATA, COPY);
      assert.deepEqual([again.events, again.first_seq, again.bytes], [0, null, 0]);
      before = count;
    }
  });

  test(`${formName}: killed or without power at any step it leaves what the next run completes`, async () => {
    const random = seeded(3);
    for (const begun of [0, 8]) {
      for (let step = 1; ; step += 1) {
        const disk = new MemoryDisk();
        if (begun > 0) {
          await grow(disk, begun, form);
          await backup(disk, DATA, COPY);
        }
        await grow(disk, 16, form);
        let operations = 0;
        disk.faults = () => {
          operations += 1;
          if (operations >= step) throw Object.assign(new Error('EIO'), { code: 'EIO' });
        };
        const isDone = await backup(disk, DATA, COPY).then(
          () => true,
          () => false,
        );
        disk.faults = () => undefined;
        const what = `from ${begun}, step ${step}`;
        const killed = disk.afterKill();
        if (killed.paths().some((path) => /^\/copy\/.*raftlog$/.test(path))) {
          const { verdict } = await verifyDirectory(killed, COPY);
          assert.notEqual(verdict, 'corrupt', what);
        }
        for (const survivor of [killed, ...upTo(3).map(() => disk.afterPowerLoss(random))]) {
          if (isDone) await assertCopy(survivor, 16, `${what}, done`);
          await backup(survivor, DATA, COPY);
          await assertCopy(survivor, 16, what);
        }
        if (isDone) break;
      }
    }
  });
}

test('while the log is written and rolls, a backup is whole and never past what is synced', async () => {
  for (const { form, formName } of FORMS) {
    const disk = new MemoryDisk();
    await writeLog(disk, 3, { perBatch: 3, close: true, ...form });
    disk.faults = turn;
    let isWriting = true;
    const writing = writeLog(tornWrites(disk), 150, {
      perBatch: 4,
      close: true,
      ...form,
      segmentBytes: 1_500,
    }).finally(() => (isWriting = false));
    let runs = 0;
    while (isWriting) {
      const { last_seq } = await backup(disk, DATA, COPY);
      runs += 1;
      // Power fails: the log must still hold what the backup has.
      const survivor = disk.afterPowerLoss(() => 0);
      const { last_seq: kept } = await verifyDirectory(survivor, DATA);
      assert.ok(kept >= last_seq, `backed up to ${last_seq}, on disk ${kept}`);
      assert.deepEqual(await seqsIn(disk, COPY), upTo(last_seq));
    }
    await writing;
    assert.ok(runs > 2, `${runs} backups`);
    await backup(disk, DATA, COPY);
    await assertCopy(disk, 150, formName);
  }
});

test('goes no further than the head says, and to the last whole transaction without one', async () => {
  const disk = new MemoryDisk();
  await writeLog(disk, 6, { perBatch: 3, close: true });
  const head = Buffer.from(disk.content(HEAD));
  await writeLog(disk, 12, { perBatch: 3, close: true });
  const last = Buffer.from(disk.content(LOG));
  disk.put(HEAD, head);
  assert.equal((await backup(disk, DATA, COPY)).last_seq, 6);
  await assertCopy(disk, 6);
  disk.forget(HEAD);
  disk.put(LOG, Buffer.concat([last, Buffer.from('0000')]));
  assert.equal((await backup(disk, DATA, COPY)).last_seq, 12);
  await assertCopy(disk, 12);
});

test('a backup of anything but a beginning of the log is refused and left as it is', async () => {
  const refused = async (disk: MemoryDisk, expected: string): Promise<void> => {
    const before = disk.paths().map((path) => [path, Buffer.from(disk.content(path))]);
    await assert.rejects(backup(disk, DATA, COPY), code(expected));
    assert.deepEqual(
      disk.paths().map((path) => [path, disk.content(path)]),
      before,
    );
  };
  const other = new MemoryDisk();
  await grow(other, 20, PLAIN, 2);
  await backup(other, DATA, COPY);
  const copyFrom = (from: MemoryDisk, to: MemoryDisk): void => {
    for (const path of from.paths().filter((name) => name.startsWith(COPY)))
      to.put(path, from.content(path));
  };
  const foreign = new MemoryDisk();
  await grow(foreign, 20);
  copyFrom(other, foreign);
  await refused(foreign, 'backup_diverged');

  const longer = new MemoryDisk();
  await grow(longer, 20);
  await backup(longer, DATA, COPY);
  const shorter = new MemoryDisk();
  await grow(shorter, 11);
  copyFrom(longer, shorter);
  await refused(shorter, 'backup_diverged');

  // The same log, gone another way behind event 20.
  const parted = longer.afterKill();
  const storage = await openStorage(parted, await recoverSample(parted));
  const batch = storage.newBatch();
  batch.add([{ ...eventOf(21), payload: '{"id":"a21"}' }], () => undefined);
  await storage.append(batch);
  await storage.close();
  await backup(parted, DATA, COPY);
  const own = longer.afterKill();
  await grow(own, 30);
  copyFrom(parted, own);
  await refused(own, 'backup_diverged');

  const strange = new MemoryDisk();
  await grow(strange, 5);
  strange.put(`${COPY}/notes.txt`, Buffer.from('mine'));
  await refused(strange, 'not_a_data_directory');
});

test('a damaged log is backed up to the damage, which is said; a damaged backup is refused', async () => {
  const disk = new MemoryDisk();
  await grow(disk, 20);
  const damaged = disk.afterKill();
  const bytes = Buffer.from(damaged.content(LOG));
  bytes[bytes.length - 5] = (bytes[bytes.length - 5] as number) ^ 1;
  damaged.put(LOG, bytes);
  await assert.rejects(backup(damaged, DATA, COPY), code('data_corrupt'));
  const { verdict, last_seq } = await verifyDirectory(damaged, COPY);
  assert.deepEqual([verdict, last_seq], ['clean', 19]);

  await backup(disk, DATA, COPY);
  const log = `${COPY}/events.raftlog`;
  const copied = Buffer.from(disk.content(log));
  copied[copied.length - 5] = (copied[copied.length - 5] as number) ^ 1;
  disk.put(log, copied);
  await grow(disk, 25);
  await assert.rejects(backup(disk, DATA, COPY), (error: LithairError) => {
    assert.ok(error.message.includes(COPY), error.message);
    return error.code === 'data_corrupt';
  });
});

test('a backup that a server holds, and a directory into itself, are refused', async () => {
  const disk = new MemoryDisk();
  await grow(disk, 5);
  await backup(disk, DATA, COPY);
  const lock = await disk.lock(COPY);
  await assert.rejects(backup(disk, DATA, COPY), code('directory_locked'));
  await lock.release();
  await assert.rejects(backup(disk, DATA, '/data/../data'), code('usage'));
  await assert.rejects(backup(disk, '/nowhere', COPY), code('not_a_data_directory'));
});

test('a disk that does not give back what was written is found out', async () => {
  const disk = new MemoryDisk();
  await grow(disk, 20);
  let isFlipped = false;
  disk.faults = (operation, file) => {
    if (operation !== 'sync' || isFlipped || file !== `${COPY}/events.raftlog`) return;
    isFlipped = true;
    const content = disk.content(file);
    content[content.length - 9] = (content[content.length - 9] as number) ^ 1;
  };
  await assert.rejects(backup(disk, DATA, COPY), code('disk_failed'));
  assert.ok(isFlipped);
});
