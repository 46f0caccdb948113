import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryDisk } from '../../testing/memory-disk';
import { HEAD } from '../../testing/sample-log';
import { encodeSector, SECTOR_BYTES } from './sector';
import {
  emptyHead,
  headSaying,
  newestMark,
  parseSlot,
  readWatermark,
  WatermarkWriter,
  type Watermark,
} from './watermark';

const mark = (seq: number, changed: Partial<Watermark> = {}): Watermark => {
  return { log_id: 'a', seq, base: 0, end: 100 + seq, crc: seq, closed: false, ...changed };
};

async function headOn(content: Uint8Array) {
  const disk = new MemoryDisk();
  disk.put(HEAD, content);
  const file = await disk.open(HEAD, 'read-write');
  const failures: unknown[] = [];
  return { disk, file, failures, head: new WatermarkWriter(file, (error) => failures.push(error)) };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const slots = (disk: MemoryDisk): (Watermark | undefined)[] =>
  [0, SECTOR_BYTES].map((at) => parseSlot(disk.content(HEAD).subarray(at, at + SECTOR_BYTES)));

test('of two marks the one counts that proves most', () => {
  const closed = mark(5, { closed: true });
  for (const [less, more] of [
    [undefined, mark(0)],
    [mark(4, { base: 9, end: 9999, closed: true }), mark(5)],
    [mark(5, { end: 9999 }), mark(5, { base: 5, end: 1 })],
    [mark(5, { end: 104, closed: true }), mark(5)],
    [mark(5), closed],
  ] as const) {
    assert.equal(newestMark([less, more]), more);
    assert.equal(newestMark([more, less]), more);
  }
  assert.equal(newestMark([undefined, undefined]), undefined);
});

test('a head says what was written, either slot of it when the other is damaged', async () => {
  const { disk, file, head } = await headOn(emptyHead());
  assert.equal(emptyHead().length, 2 * SECTOR_BYTES);
  assert.equal(await readWatermark(file), undefined);
  head.note(mark(1));
  await turn();
  head.note(mark(2));
  await turn();
  assert.deepEqual(slots(disk), [mark(1), mark(2)]);
  assert.deepEqual(await readWatermark(file), mark(2));
  head.note(mark(3));
  await turn();
  assert.deepEqual(slots(disk), [mark(3), mark(2)], 'the slots are written in turn');
  const bytes = Buffer.from(disk.content(HEAD));
  for (const [at, left] of [
    [30, mark(2)],
    [SECTOR_BYTES + 30, mark(3)],
  ] as const) {
    const damaged = Buffer.from(bytes);
    damaged[at] = (damaged[at] as number) ^ 1;
    disk.put(HEAD, damaged);
    assert.deepEqual(await readWatermark(await disk.open(HEAD, 'read')), left);
  }
  disk.put(HEAD, headSaying(mark(7)));
  assert.deepEqual([disk.content(HEAD).length, slots(disk)], [1024, [mark(7), undefined]]);
  const blank = ' '.repeat(SECTOR_BYTES);
  assert.equal(disk.content(HEAD).toString('latin1', SECTOR_BYTES), blank, 'for `less` to read');
  assert.equal(Buffer.from(emptyHead()).toString('latin1'), blank + blank);
});

test('a mark of version 1 has no base, and is of the first segment', () => {
  const { base: _, ...old } = mark(3);
  assert.deepEqual(parseSlot(encodeSector(old)), mark(3));
  assert.deepEqual(parseSlot(encodeSector(mark(3, { base: 2 }))), mark(3, { base: 2 }));
});

test('what is noted while one mark is written replaces the one that waits', async () => {
  const { disk, head } = await headOn(emptyHead());
  for (let seq = 1; seq <= 5; seq += 1) head.note(mark(seq));
  await turn();
  assert.deepEqual(slots(disk), [mark(1), mark(5)]);
});

test('closing writes and syncs a last mark, behind those that wait', async () => {
  const { disk, head } = await headOn(emptyHead());
  disk.faults = turn;
  disk.trace.length = 0;
  head.note(mark(1));
  await head.close(mark(2, { closed: true }));
  const done = disk.trace.map((line) => line.split(' ')[0]);
  assert.deepEqual(done, ['write', 'write', 'sync', 'close']);
  assert.deepEqual(slots(disk), [mark(1), mark(2, { closed: true })]);
  assert.deepEqual(disk.afterPowerLoss(() => 0).content(HEAD), disk.content(HEAD));
});

test('a mark that cannot be written is told, and the next one is tried', async () => {
  const { disk, head, failures } = await headOn(emptyHead());
  disk.faults = (operation) => {
    if (operation === 'write') throw new Error('EIO');
  };
  head.note(mark(1));
  await turn();
  assert.deepEqual(failures.map(String), ['Error: EIO']);
  disk.faults = () => undefined;
  head.note(mark(2));
  await turn();
  assert.deepEqual(slots(disk), [mark(2), undefined]);
});
