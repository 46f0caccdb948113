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
import { tornWrites } from '../../testing/torn-writes';
import type { LogPosition } from '../log/log-position';
import type { SegmentForm } from '../log/segment-header';
import { readEvents, type EventBound, type ReadEventsOptions } from './read-events';

const EVENTS = 60;
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function sample(form: SegmentForm = PLAIN): Promise<MemoryDisk> {
  const disk = new MemoryDisk();
  await writeLog(disk, EVENTS, { perBatch: 4, close: true, segmentBytes: 2_000, ...form });
  return disk;
}

async function seqs(disk: MemoryDisk, options: ReadEventsOptions = {}): Promise<number[]> {
  const found: number[] = [];
  for await (const { events } of readEvents(disk, DATA, options))
    found.push(...events.map(({ seq }) => seq));
  return found;
}

const range = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
const at = (seq: number): EventBound => ({ timestamp: eventOf(seq).timestamp });
const opened = (disk: MemoryDisk): string[] =>
  disk.trace.filter((step) => step.startsWith('read ')).map((step) => step.slice(5));

test('reads as much at once as is wanted', async () => {
  const disk = await sample();
  const pages: number[] = [];
  for await (const { events } of readEvents(disk, DATA, { pageBytes: 300 }))
    pages.push(events.length);
  assert.ok(pages.length > EVENTS / 4, `${pages.length} pages`);
  assert.equal(
    pages.reduce((sum, count) => sum + count),
    EVENTS,
  );
});

for (const { form, formName } of FORMS) {
  test(`${formName}: gives back every event of every segment as it was written`, async () => {
    const disk = await sample(form);
    const found: unknown[] = [];
    for await (const { events } of readEvents(disk, DATA, { isWhole: true }))
      found.push(...events.map(({ hash: _, ...event }) => event));
    assert.deepEqual(
      found,
      range(1, EVENTS).map((seq) => eventOf(seq)),
    );
  });

  test(`${formName}: gives the events of any range, by number and by time`, async () => {
    const disk = await sample(form);
    for (const first of range(0, EVENTS + 2)) {
      const expected = range(Math.max(1, first), Math.min(EVENTS, first + 7));
      assert.deepEqual(
        await seqs(disk, { from: { seq: first }, to: { seq: first + 7 } }),
        expected,
      );
      assert.deepEqual(await seqs(disk, { from: at(first), to: at(first + 7) }), expected);
    }
    assert.deepEqual(await seqs(disk, { to: { seq: 0 } }), []);
  });

  test(`${formName}: reads no segment before the first event wanted`, async () => {
    const disk = await sample(form);
    disk.trace.length = 0;
    await seqs(disk);
    const all = new Set(opened(disk));
    assert.ok(all.size > 4, `${all.size} files`);
    for (const from of [{ seq: EVENTS }, at(EVENTS)]) {
      disk.trace.length = 0;
      assert.deepEqual(await seqs(disk, { from }), [EVENTS]);
      // Headers are read to find the segment; only the records of the last one are.
      const bodies = opened(disk).filter((name) => name !== 'events.raftlog.head');
      const again = bodies.filter((name, index) => bodies.indexOf(name) !== index);
      assert.ok(new Set(again).size <= 2, `records of ${[...new Set(again)].join(', ')}`);
    }
  });
}

test('nothing is read ahead of who asks', async () => {
  const disk = new MemoryDisk();
  const storage = await openStorage(disk, await recoverSample(disk));
  const payload = JSON.stringify({ content: 'x'.repeat(500_000) });
  for (const seq of range(1, 12)) {
    const batch = storage.newBatch();
    batch.add([{ ...eventOf(seq), payload }], () => undefined);
    await storage.append(batch);
  }
  await storage.sync();
  disk.trace.length = 0;
  const pages = readEvents(disk, DATA);
  await pages.next();
  const reads = opened(disk).length;
  await turn();
  assert.equal(opened(disk).length, reads);
  await pages.return(undefined);
  assert.ok(reads < 12, `${reads} reads for the first page`);
  assert.deepEqual(await seqs(disk), range(1, 12));
});

test('no page is empty, and nothing is read behind the last event wanted', async () => {
  const disk = await sample();
  for await (const { events } of readEvents(disk, DATA)) assert.ok(events.length > 0);
  for await (const { events } of readEvents(disk, DATA, { from: { seq: EVENTS } }))
    assert.equal(events.length, 1);
  const damaged = Buffer.from(disk.content(LOG));
  damaged[damaged.length - 30] = 0;
  disk.put(LOG, damaged);
  await assert.rejects(seqs(disk), { code: 'data_corrupt' });
  assert.deepEqual(
    await seqs(disk, { to: { seq: 20 } }),
    range(1, 20),
    'what is behind is damaged',
  );
});

test('a range may end inside a transaction', async () => {
  const disk = new MemoryDisk();
  const storage = await openStorage(disk, await recoverSample(disk));
  const batch = storage.newBatch();
  batch.add([eventOf(1), eventOf(2, 2), eventOf(3, 1), eventOf(4)], () => undefined);
  await storage.append(batch);
  await storage.sync();
  assert.deepEqual(await seqs(disk, { from: { seq: 2 }, to: { seq: 3 } }), [2, 3]);
});

test('follows a log that grows and rolls: each event once, in order', async () => {
  for (const { form, formName } of FORMS) {
    const disk = new MemoryDisk();
    await writeLog(disk, 3, { perBatch: 3, close: false, ...form });
    disk.faults = turn;
    let isWriting = true;
    const options = { perBatch: 3, close: true, ...form, segmentBytes: 1_500 };
    const writing = writeLog(tornWrites(disk), 150, options).finally(() => (isWriting = false));
    const found: number[] = [];
    let after: LogPosition | undefined;
    do {
      for await (const { events, end } of readEvents(disk, DATA, { after })) {
        found.push(...events.map(({ seq }) => seq));
        after = end;
      }
    } while (isWriting);
    await writing;
    for await (const { events } of readEvents(disk, DATA, { after }))
      found.push(...events.map(({ seq }) => seq));
    assert.deepEqual(found, range(1, 150), formName);
  }
});

test('gives what stands before damage, then says where it is; a torn tail only ends it', async () => {
  const disk = await sample();
  const whole = Buffer.from(disk.content(LOG));
  disk.put(LOG, Buffer.concat([whole, Buffer.from('12ab34cd:{"seq":61,"event_ty')]));
  assert.deepEqual(await seqs(disk), range(1, EVENTS), 'torn');
  const damaged = Buffer.from(whole);
  const place = damaged.indexOf('{"seq":59');
  damaged[place + 3] = 0;
  disk.put(LOG, damaged);
  const found: number[] = [];
  await assert.rejects(
    async () => {
      for await (const { events } of readEvents(disk, DATA))
        found.push(...events.map(({ seq }) => seq));
    },
    (error: unknown) =>
      error instanceof LithairError && error.code === 'data_corrupt' && error.details.seq === 59,
  );
  assert.deepEqual(found, range(1, 58));
});

test('a directory without a log is refused', async () => {
  const disk = new MemoryDisk();
  const message = `${DATA} holds no log`;
  await assert.rejects(seqs(disk), { code: 'not_a_data_directory', message });
});
