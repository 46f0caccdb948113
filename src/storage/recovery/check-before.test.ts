import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ARCHIVE, madeLog } from '../../testing/compacted-log';
import { readSegments, writeSegments } from '../../testing/log-forger';
import { MemoryDisk } from '../../testing/memory-disk';
import { DATA, FORMS, LOG, writeLog } from '../../testing/sample-log';
import { compact } from '../compaction/compact';
import type { LogPosition } from '../log/log-position';
import { encodingOf, readHeader, type SegmentForm } from '../log/segment-header';
import { readSnapshotHeader } from '../snapshot/read-snapshot';
import { checkBefore, isInLog } from './check-before';
import { examine } from './data-directory';

const FIRST = `${DATA}/events-0000000000000001.raftlog`;
const SECOND = `${DATA}/events-0000000000000005.raftlog`;

/** Three segments, behind event 0, 4 and 8; ten events. */
async function sample(form: SegmentForm, seed = 1): Promise<MemoryDisk> {
  const disk = new MemoryDisk();
  const size = { perBatch: 2, close: true, segmentBytes: 700 };
  await writeLog(disk, 10, { ...size, ...form, seed });
  return disk;
}

async function endOf(disk: MemoryDisk): Promise<LogPosition> {
  return (await examine(disk, DATA, { onEvent: () => undefined })).scan.end;
}

function flip(disk: MemoryDisk, file: string, at: number): void {
  const bytes = Buffer.from(disk.content(file));
  bytes[at] = (bytes[at] as number) ^ 0x80;
  disk.put(file, bytes);
}

for (const { form, formName } of FORMS) {
  test(`${formName}: any damage before a place is found and located, in any segment`, async () => {
    const whole = await sample(form);
    const until = await endOf(whole);
    assert.equal(await checkBefore(whole, DATA, until), undefined);
    assert.equal(await isInLog(whole, DATA, until), true);
    for (const file of whole.paths().filter((path) => path.endsWith('.raftlog'))) {
      for (let at = 0; at < whole.content(file).length; at += 7) {
        const disk = whole.afterKill();
        flip(disk, file, at);
        const verdict = await checkBefore(disk, DATA, until);
        assert.ok(verdict?.kind === 'corrupt', `${file}, byte ${at}`);
        assert.equal(`${DATA}/${verdict.file}`, file, `byte ${at}`);
        assert.ok(verdict.offset <= at, `byte ${at}: located at ${verdict.offset}`);
        const isOfPlace = file === LOG;
        assert.equal(await isInLog(disk, DATA, until), !isOfPlace, `${file}, byte ${at}`);
      }
    }
  });

  test(`${formName}: a place that is not in the log is found, and what is behind it does not matter`, async () => {
    const disk = await sample(form);
    const end = await endOf(disk);
    const other = await endOf(await sample(form, 2));
    for (const wrong of [
      { ...end, crc: (end.crc ^ 1) >>> 0 },
      { ...end, offset: end.offset - 1 },
      { ...end, offset: end.offset + 1 },
      { ...end, base: end.base + 1 },
      ...(form.hashChain
        ? [
            { ...end, hash: 'f'.repeat(64) },
            { ...end, hash: undefined },
          ]
        : []),
    ]) {
      assert.equal(await isInLog(disk, DATA, wrong), false);
      assert.deepEqual(await checkBefore(disk, DATA, wrong), {
        kind: 'corrupt',
        file: 'events.raftlog',
        offset: end.offset,
        seq: end.seq + 1,
        reason: 'the log is whole, but not the one that the snapshot was taken of',
      });
    }
    assert.notEqual(other.crc, end.crc);
    await writeLog(disk, 30, { perBatch: 1, close: true, segmentBytes: 700 });
    flip(disk, LOG, 30);
    assert.equal(
      await checkBefore(disk, DATA, end),
      undefined,
      'damage behind it is not its matter',
    );
  });

  test(`${formName}: a place at the start of a segment is right when what it continues is`, async () => {
    const disk = await sample(form);
    const { base } = await endOf(disk);
    const start = { base, offset: 1, seq: base, timestamp: 0, crc: 0 };
    assert.equal(await checkBefore(disk, DATA, start), undefined);
    flip(disk, LOG, disk.content(LOG).length - 1);
    assert.equal(await checkBefore(disk, DATA, start), undefined, 'the damage stands behind it');
    flip(disk, SECOND, disk.content(SECOND).length - 3);
    assert.equal((await checkBefore(disk, DATA, start))?.kind, 'corrupt');
  });

  test(`${formName}: a segment that is gone, or of another log, is found`, async () => {
    const whole = await sample(form);
    const until = await endOf(whole);
    const foreign = await sample(form, 2);
    for (const file of [FIRST, SECOND, LOG]) {
      const without = whole.afterKill();
      without.forget(file);
      assert.equal((await checkBefore(without, DATA, until))?.kind, 'corrupt', `no ${file}`);
      const swapped = whole.afterKill();
      swapped.put(file, Buffer.from(foreign.content(file)));
      assert.equal((await checkBefore(swapped, DATA, until))?.kind, 'corrupt', `other ${file}`);
    }
  });
}

test('whoever does not want the answer any more gets none', async () => {
  const disk = await sample({ encoding: 'json', hashChain: false });
  const until = await endOf(disk);
  flip(disk, FIRST, 500);
  let asked = 0;
  const isStopped = (): boolean => (asked += 1) > 1;
  assert.equal(await checkBefore(disk, DATA, until, isStopped), undefined);
  assert.ok(asked < 10, `${asked} records`);
  assert.equal((await checkBefore(disk, DATA, until))?.kind, 'corrupt');
});

