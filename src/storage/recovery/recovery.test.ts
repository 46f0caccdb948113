import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crc32 } from 'node:zlib';
import type { LoggedEvent } from '../../engine/event';
import { LithairError } from '../../errors/lithair-error';
import { MemoryDisk } from '../../testing/memory-disk';
import {
  DATA,
  eventOf,
  HEAD,
  LOG,
  openStorage,
  recoverSample,
  replayedEventOf,
  writeLog,
} from '../../testing/sample-log';
import { verifyDirectory } from './verify';

async function recovered(
  disk: MemoryDisk,
): Promise<{ seqs: number[]; events: LoggedEvent[]; torn: boolean }> {
  const events: LoggedEvent[] = [];
  const { torn } = await recoverSample(disk, (event) => events.push(event));
  return { seqs: events.map(({ seq }) => seq), events, torn: torn !== undefined };
}

/** What a test is called, and whether its log is chained. */
const FORMS_OF_LINES = [
  ['', false],
  ['chained: ', true],
] as const;

const code = (expected: string) => (error: unknown) =>
  error instanceof LithairError && error.code === expected;

test('a log reads back event for event, byte for byte', async () => {
  const disk = new MemoryDisk();
  await writeLog(disk, 25, { perBatch: 4, close: true });
  const { events, torn } = await recovered(disk);
  assert.deepEqual(
    events,
    Array.from({ length: 25 }, (_, index) => replayedEventOf(index + 1)),
  );
  assert.equal(torn, false);
});

test('an empty directory gets a log, and gets it once', async () => {
  const disk = new MemoryDisk();
  await recovered(disk);
  const first = Buffer.from(disk.content(LOG));
  await recovered(disk);
  assert.deepEqual(disk.content(LOG), first);
});

test('a torn tail is set aside and cut; recovering again finds the same log (INV-2)', async () => {
  const disk = new MemoryDisk();
  await writeLog(disk, 10, { perBatch: 10, close: false });
  const whole = Buffer.from(disk.content(LOG));
  const torn = Buffer.from('12ab34cd:{"seq":11,"event_ty');
  disk.put(LOG, Buffer.concat([whole, torn]));
  const { seqs } = await recovered(disk);
  assert.equal(seqs.length, 10);
  assert.deepEqual(disk.content(LOG), whole);
  const copy = disk.paths().find((path) => path.includes('.torn-'));
  assert.ok(copy !== undefined, 'the tail is kept in a file of its own');
  assert.deepEqual(disk.content(copy), torn);
  const again = await recovered(disk);
  assert.deepEqual([again.seqs.length, again.torn], [10, false]);
});

test('a torn tail is cut on a disk that is full, and set aside in the room that makes', async () => {
  const disk = new MemoryDisk();
  await writeLog(disk, 10, { perBatch: 10, close: false });
  const whole = Buffer.from(disk.content(LOG));
  const torn = Buffer.from('12ab34cd:{"seq":11,"event_ty');
  disk.put(LOG, Buffer.concat([whole, torn]));
  disk.faults = (operation, path) => {
    const isCut = disk.content(LOG).length === whole.length;
    if (operation === 'write' && path.includes('.torn-') && !isCut)
      throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
  };
  assert.deepEqual((await recovered(disk)).seqs.length, 10);
  assert.deepEqual(disk.content(LOG), whole);
  const copies = disk.paths().filter((path) => path.includes('.torn-'));
  assert.deepEqual(
    copies.map((path) => disk.content(path)),
    [torn],
    'one copy, nothing beside it',
  );
});

for (const [name, hashChain] of FORMS_OF_LINES) {
  test(`${name}an unfinished transaction at the end is dropped whole`, async () => {
    const disk = new MemoryDisk();
    await writeLog(disk, 3, { perBatch: 3, close: false, hashChain });
    const state = await recoverSample(disk);
    const storage = await openStorage(disk, state);
    const batch = storage.newBatch();
    batch.add([eventOf(4, 2), eventOf(5, 1)], () => undefined);
    await storage.append(batch);
    const { seqs, torn } = await recovered(disk);
    assert.deepEqual([seqs, torn], [[1, 2, 3], true]);
    await writeLog(disk, 5, { perBatch: 2, close: true });
    assert.equal((await verifyDirectory(disk, DATA)).verdict, 'clean', 'what follows continues it');
  });
}

