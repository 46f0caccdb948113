import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryDisk } from '../../testing/memory-disk';
import { DATA, eventOf, LOG, openStorage, recoverSample, writeLog } from '../../testing/sample-log';
import { tornWrites } from '../../testing/torn-writes';
import { verifyDirectory, type VerifyReport } from '../recovery/verify';
import { ENCODINGS } from './encoding';
import type { LogPosition } from './log-position';
import type { LogScan } from './log-scan';
import { LogWalk, type LogWalkOptions } from './log-walk';
import { newSegment, readHeader, type LogHeader } from './segment-header';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

for (const encoding of ENCODINGS) {
  test(`${encoding}: a log that is being written, and rolls, is never called corrupt`, async () => {
    const disk = new MemoryDisk();
    await writeLog(disk, 4, { perBatch: 4, close: false, encoding });
    disk.faults = turn;
    let isWriting = true;
    const writing = writeLog(tornWrites(disk), 240, {
      perBatch: 3,
      close: true,
      encoding,
      segmentBytes: 2_000,
    }).finally(() => {
      isWriting = false;
    });
    const reports: VerifyReport[] = [];
    while (isWriting) reports.push(await verifyDirectory(disk, DATA));
    await writing;
    assert.deepEqual(
      reports.filter(({ verdict }) => verdict === 'corrupt').slice(0, 3),
      [],
      `of ${reports.length} reports`,
    );
    assert.ok(reports.length > 5, `${reports.length} reports`);
    assert.ok(
      reports.some(({ verdict }) => verdict === 'torn'),
      'a batch was read in flight',
    );
    const { verdict, events } = await verifyDirectory(disk, DATA);
    assert.deepEqual([verdict, events], ['clean', 240]);
  });
}

for (const encoding of ENCODINGS) {
  test(`${encoding}: says how far it is, up to the size of all segments`, async () => {
    const disk = new MemoryDisk();
    await writeLog(disk, 60, { perBatch: 5, close: true, encoding, segmentBytes: 3_000 });
    const total = disk
      .paths()
      .filter((file) => file.endsWith('.raftlog'))
      .reduce((sum, file) => sum + disk.content(file).length, 0);
    const seen: [number, number][] = [];
    const onProgress = (done: number, all: number) => void seen.push([done, all]);
    await new LogWalk(disk, DATA, { onEvent: () => undefined, onProgress, chunkBytes: 700 }).run();
    assert.ok(seen.length > 5);
    assert.ok(seen.every(([, all]) => all === total));
    assert.ok(seen.every(([done], index) => done > (seen[index - 1]?.[0] ?? 0)));
    assert.equal(seen.at(-1)?.[0], total);
  });

  test(`${encoding}: damage far in front of the proof is corruption, chunks apart`, async () => {
    const disk = new MemoryDisk();
    const payload = JSON.stringify({ text: 'y'.repeat(60_000) });
    await writeLog(disk, 120, { perBatch: 3, close: false, encoding, payload });
    const bytes = Buffer.from(disk.content(LOG));
    assert.ok(bytes.length > 6 * 1024 * 1024, 'more than one chunk');
    bytes[3_000] = (bytes[3_000] as number) ^ 1;
    disk.put(LOG, bytes);
    disk.forget(`${LOG}.head`);
    const { verdict, seq } = await verifyDirectory(disk, DATA);
    assert.deepEqual([verdict, seq], ['corrupt', 1]);
  });

  test(`${encoding}: a file that ends before its size says is not whole`, async () => {
    const disk = new MemoryDisk();
    await writeLog(disk, 20, { perBatch: 5, close: true, encoding });
    const open = disk.open.bind(disk);
    disk.open = async (file, access) => {
      const opened = await open(file, access);
      const size = await opened.size();
      if (file === LOG) opened.size = () => Promise.resolve(size + 100);
      return opened;
    };
    assert.equal((await verifyDirectory(disk, DATA)).verdict, 'torn');
  });
}

