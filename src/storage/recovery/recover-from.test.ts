import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DELETE, madeLog } from '../../testing/compacted-log';
import { MemoryDisk } from '../../testing/memory-disk';
import { DATA, LOG, PLAIN, recoverSample, writeLog } from '../../testing/sample-log';
import { testEnvironment } from '../../testing/test-environment';
import { compact } from '../compaction/compact';
import type { LogPosition } from '../log/log-position';
import { LogWalk } from '../log/log-walk';
import { activeHeader, examine } from './data-directory';
import { corruption, recover } from './recovery';

const place = (disk: MemoryDisk) => ({ disk, environment: testEnvironment(), directory: DATA });

async function sample(hashChain = false): Promise<{ disk: MemoryDisk; middle: LogPosition }> {
  const disk = new MemoryDisk();
  await writeLog(disk, 6, { perBatch: 2, close: true, hashChain });
  const isPast = ({ seq }: { seq: number }): boolean => seq > 4;
  const { end } = await new LogWalk(disk, DATA, { onEvent: () => undefined, isPast }).run();
  return { disk, middle: end };
}

async function recoveredFrom(disk: MemoryDisk, from: LogPosition): Promise<number[]> {
  const seqs: number[] = [];
  await recover(place(disk), { ...PLAIN, from, onEvent: ({ seq }) => seqs.push(seq) });
  return seqs;
}

test('behind a snapshot only what follows its place is read', async () => {
  for (const hashChain of [false, true]) {
    const { disk, middle } = await sample(hashChain);
    assert.deepEqual(await recoveredFrom(disk, middle), [5, 6]);
  }
});

test('a place that is not in the log is corruption, though the log is whole', async () => {
  const { disk, middle } = await sample();
  const cases = [
    [
      { ...middle, crc: (middle.crc ^ 1) >>> 0 },
      /byte \d+, event 5: its checksum does not continue.*\. Nothing was changed: restore a backup, or/,
    ],
    [{ ...middle, offset: 100_000 }, /it ends before byte 100000, where event 4 was on disk/],
    [{ ...middle, base: 9, seq: 10 }, /it does not continue the segment before/],
  ] as const;
  for (const [from, message] of cases)
    await assert.rejects(recoveredFrom(disk, from), { code: 'data_corrupt', message });
});

test('a place without a hash is not one of a chained log, nor the other way round', async () => {
  const reason = 'events up to 4 are not chained as they were';
  for (const hashChain of [true, false]) {
    const { disk, middle } = await sample(hashChain);
    const from = { ...middle, hash: hashChain ? undefined : 'a'.repeat(64) };
    const { verdict } = await examine(disk, DATA, { from, onEvent: () => undefined });
    assert.deepEqual(
      [verdict.kind, verdict.kind !== 'clean' && verdict.reason.startsWith(reason)],
      ['corrupt', true],
    );
  }
});

test('damage before the snapshot is named, when damage behind it makes the log be read again', async () => {
  const { disk, middle } = await sample();
  const bytes = Buffer.from(disk.content(LOG));
  for (const at of [middle.offset - 20, bytes.length - 20]) bytes[at] = (bytes[at] as number) ^ 1;
  disk.put(LOG, bytes);
  const { offset } = middle;
  await assert.rejects(recoveredFrom(disk, middle), (error: { details: { offset: number } }) => {
    assert.ok(error.details.offset < offset, `${error.details.offset} of ${offset}`);
    return true;
  });
});

test('a log whose beginning was deleted on purpose cannot be replayed without a snapshot', async () => {
  const disk = await madeLog('json');
  await compact(disk, DATA, DELETE);
  await assert.rejects(recoverSample(disk), {
    code: 'internal',
    message: /^a replay cannot start behind event \d+$/,
  });
});

test('a log without a header of ours is corrupt, whatever else is said of it', () => {
  const { code, message } = corruption(DATA, { kind: 'clean' });
  assert.deepEqual([code, message], ['data_corrupt', `${DATA}: the header is damaged`]);
});

test('the header of the log is that of its last segment; none when there is none that is whole', async () => {
  const disk = new MemoryDisk();
  assert.equal(await activeHeader(disk, DATA), undefined);
  await writeLog(disk, 6, { perBatch: 2, close: true, segmentBytes: 1 });
  assert.equal((await activeHeader(disk, DATA))?.base_seq, 4);
  const bytes = Buffer.from(disk.content(LOG));
  bytes[20] = (bytes[20] as number) ^ 1;
  disk.put(LOG, bytes);
  assert.equal(await activeHeader(disk, DATA), undefined);
  disk.forget(LOG);
  assert.equal((await activeHeader(disk, DATA))?.base_seq, 2);
  disk.forget(`${DATA}/events-0000000000000003.raftlog`);
  assert.equal((await activeHeader(disk, DATA))?.base_seq, 0);
});

test('a torn tail is cut once its copy is safe; where there is no room for that, before', async () => {
  for (const code of ['EIO', 'ENOSPC', undefined]) {
    const disk = new MemoryDisk();
    await writeLog(disk, 2, { perBatch: 1, close: false });
    const whole = Buffer.from(disk.content(LOG));
    const tail = Buffer.from('12ab34cd:{"seq":3');
    disk.put(LOG, Buffer.concat([whole, tail]));
    let isCut = false;
    disk.faults = (operation, file) => {
      isCut ||= operation === 'truncate';
      const isCopy = operation === 'write' && file.includes('.torn-');
      if (isCopy && !isCut && code !== undefined) throw Object.assign(new Error(code), { code });
    };
    const copies = (): string[] => disk.paths().filter((path) => /\.torn-\d+-\d+$/.test(path));
    if (code === 'EIO') {
      await assert.rejects(recoverSample(disk), /EIO/);
      assert.deepEqual(disk.content(LOG), Buffer.concat([whole, tail]), 'nothing was cut');
      continue;
    }
    const { torn, end } = await recoverSample(disk);
    const reason = 'the last record is not complete';
    const copy = copies()[0]?.slice(DATA.length + 1);
    assert.deepEqual(torn, { offset: whole.length, bytes: tail.length, copy, reason });
    assert.deepEqual([end.seq, end.offset, disk.content(LOG)], [2, whole.length, whole]);
    assert.deepEqual(
      copies().map((path) => disk.content(path)),
      [tail],
    );
    assert.deepEqual(disk.afterPowerLoss(() => 0).content(LOG), whole, 'the cut is safe');
    const steps = disk.trace.filter((step) => /^create .*\.torn-/.test(step));
    assert.equal(
      steps.length,
      code === undefined ? 1 : 2,
      'a copy that found no room, one that did',
    );
    assert.equal(disk.trace.at(-1), 'close events.raftlog');
  }
});
