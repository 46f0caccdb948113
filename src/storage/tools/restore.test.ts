import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LithairError } from '../../errors/lithair-error';
import { MemoryDisk } from '../../testing/memory-disk';
import {
  DATA,
  eventOf,
  FORMS,
  LOG,
  openStorage,
  PLAIN,
  recoverSample,
  writeLog,
} from '../../testing/sample-log';
import { seeded } from '../../testing/test-environment';
import type { SegmentForm } from '../log/segment-header';
import { readEvents } from '../recovery/read-events';
import { recover } from '../recovery/recovery';
import { verifyDirectory } from '../recovery/verify';
import { testEnvironment } from '../../testing/test-environment';
import { restore } from './restore';

const NEW = '/new';
const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);
const code = (expected: string) => (error: unknown) =>
  error instanceof LithairError && error.code === expected;

async function sample(form: SegmentForm = PLAIN, count = 30): Promise<MemoryDisk> {
  const disk = new MemoryDisk();
  await writeLog(disk, count, { perBatch: 3, close: true, segmentBytes: 1_500, ...form });
  return disk;
}

async function seqsIn(disk: MemoryDisk, directory: string): Promise<number[]> {
  const seqs: number[] = [];
  for await (const { events } of readEvents(disk, directory))
    seqs.push(...events.map(({ seq }) => seq));
  return seqs;
}

for (const { form, formName } of FORMS) {
  test(`${formName}: restores up to any event, by number and by time, and goes on from there`, async () => {
    const whole = await sample(form);
    for (const to of [undefined, ...upTo(32)]) {
      for (const bound of to === undefined
        ? [undefined]
        : [{ seq: to }, { timestamp: eventOf(to).timestamp }]) {
        const disk = whole.afterKill();
        const last = Math.min(30, to ?? 30);
        const { events, last_seq, last_timestamp } = await restore(disk, DATA, NEW, bound);
        assert.deepEqual([events, last_seq, last_timestamp], [last, last, eventOf(last).timestamp]);
        assert.deepEqual(await seqsIn(disk, NEW), upTo(last));
        const { verdict } = await verifyDirectory(disk, NEW);
        assert.equal(verdict, 'clean');
        const place = { disk, environment: testEnvironment(), directory: NEW };
        const { end } = await recover(place, {
          ...form,
          onEvent: () => undefined,
        });
        assert.equal(end.seq, last);
      }
    }
  });

  test(`${formName}: whatever interrupts a restore, no server starts on a part of it`, async () => {
    const random = seeded(5);
    for (let step = 1; ; step += 1) {
      const disk = await sample(form, 14);
      let operations = 0;
      disk.faults = () => {
        operations += 1;
        if (operations >= step) throw Object.assign(new Error('EIO'), { code: 'EIO' });
      };
      const isDone = await restore(disk, DATA, NEW).then(
        () => true,
        () => false,
      );
      disk.faults = () => undefined;
      for (const survivor of [
        disk.afterKill(),
        ...upTo(6).map(() => disk.afterPowerLoss(random)),
      ]) {
        const outcome = await verifyDirectory(survivor, NEW).then(
          ({ verdict, events }) => `${verdict} ${events}`,
          (error: LithairError) => error.code,
        );
        const legal = isDone ? ['clean 14'] : ['clean 14', 'not_a_data_directory'];
        assert.ok(
          legal.includes(outcome) || (!isDone && outcome.startsWith('corrupt')),
          `step ${step}: ${outcome}`,
        );
      }
      if (isDone) return;
    }
  });
}

test('a transaction is restored whole or not at all', async () => {
  const disk = new MemoryDisk();
  const storage = await openStorage(disk, await recoverSample(disk));
  const batch = storage.newBatch();
  batch.add([eventOf(1), eventOf(2, 2), eventOf(3, 1), eventOf(4), eventOf(5)], () => undefined);
  await storage.append(batch);
  await storage.close();
  const restored: number[] = [];
  for (const seq of [0, 1, 2, 3, 4, 5]) {
    const copy = disk.afterKill();
    restored.push((await restore(copy, DATA, NEW, { seq })).last_seq);
  }
  assert.deepEqual(restored, [0, 1, 1, 1, 4, 5]);
});

test('damage behind the event wanted does not matter; before it nothing is written', async () => {
  const disk = await sample();
  const bytes = Buffer.from(disk.content(LOG));
  const place = bytes.indexOf('{"seq":29');
  assert.ok(place > 0);
  bytes[place + 20] = (bytes[place + 20] as number) ^ 1;
  disk.put(LOG, bytes);
  await assert.rejects(restore(disk, DATA, NEW), code('data_corrupt'));
  await assert.rejects(restore(disk, DATA, NEW, { seq: 29 }), code('data_corrupt'));
  assert.deepEqual(
    disk.paths().filter((path) => path.startsWith(NEW)),
    [],
  );
  assert.equal((await restore(disk, DATA, NEW, { seq: 28 })).last_seq, 28);
});

test('a torn tail is left out', async () => {
  const disk = await sample();
  disk.put(LOG, Buffer.concat([disk.content(LOG), Buffer.from('12ab34cd:{"seq":31,"ev')]));
  assert.equal((await restore(disk, DATA, NEW)).last_seq, 30);
  assert.equal((await verifyDirectory(disk, NEW)).verdict, 'clean');
});

test('a directory that holds anything is refused and left as it is', async () => {
  const disk = await sample();
  disk.put(`${NEW}/notes.txt`, Buffer.from('mine'));
  const before = disk.paths();
  await assert.rejects(restore(disk, DATA, NEW), code('directory_not_empty'));
  await assert.rejects(restore(disk, DATA, DATA), code('directory_not_empty'));
  await assert.rejects(restore(disk, '/nowhere', '/other'), code('not_a_data_directory'));
  assert.deepEqual(disk.paths(), before);
});