test('a header that is damaged may be torn where nothing was sealed behind it, and only there', async () => {
  const damageOf = async (segmentBytes: number, name: string): Promise<unknown> => {
    const disk = new MemoryDisk();
    await writeLog(disk, 2, { perBatch: 1, close: true, segmentBytes });
    const bytes = Buffer.from(disk.content(`${DATA}/${name}`));
    bytes[20] = (bytes[20] as number) ^ 1;
    disk.put(`${DATA}/${name}`, bytes);
    const { damage, header } = await new LogWalk(disk, DATA, { onEvent: () => undefined }).run();
    return [damage, typeof header === 'string'];
  };
  const reason = 'its header is damaged';
  const first = { offset: 0, seq: 1, reason };
  const growing = 'events.raftlog';
  assert.deepEqual(await damageOf(100_000, growing), [
    { ...first, file: growing, laterSynced: -1 },
    true,
  ]);
  const sealed = 'events-0000000000000001.raftlog';
  assert.deepEqual(await damageOf(1, sealed), [
    { ...first, file: sealed, laterSynced: Infinity },
    true,
  ]);
  assert.deepEqual(await damageOf(1, growing), [
    { ...first, seq: 2, file: growing, laterSynced: Infinity },
    false,
  ]);
});

/** Segments behind event 0, 2 and 4; six events. */
async function threeSegments(hashChain = false): Promise<MemoryDisk> {
  const disk = new MemoryDisk();
  await writeLog(disk, 6, { perBatch: 2, close: true, segmentBytes: 1, hashChain });
  return disk;
}

const FIRST = 'events-0000000000000001.raftlog';
const SECOND = 'events-0000000000000003.raftlog';

/** Reads a log. @returns the events, and what is said of it. */
async function walked(
  disk: MemoryDisk,
  options: Partial<LogWalkOptions> = {},
): Promise<LogScan & { seqs: number[]; isOver: boolean }> {
  const seqs: number[] = [];
  const walk = new LogWalk(disk, DATA, { onEvent: ({ seq }) => seqs.push(seq), ...options });
  return { ...(await walk.run()), seqs, isOver: walk.isOver };
}

/** Where the log stands behind an event. */
const endAt = async (disk: MemoryDisk, seq: number): Promise<LogPosition> =>
  (await walked(disk, { isPast: (event) => event.seq > seq })).end;

test('a log that is not there was removed', async () => {
  const { header, size, damage, end, isOver } = await walked(new MemoryDisk());
  assert.equal(isOver, false);
  const removed = { file: 'events.raftlog', offset: 0, seq: 1, reason: 'it was removed' };
  assert.deepEqual([header, size], ['foreign', 0]);
  assert.deepEqual(damage, { ...removed, laterSynced: Infinity });
  assert.equal(end.seq, 0);
  const disk = await threeSegments();
  disk.forget(LOG);
  const left = await walked(disk);
  assert.deepEqual(left.damage, { ...removed, seq: 5, laterSynced: Infinity });
  assert.deepEqual([left.size, left.seqs], [0, [1, 2, 3, 4]]);
});

test('reading ends where it is told, and that is no damage', async () => {
  const disk = await threeSegments();
  for (const last of [1, 2, 3, 4, 5]) {
    const read = await walked(disk, { isPast: ({ seq }) => seq > last });
    assert.deepEqual([read.isOver, read.damage, read.end.seq], [true, undefined, last]);
  }
  const whole = await walked(disk);
  assert.deepEqual([whole.isOver, whole.damage, whole.end.seq], [false, undefined, 6]);
  for (const place of [await endAt(disk, 2), await endAt(disk, 4), whole.end]) {
    const to = { base: place.base, end: place.offset };
    const read = await walked(disk, { to });
    assert.deepEqual([read.isOver, read.damage, read.end], [true, undefined, place]);
    const behind = await walked(disk, { to: { ...to, end: to.end + 1_000_000 } });
    assert.deepEqual([behind.isOver, behind.seqs.length], [false, 6], 'no such place');
  }
});