test('the archive is only read for a snapshot that needs it', async () => {
  const disk = await madeLog('json');
  const headerOf = async (name: string) => {
    const header = await readSnapshotHeader(await disk.open(`${DATA}/${name}`, 'read'));
    assert.ok(header !== undefined);
    return header;
  };
  const first = await headerOf('state.raftsnap.0000000000000040');
  await compact(disk, DATA, ARCHIVE);
  const [archived = ''] = disk.paths().filter((file) => /archive.*raftlog$/.test(file));
  flip(disk, archived, 700);
  disk.trace.length = 0;
  const newest = await headerOf('state.raftsnap');
  assert.equal(await checkBefore(disk, DATA, newest), undefined);
  assert.equal(await checkBefore(disk, DATA, first), undefined, 'it ends where the archive does');
  const inArchive = { ...first, base: 3 };
  const verdict = await checkBefore(disk, DATA, inArchive);
  assert.ok(verdict?.kind === 'corrupt');
  assert.equal(`${DATA}/${verdict.file}`, archived);
});

for (const { form, formName } of FORMS)
  test(`${formName}: a byte that is another is found in each segment, at its start, in it and at its end`, async () => {
    const whole = await sample(form);
    const until = await endOf(whole);
    const open = openFiles(whole);
    assert.equal(await checkBefore(whole, DATA, until), undefined);
    assert.equal(open(), 0, 'no file stays open');
    for (const file of [FIRST, SECOND, LOG]) {
      const { length } = whole.content(file);
      for (const at of [3, 40, Math.floor(length / 2), length - 150, length - 2]) {
        const disk = whole.afterKill();
        flip(disk, file, at);
        const verdict = await checkBefore(disk, DATA, until);
        assert.ok(verdict?.kind === 'corrupt', `${file}, byte ${at}`);
        assert.equal(`${DATA}/${verdict.file}`, file);
        assert.equal(await isInLog(disk, DATA, until), file !== LOG);
      }
    }
  });

for (const { form, formName } of FORMS)
  test(`${formName}: a log of many pieces is checked whole`, async () => {
    const disk = new MemoryDisk();
    const payload = JSON.stringify('x'.repeat(90_000));
    await writeLog(disk, 8, { perBatch: 2, close: true, ...form, payload });
    const until = await endOf(disk);
    assert.equal(await checkBefore(disk, DATA, until), undefined);
    for (const at of [300_000, disk.content(LOG).length - 10]) {
      const damaged = disk.afterKill();
      flip(damaged, LOG, at);
      assert.equal((await checkBefore(damaged, DATA, until))?.kind, 'corrupt');
    }
  });

test('a frame that cannot be one ends the check', async () => {
  const disk = await sample({ encoding: 'binary', hashChain: false });
  const until = await endOf(disk);
  const bytes = Buffer.from(disk.content(LOG));
  const header = bytes.indexOf('\n') + 1;
  bytes.writeUInt32LE(0, header + 8);
  disk.put(LOG, bytes);
  assert.equal(await isInLog(disk, DATA, until), false);
  assert.equal((await checkBefore(disk, DATA, until))?.kind, 'corrupt');
});

test('a hash that is another is found, though every checksum is right', async () => {
  for (const encoding of ['json', 'binary'] as const) {
    const disk = await sample({ encoding, hashChain: true });
    const segments = await readSegments(disk);
    const forge = async (seq: number, hash: string): Promise<LogPosition> => {
      for (const segment of segments)
        segment.records = segment.records.map((record) =>
          record.kind === 'event' && record.event.seq === seq
            ? { kind: 'event', event: { ...record.event, hash } }
            : record,
        );
      writeSegments(disk, segments, 'kept');
      const { offset, crc } = await lastRecord(disk, encoding);
      return { ...(await endOf(await sample({ encoding, hashChain: true }))), offset, crc };
    };
    const hashes = segments.flatMap(({ records }) =>
      records.flatMap((record) => (record.kind === 'event' ? [record.event.hash ?? ''] : [])),
    );
    assert.equal(await checkBefore(disk, DATA, await forge(3, hashes[2] ?? '')), undefined);
    const until = await forge(3, 'a'.repeat(64));
    assert.equal((await checkBefore(disk, DATA, until))?.kind, 'corrupt');
  }
});

/** Where the last record of the log ends, whatever its hash. */
async function lastRecord(
  disk: MemoryDisk,
  encoding: 'json' | 'binary',
): Promise<{ offset: number; crc: number }> {
  const { header, start } = await readHeader(await disk.open(LOG, 'read'));
  assert.ok(typeof header !== 'string');
  const { endOf: end, storedCrc } = encodingOf({ ...header, encoding });
  const bytes = disk.content(LOG);
  let at = start.offset;
  let crc = start.crc;
  while (at < bytes.length) {
    crc = storedCrc(bytes, at);
    at = end(bytes, at, bytes.length);
  }
  return { offset: at, crc };
}

/** How many files are open. */
function openFiles(disk: MemoryDisk): () => number {
  const open = disk.open.bind(disk);
  let count = 0;
  disk.open = async (file, access) => {
    const opened = await open(file, access);
    const close = opened.close.bind(opened);
    count += 1;
    opened.close = () => {
      count -= 1;
      return close();
    };
    return opened;
  };
  return () => count;
}
