import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DELETE, eventsOf, madeLog, without } from '../../testing/compacted-log';
import { readSegments, writeSegments } from '../../testing/log-forger';
import { MemoryDisk } from '../../testing/memory-disk';
import { DATA, HEAD, LOG, writeLog } from '../../testing/sample-log';
import { compact } from '../compaction/compact';
import { digestOf, writeDigest } from '../compaction/segment-digest';
import type { Anchor } from '../log/anchor';
import { verifyDirectory } from './verify';

const FIRST = `${DATA}/events-0000000000000001.raftlog`;

/** Segments behind event 0, 2 and 4; six events, chained. */
async function chained(): Promise<MemoryDisk> {
  const disk = new MemoryDisk();
  await writeLog(disk, 6, { perBatch: 2, close: true, segmentBytes: 1, hashChain: true });
  return disk;
}

/** The anchor of an event, right or wrong. */
async function anchorOf(disk: MemoryDisk, seq: number, wrong?: string): Promise<Anchor> {
  const [segment] = await readSegments(disk);
  const { timestamp = 0, hash = '' } = (await eventsOf(disk)).find((one) => one.seq === seq) ?? {};
  return { log_id: segment?.header.log_id ?? '', seq, timestamp, hash: wrong ?? hash };
}

test('an anchor that does not hold names the segment that its event is in', async () => {
  const disk = await chained();
  for (const [seq, file] of [
    [1, 'events-0000000000000001.raftlog'],
    [2, 'events-0000000000000001.raftlog'],
    [3, 'events-0000000000000003.raftlog'],
    [4, 'events-0000000000000003.raftlog'],
    [5, 'events.raftlog'],
    [6, 'events.raftlog'],
  ] as const) {
    const right = await verifyDirectory(disk, DATA, undefined, [await anchorOf(disk, seq)]);
    assert.equal(right.verdict, 'clean');
    const anchor = await anchorOf(disk, seq, 'f'.repeat(64));
    const found = await verifyDirectory(disk, DATA, undefined, [anchor]);
    assert.deepEqual([found.verdict, found.file, found.seq], ['corrupt', file, seq]);
    assert.equal(found.offset, undefined, 'it is not known where in it');
  }
});

test('a segment that is deleted while its directory is verified is not looked for', async () => {
  const disk = await chained();
  const anchor = await anchorOf(disk, 1, 'f'.repeat(64));
  disk.faults = (operation, file) => {
    if (operation === 'close' && file === LOG) disk.forget(FIRST);
  };
  const { verdict, file, seq } = await verifyDirectory(disk, DATA, undefined, [anchor]);
  assert.deepEqual([verdict, file, seq], ['corrupt', 'events.raftlog', 1]);
});

test('anchors of events that compaction deleted are counted', async () => {
  const disk = await madeLog('json');
  const [segment] = await readSegments(disk);
  await compact(disk, DATA, DELETE);
  const log_id = segment?.header.log_id ?? '';
  const anchor: Anchor = { log_id, seq: 2, timestamp: 1, hash: 'a'.repeat(64) };
  const report = await verifyDirectory(disk, DATA, undefined, [anchor]);
  assert.deepEqual([report.verdict, report.anchors_before_start], ['clean', 1]);
  assert.equal(report.starts_after, report.last_seq - report.events);
  assert.equal('anchors_before_start' in (await verifyDirectory(disk, DATA)), false);
});