for (const [name, hashChain] of FORMS_OF_LINES) {
  test(`${name}a log cut anywhere below its head is corrupt, also between two records`, async () => {
    const disk = new MemoryDisk();
    await writeLog(disk, 40, { perBatch: 7, close: true, hashChain });
    const whole = Buffer.from(disk.content(LOG));
    for (let size = 0; size < whole.length; size += 1) {
      disk.put(LOG, whole.subarray(0, size));
      const report = await verifyDirectory(disk, DATA);
      assert.equal(report.verdict, 'corrupt', `cut to ${size} bytes`);
      assert.ok((report.offset as number) <= size, `located at ${report.offset}, cut to ${size}`);
      assert.equal(report.seq, report.last_seq + 1);
    }
  });
}

for (const [name, hashChain] of FORMS_OF_LINES) {
  test(`${name}a log without a head, cut anywhere, is clean at a boundary and torn elsewhere, never wrong`, async () => {
    const disk = new MemoryDisk();
    await writeLog(disk, 40, { perBatch: 7, close: true, hashChain });
    const whole = Buffer.from(disk.content(LOG));
    disk.forget(HEAD);
    const firstLine = whole.indexOf('\n') + 1;
    for (let size = firstLine; size <= whole.length; size += 1) {
      disk.put(LOG, whole.subarray(0, size));
      const report = await verifyDirectory(disk, DATA);
      const isBoundary = whole[size - 1] === 0x0a;
      assert.equal(report.verdict, isBoundary ? 'clean' : 'torn', `cut to ${size} bytes`);
    }
  });
}

for (const [name, hashChain] of FORMS_OF_LINES) {
  test(`${name}every flipped bit is found, and the damaged event is named`, async () => {
    const disk = new MemoryDisk();
    await writeLog(disk, 12, { perBatch: 5, close: true, hashChain });
    const whole = Buffer.from(disk.content(LOG));
    for (let bit = 0; bit < whole.length * 8; bit += 1) {
      const at = bit >>> 3;
      const flipped = Buffer.from(whole);
      flipped[at] = (flipped[at] as number) ^ (1 << (bit & 7));
      disk.put(LOG, flipped);
      const report = await verifyDirectory(disk, DATA);
      const lineStart = at === 0 ? 0 : whole.lastIndexOf(0x0a, at - 1) + 1;
      assert.equal(report.verdict, 'corrupt', `bit ${bit}`);
      assert.equal(report.offset, lineStart, `bit ${bit}: the line that holds it`);
    }
  });
}

test('a flipped bit without a head is corrupt where later lines prove it, torn in the last batch', async () => {
  const disk = new MemoryDisk();
  await writeLog(disk, 12, { perBatch: 4, close: true });
  disk.forget(HEAD);
  const whole = Buffer.from(disk.content(LOG));
  const lastMarker = whole.lastIndexOf('{"synced":');
  const firstLine = whole.indexOf('\n') + 1;
  for (let at = firstLine; at < whole.length; at += 1) {
    const flipped = Buffer.from(whole);
    flipped[at] = (flipped[at] as number) ^ 1;
    disk.put(LOG, flipped);
    const { verdict } = await verifyDirectory(disk, DATA);
    if (at < lastMarker - 200) assert.equal(verdict, 'corrupt', `byte ${at}`);
    else assert.notEqual(verdict, 'clean', `byte ${at}`);
  }
});

