import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ARCHIVE, madeLog } from '../../testing/compacted-log';
import { MemoryDisk } from '../../testing/memory-disk';
import { DATA, FORMS, LOG, writeLog } from '../../testing/sample-log';
import { compact } from '../compaction/compact';
import type { LogPosition } from '../log/log-position';
import type { SegmentForm } from '../log/segment-header';
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