test('reading goes on from a place, in its segment or in the next', async () => {
  const disk = await threeSegments();
  for (const seq of [1, 2, 3, 4, 5, 6]) {
    const from = await endAt(disk, seq);
    const read = await walked(disk, { from });
    assert.deepEqual([read.seqs, read.damage], [[1, 2, 3, 4, 5, 6].slice(seq), undefined]);
    assert.equal(read.from, from.base === 4 ? from.offset : 0, 'in the segment that grows');
  }
  const first = new MemoryDisk();
  first.put(LOG, disk.content(`${DATA}/${FIRST}`));
  const { end } = await walked(first);
  assert.deepEqual([end.base, end.seq], [0, 2]);
  for (const options of [{}, { fromBase: 2 }]) {
    const read = await walked(disk, { ...options, from: end });
    assert.deepEqual([read.seqs, read.damage], [[3, 4, 5, 6], undefined], 'behind its end');
  }
  // Where a header ends is no part of a place that no event stands before.
  const start = { base: 4, seq: 4, offset: 1, timestamp: 0, crc: 0, hash: 'a'.repeat(64) };
  const unused = await walked(disk, { from: start });
  assert.deepEqual([unused.seqs, unused.damage], [[5, 6], undefined]);
});

test('a place whose segment is gone is behind events that are missing', async () => {
  const disk = await threeSegments();
  const from = await endAt(disk, 1);
  disk.forget(`${DATA}/${FIRST}`);
  const { damage, seqs } = await walked(disk, { from });
  const reason = 'events 2 to 2 are missing before it';
  const place = { file: SECOND, offset: 0, seq: 2, laterSynced: Infinity };
  assert.deepEqual([damage, seqs], [{ ...place, reason }, []]);
});

test('a segment whose header says anything else than the one before does not continue it', async () => {
  for (const hashChain of [false, true]) {
    const whole = await threeSegments(hashChain);
    const { header, start } = await readHeader(await whole.open(LOG, 'read'));
    assert.ok(typeof header !== 'string');
    const records = whole.content(LOG).subarray(start.offset);
    const withHeader = async (changed: Partial<LogHeader>): Promise<unknown> => {
      const { log_id, salt, base_hash, ...other }: LogHeader = { ...header, ...changed };
      const base = { seq: other.base_seq, timestamp: other.base_time, crc: other.base_crc };
      const form = { log_id, salt, encoding: 'json', hashChain } as const;
      const at = Date.parse(header.created_at);
      const { line } = newSegment(form, at, { ...base, hash: base_hash });
      const disk = whole.afterKill();
      disk.put(LOG, Buffer.concat([line, records]));
      const { damage } = await walked(disk);
      return damage && [damage.file, damage.offset, damage.seq, damage.reason];
    };
    assert.equal(await withHeader({}), undefined);
    const changes: Partial<LogHeader>[] = [
      { base_seq: 3 },
      { base_time: header.base_time - 1 },
      { base_crc: header.base_crc ^ 1 },
      { base_hash: 'c'.repeat(64) },
      { log_id: 'd'.repeat(32) },
    ];
    const reason = 'it does not continue the segment before';
    for (const changed of changes)
      assert.deepEqual(
        await withHeader(changed),
        ['events.raftlog', 0, 5, reason],
        JSON.stringify(changed),
      );
    assert.deepEqual(await withHeader({ base_seq: 5 }), [
      SECOND,
      whole.content(`${DATA}/${SECOND}`).length,
      5,
      'events 5 to 5 are missing behind it',
    ]);
  }
});

test('the checksum of the record that ends at a watched place is given, and of no other', async () => {
  const disk = await threeSegments();
  const end = await endAt(disk, 3);
  const at = (base: number, offset: number): Promise<LogScan> =>
    walked(disk, { watch: { base, end: offset } });
  assert.equal((await at(end.base, end.offset)).watchedCrc, end.crc);
  assert.equal((await at(end.base, end.offset + 1)).watchedCrc, undefined);
  assert.equal((await at(0, end.offset + 1)).watchedCrc, undefined);
  assert.equal((await walked(disk)).watchedCrc, undefined);
  const from = await endAt(disk, 5);
  const watched = await walked(disk, { from, watch: { base: from.base, end: from.offset } });
  assert.equal(watched.watchedCrc, from.crc, 'the place where reading starts is one');
  const other = await walked(disk, { from, watch: { base: from.base, end: from.offset - 1 } });
  assert.equal(other.watchedCrc, undefined);
});