test('lines deleted, swapped, repeated or taken from another log are found', async () => {
  const disk = new MemoryDisk();
  await writeLog(disk, 20, { perBatch: 6, close: true });
  const other = new MemoryDisk();
  await writeLog(other, 20, { perBatch: 5, close: true });
  const lines = disk
    .content(LOG)
    .toString('utf8')
    .split(/(?<=\n)/);
  const foreign = other
    .content(LOG)
    .toString('utf8')
    .split(/(?<=\n)/);
  const variants: [string, string[]][] = [];
  for (let at = 1; at < lines.length; at += 1) {
    variants.push([`line ${at} deleted`, lines.toSpliced(at, 1)]);
    variants.push([`line ${at} repeated`, lines.toSpliced(at, 0, lines[at] as string)]);
    variants.push([`line ${at} foreign`, lines.toSpliced(at, 1, foreign[at] as string)]);
    if (at + 1 < lines.length) {
      variants.push([
        `line ${at} swapped`,
        lines.toSpliced(at, 2, lines[at + 1] as string, lines[at] as string),
      ]);
    }
  }
  for (const [what, changed] of variants) {
    if (changed.join('') === lines.join('')) continue;
    disk.put(LOG, Buffer.from(changed.join('')));
    const report = await verifyDirectory(disk, DATA);
    // A repeated last line lies behind everything that was acknowledged: there it may be called
    // torn.
    const isLastRepeated = what === `line ${lines.length - 1} repeated`;
    assert.equal(report.verdict, isLastRepeated ? 'torn' : 'corrupt', what);
  }
});

test('a corrupt log is refused and left as it is', async () => {
  const disk = new MemoryDisk();
  await writeLog(disk, 10, { perBatch: 2, close: true });
  const damaged = Buffer.from(disk.content(LOG));
  damaged[600] = (damaged[600] as number) ^ 4;
  disk.put(LOG, damaged);
  const before = disk.paths();
  await assert.rejects(recovered(disk), code('data_corrupt'));
  assert.deepEqual(disk.content(LOG), damaged);
  assert.deepEqual(disk.paths(), before);
});

test('somebody else’s directory and a newer format are refused', async () => {
  const foreign = new MemoryDisk();
  foreign.put('/data/notes.txt', Buffer.from('mine'));
  await assert.rejects(recovered(foreign), code('not_a_data_directory'));
  const garbage = new MemoryDisk();
  garbage.put(LOG, Buffer.from('PGDMP\u0000 not a log'));
  await assert.rejects(recovered(garbage), code('not_a_data_directory'));
  const newer = new MemoryDisk();
  const header = '{"format":"lithair.raftlog","version":9,"min_reader":9,"log_id":"x"}';
  newer.put(LOG, Buffer.from(`${crc32(header).toString(16).padStart(8, '0')}:${header}\n`));
  await assert.rejects(recovered(newer), code('unsupported_format'));
});

test('a head without its log, or of another log, is corruption', async () => {
  const disk = new MemoryDisk();
  await writeLog(disk, 5, { perBatch: 5, close: true });
  const other = new MemoryDisk();
  await writeLog(other, 5, { perBatch: 1, close: true });
  const removed = new MemoryDisk();
  removed.put(HEAD, disk.content(HEAD));
  await assert.rejects(recovered(removed), code('data_corrupt'));
  const mixed = new MemoryDisk();
  mixed.put(LOG, disk.content(LOG));
  mixed.put(HEAD, other.content(HEAD));
  await assert.rejects(recovered(mixed), code('data_corrupt'));
});

test('a line longer than a chunk is read whole', async () => {
  const disk = new MemoryDisk();
  const state = await recoverSample(disk);
  const storage = await openStorage(disk, state);
  const batch = storage.newBatch();
  const payload = JSON.stringify({ id: 'big', title: 'x', content: 'é'.repeat(3_000_000) });
  batch.add([{ ...eventOf(1), payload }, eventOf(2)], () => undefined);
  await storage.append(batch);
  await storage.sync();
  const { events } = await recovered(disk);
  assert.equal(events[0]?.payload === payload, true);
  assert.equal(events.length, 2);
});