test('an event that carries a hash where none is chained is no event of that segment', async () => {
  for (const encoding of ['json', 'binary'] as const) {
    const disk = new MemoryDisk();
    await writeLog(disk, 3, { perBatch: 1, close: true, encoding });
    const segments = await readSegments(disk);
    const { records = [] } = segments[0] ?? {};
    const at = records.findIndex((record) => record.kind === 'event' && record.event.seq === 2);
    const record = records[at];
    assert.ok(record?.kind === 'event');
    records[at] = { kind: 'event', event: { ...record.event, hash: 'a'.repeat(64) } };
    writeSegments(disk, segments, 'kept');
    const { verdict, seq, reason } = await verifyDirectory(disk, DATA);
    assert.deepEqual([verdict, seq], ['corrupt', 2]);
    assert.match(reason ?? '', /^event 2 carries a hash where none is chained, /);
    // Nothing proves that it was acknowledged: what a start would cut.
    disk.forget(HEAD);
    const alone = await verifyDirectory(disk, DATA);
    assert.deepEqual([alone.verdict, alone.seq], ['corrupt', 2], 'the next marker proves it');
  }
});

test('an anchor of another log is a mistake, and said', async () => {
  const disk = await chained();
  const right = await anchorOf(disk, 2);
  const other = { ...right, log_id: 'e'.repeat(32), seq: 3 };
  await assert.rejects(verifyDirectory(disk, DATA, undefined, [right, other]), {
    code: 'usage',
    message:
      `the anchor of event 3 is of log ${other.log_id}, ` + `and ${DATA} holds log ${right.log_id}`,
  });
});

test('a sealed segment that was changed since it was sealed is named by its digest', async () => {
  const disk = await chained();
  const second = `${DATA}/events-0000000000000003.raftlog`;
  for (const file of [FIRST, second])
    await writeDigest(disk, file, (await digestOf(disk, file)) ?? '');
  const { events, last_seq, verdict, chained: stretches } = await verifyDirectory(disk, DATA);
  assert.deepEqual([verdict, events, last_seq], ['clean', 6, 6]);
  await writeDigest(disk, second, 'f'.repeat(64));
  const report = await verifyDirectory(disk, DATA);
  const name = 'events-0000000000000003.raftlog';
  const digest = await digestOf(disk, second);
  assert.deepEqual(report, {
    ...{ verdict: 'corrupt', events: 6, last_seq: 6, chained: stretches },
    ...{ file: name, offset: 0, seq: 3 },
    reason: `its SHA-256 is ${digest}, ${name}.sha256 says something else`,
  });
});

test('which events are chained is said, stretch by stretch', async () => {
  const disk = new MemoryDisk();
  await writeLog(disk, 2, { perBatch: 2, close: true });
  await writeLog(disk, 5, { perBatch: 2, close: true, hashChain: true });
  assert.deepEqual((await verifyDirectory(disk, DATA)).chained, []);
  const mixed = new MemoryDisk();
  await writeLog(mixed, 3, { perBatch: 1, close: true, hashChain: true });
  assert.deepEqual((await verifyDirectory(mixed, DATA)).chained, [{ from_seq: 1, to_seq: 3 }]);
});

test('a directory without a log is a mistake; one whose log was removed is corrupt', async () => {
  await assert.rejects(verifyDirectory(new MemoryDisk(), DATA), {
    code: 'not_a_data_directory',
    message: `${DATA} holds no log`,
  });
  const removed = without(await chained(), [FIRST, `${DATA}/events-0000000000000003.raftlog`, LOG]);
  const { reason, ...report } = await verifyDirectory(removed, DATA);
  const nothing = { events: 0, last_seq: 0, chained: [] };
  const where = { file: 'events.raftlog', offset: 0, seq: 1 };
  assert.deepEqual(report, { verdict: 'corrupt', ...nothing, ...where });
  assert.match(
    reason ?? '',
    /has events\.raftlog\.head but no events\.raftlog: the log was removed/,
  );
});

test('a torn tail is said, with where it starts', async () => {
  const disk = await chained();
  const whole = disk.content(LOG).length;
  disk.put(LOG, Buffer.concat([disk.content(LOG), Buffer.from('12ab')]));
  const { chained: _, ...report } = await verifyDirectory(disk, DATA);
  const tail = { offset: whole, seq: 7, reason: 'the last record is not complete' };
  const read = { events: 6, last_seq: 6, file: 'events.raftlog' };
  assert.deepEqual(report, { verdict: 'torn', ...read, ...tail });
});