test('a segment that is sealed while it is read is followed by the next', async () => {
  const disk = new MemoryDisk();
  await writeLog(disk, 2, { perBatch: 2, close: true });
  const storage = await openStorage(disk, await recoverSample(disk), { segmentBytes: 1 });
  let reads = 0;
  disk.faults = async (operation, file) => {
    if (operation !== 'read' || file !== LOG) return;
    reads += 1;
    // The header is read first, then the records.
    if (reads !== 2) return;
    const batch = storage.newBatch();
    batch.add([eventOf(3)], () => undefined);
    await storage.append(batch);
  };
  const { seqs, damage } = await walked(disk);
  assert.deepEqual([seqs, damage], [[1, 2, 3], undefined]);
});

test('a batch that lands while it is read is read again, and is no damage', async () => {
  for (const encoding of ENCODINGS) {
    const disk = new MemoryDisk();
    await writeLog(disk, 9, { perBatch: 3, close: true, encoding });
    const whole = disk.content(LOG);
    const open = disk.open.bind(disk);
    const readBehind = async (damagedReads: number): Promise<unknown> => {
      let reads = 0;
      disk.open = async (file, access) => {
        const opened = await open(file, access);
        const read = opened.read.bind(opened);
        if (file !== LOG) return opened;
        opened.read = async (bytes, position) => {
          const count = await read(bytes, position);
          reads += 1;
          // The header comes first; then the records, of which a write has not landed.
          const at = Math.floor(whole.length / 2) - position;
          if (reads > 1 && reads <= 1 + damagedReads && at < count) bytes[at] = 0;
          return count;
        };
        return opened;
      };
      const { seqs, damage } = await walked(disk);
      return damage === undefined ? seqs : [seqs.length < 9, damage.laterSynced];
    };
    assert.deepEqual(await readBehind(1), [1, 2, 3, 4, 5, 6, 7, 8, 9], encoding);
    assert.deepEqual(await readBehind(100), [true, 6], 'what stays so is damaged');
  }
});

test('each stretch holds records but the first of a segment; no file stays open', async () => {
  const disk = await threeSegments();
  let isOpen = 0;
  const open = disk.open.bind(disk);
  disk.open = async (file, access) => {
    const opened = await open(file, access);
    const close = opened.close.bind(opened);
    isOpen += 1;
    opened.close = () => {
      isOpen -= 1;
      return close();
    };
    return opened;
  };
  const walk = new LogWalk(disk, DATA, { onEvent: () => undefined, chunkBytes: 200 });
  let before: string | undefined;
  let bytes = 0;
  for await (const stretch of walk.stretches()) {
    assert.equal(stretch.bytes.length === 0, stretch.segment.name !== before);
    before = stretch.segment.name;
    bytes += stretch.bytes.length;
  }
  assert.equal(isOpen, 0);
  let records = 0;
  for (const file of disk.paths().filter((name) => name.endsWith('.raftlog'))) {
    const content = disk.content(file);
    records += content.length - content.indexOf('\n') - 1;
  }
  assert.equal(bytes, records);
  for await (const _ of new LogWalk(disk, DATA, { onEvent: () => undefined }).stretches()) break;
  assert.equal(isOpen, 0, 'whoever stops asking');
});

test('events carry their identifiers when that is asked for', async () => {
  const disk = await threeSegments();
  for (const isWhole of [undefined, false, true]) {
    const found: string[] = [];
    await walked(disk, { isWhole, onEvent: ({ eventId }) => found.push(eventId) });
    const ids = [1, 2, 3, 4, 5, 6].map((seq) => (isWhole === true ? eventOf(seq).eventId : ''));
    assert.deepEqual(found, ids);
  }
});
