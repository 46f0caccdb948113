import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crc32 } from 'node:zlib';
import {
  ARCHIVE,
  archived,
  DELETE,
  kept,
  madeLog,
  without,
  write,
} from '../../testing/compacted-log';
import { MemoryDisk } from '../../testing/memory-disk';
import { DATA, HEAD, LOG, writeLog } from '../../testing/sample-log';
import { compact } from '../compaction/compact';
import { readLogBase } from '../log/log-base';
import { LOCK_FILE } from '../log/log-format';
import { LogWalk } from '../log/log-walk';
import { readFirstHeader } from '../log/segment-sequence';
import { newSnapshotHeader } from '../snapshot/snapshot-format';
import { contentOf, examine, refuseForeignDirectory, type ExamineOptions } from './data-directory';
import { finishRoll } from './recovery';

const SNAPSHOT = `${DATA}/state.raftsnap`;
const FIRST = `${DATA}/events-0000000000000001.raftlog`;
const SECOND = `${DATA}/events-0000000000000003.raftlog`;

/** Segments behind event 0, 2 and 4; six events. */
async function threeSegments(): Promise<MemoryDisk> {
  const disk = new MemoryDisk();
  await writeLog(disk, 6, { perBatch: 2, close: true, segmentBytes: 1 });
  return disk;
}

function flip(disk: MemoryDisk, file: string, at: number): void {
  const bytes = Buffer.from(disk.content(file));
  bytes[at] = (bytes[at] as number) ^ 1;
  disk.put(file, bytes);
}

/** What is said of a directory, and of which events it gave away. */
async function judged(disk: MemoryDisk, options: Partial<ExamineOptions> = {}): Promise<unknown> {
  const seqs: number[] = [];
  const onEvent = ({ seq }: { seq: number }): void => void seqs.push(seq);
  const { verdict } = await examine(disk, DATA, { onEvent, ...options });
  return verdict.kind === 'clean' ? ['clean', seqs.length] : { ...verdict, events: seqs.length };
}

const removed = (after: number, upTo: number, file: string): object => {
  const reason = `it was removed: events ${after + 1} to ${upTo} are missing`;
  return { kind: 'corrupt', file, offset: 0, seq: after + 1, reason, events: 0 };
};

test('a directory is ours by its log, whichever files of it are left', async () => {
  const whole = await threeSegments();
  for (const files of [[], [LOG], [LOG, HEAD], [FIRST, SECOND], [FIRST, SECOND, HEAD]])
    assert.equal(await contentOf(without(whole, files), DATA), 'log', `without ${files.join()}`);
  const empty = new MemoryDisk();
  assert.equal(await contentOf(empty, DATA), 'empty');
  empty.put(`${DATA}/${LOCK_FILE}`, Buffer.alloc(0));
  empty.put(`${LOG}.torn-1-2`, Buffer.alloc(0));
  assert.equal(
    await contentOf(empty, DATA),
    'empty',
    'what is there before a log, or was beside it',
  );
});

test('what is only there where a log is proves that it was removed', async () => {
  for (const name of [
    'events.raftlog.head',
    'events.raftlog.base',
    'state.raftsnap.0000000000000004',
  ]) {
    const disk = new MemoryDisk();
    disk.put(`${DATA}/${name}`, Buffer.alloc(10));
    const message = `${DATA} has ${name} but no events.raftlog: the log was removed`;
    const details = { file: 'events.raftlog', offset: 0, seq: 1 };
    await assert.rejects(contentOf(disk, DATA), { code: 'data_corrupt', message, details });
    await refuseForeignDirectory(disk, DATA);
  }
});

test('the directory of somebody else is refused, and three of its files are named', async () => {
  const disk = new MemoryDisk();
  for (const name of ['a', 'b', 'c', 'd']) disk.put(`${DATA}/${name}`, Buffer.alloc(1));
  const message = `${DATA} holds a, b, c and no events.raftlog: choose an empty directory`;
  const refusal = { code: 'not_a_data_directory', message };
  await assert.rejects(contentOf(disk, DATA), refusal);
  await assert.rejects(refuseForeignDirectory(disk, DATA), refusal);
  disk.faults = () => {
    throw Object.assign(new Error('EIO'), { code: 'EIO' });
  };
  await assert.rejects(refuseForeignDirectory(disk, DATA), { code: 'EIO' });
});

test('a first header that is damaged is corruption where other files of ours stand, else a foreign file', async () => {
  const whole = await threeSegments();
  flip(whole, FIRST, 30);
  const damaged = {
    kind: 'corrupt',
    offset: 0,
    seq: 1,
    reason: 'its header is damaged',
    events: 0,
  };
  const first = { ...damaged, file: 'events-0000000000000001.raftlog' };
  for (const disk of [whole, without(whole, [HEAD])]) {
    assert.equal(await contentOf(disk, DATA), 'log');
    assert.deepEqual(await judged(disk), first);
  }
  const alone = new MemoryDisk();
  await writeLog(alone, 2, { perBatch: 2, close: true });
  flip(alone, LOG, 30);
  alone.put(SNAPSHOT, Buffer.from('damaged'));
  assert.equal(await contentOf(alone, DATA), 'log');
  assert.deepEqual(await judged(alone), { ...damaged, file: 'events.raftlog' });
  alone.forget(HEAD);
  const message = `${LOG} is not a log of Lithair: left untouched`;
  await assert.rejects(contentOf(alone, DATA), { code: 'not_a_data_directory', message });
  await assert.rejects(judged(alone), { code: 'not_a_data_directory', message });
});

test('a snapshot of this log is a witness of how far it went, whole or not; of another log, it is none', async () => {
  const disk = new MemoryDisk();
  await writeLog(disk, 3, { perBatch: 3, close: true });
  const first = await readFirstHeader(disk, DATA);
  assert.ok(typeof first !== 'string');
  const put = (name: string, seq: number, log_id = first.log_id): void => {
    const place = { seq, timestamp: 1, base: 0, offset: 1, crc: 1, sections: [] };
    const json = JSON.stringify(newSnapshotHeader({ log_id, created_at: '', ...place }));
    disk.put(
      `${DATA}/${name}`,
      Buffer.from(`${crc32(json).toString(16).padStart(8, '0')}:${json}\n`),
    );
  };
  put('state.raftsnap', 3);
  assert.deepEqual(await judged(disk), ['clean', 3]);
  put('state.raftsnap', 7, 'f'.repeat(32));
  assert.deepEqual(await judged(disk), ['clean', 3]);
  put('state.raftsnap.0000000000000005', 5);
  put('state.raftsnap.0000000000000004', 4);
  const verdict = (await judged(disk)) as { reason: string };
  const reason = 'the log ends too early, and a snapshot knows events up to 5';
  assert.deepEqual([verdict.reason], [reason]);
});

test('the beginning of a log may only be missing as far as compaction says', async () => {
  const made = await madeLog('json');
  const whole = made.afterKill();
  const [, second = ''] = kept(whole);
  const bases = kept(whole).map((file) => Number(/\d{16}/.exec(file)?.[0]) - 1);
  const name = (file: string): string => file.slice(DATA.length + 1);
  assert.deepEqual(
    await judged(without(whole, [kept(whole)[0] as string])),
    removed(0, bases[1] as number, name(kept(whole)[0] as string)),
    'nothing was compacted',
  );

  const disk = made.afterKill();
  await compact(disk, DATA, ARCHIVE);
  const base = (await readLogBase(disk, DATA)) ?? assert.fail();
  const events = 60;
  assert.deepEqual(await judged(disk), ['clean', events]);
  assert.deepEqual(await judged(disk, { skipArchive: true }), ['clean', events - base.seq]);
  assert.deepEqual(await judged(disk, { fromBase: base.seq }), ['clean', events - base.seq]);
  const [oldest = ''] = archived(disk);
  assert.deepEqual(
    await judged(without(disk, [oldest])),
    removed(0, bases[1] as number, name(oldest)),
    'the archive is a part of the log',
  );
  assert.equal(name(second), name(archived(disk)[1] as string).slice('archive/'.length));
  const noArchive = without(disk, archived(disk));
  assert.deepEqual(
    await judged(noArchive),
    removed(0, base.seq, 'archive/events-0000000000000001.raftlog'),
  );
  assert.deepEqual(await judged(noArchive, { skipArchive: true }), ['clean', events - base.seq]);
  const [oldestKept = ''] = kept(disk);
  const next = bases[bases.indexOf(base.seq) + 1] as number;
  for (const options of [{}, { skipArchive: true }])
    assert.deepEqual(
      await judged(without(noArchive, [oldestKept]), options),
      removed(base.seq, next, name(oldestKept)),
    );
});

test('what was deleted on purpose is only whole with a snapshot that holds what it made', async () => {
  const disk = new MemoryDisk();
  await write(disk, 'json', 6);
  const old = Buffer.from(disk.content(SNAPSHOT));
  await write(disk, 'json', 54);
  const snapshots = disk.paths().filter((file) => file.startsWith(SNAPSHOT));
  // Compaction leaves what the oldest one needs.
  for (const file of snapshots) if (/\.0+[46]$/.test(file)) disk.forget(file);
  await compact(disk, DATA, { ...DELETE, dedupAgeMaxS: 0 });
  const { seq } = (await readLogBase(disk, DATA)) ?? assert.fail();
  assert.ok(seq > 6);
  assert.deepEqual(await judged(disk), ['clean', 60 - seq]);
  const reason =
    `events 1 to ${seq} were compacted away, ` +
    'and no whole snapshot is there that holds what they made';
  const place = { kind: 'corrupt', file: 'state.raftsnap', offset: 0, seq: 1 };
  assert.deepEqual(await judged(without(disk, [SNAPSHOT])), ['clean', 60 - seq], 'the older one');
  const gone = without(disk, snapshots);
  assert.deepEqual(await judged(gone), { ...place, reason, events: 0 });
  gone.put(SNAPSHOT, old);
  assert.deepEqual(await judged(gone), { ...place, reason, events: 0 }, 'it ends before');
});

test('whoever reads from a place does not ask for what is before it', async () => {
  const disk = await threeSegments();
  const isPast = ({ seq }: { seq: number }): boolean => seq > 5;
  const { end: from } = await new LogWalk(disk, DATA, { onEvent: () => undefined, isPast }).run();
  disk.forget(FIRST);
  assert.deepEqual(await judged(disk, { from }), ['clean', 1]);
  assert.deepEqual(await judged(disk, { fromBase: 2 }), ['clean', 4]);
  const gone = removed(0, 2, 'events-0000000000000001.raftlog');
  for (const options of [{}, { skipArchive: true }])
    assert.deepEqual(await judged(disk, options), gone);
});

test('a segment that was being started when the process died gets its name, or goes', async () => {
  const next = `${LOG}.next`;
  for (const isActiveThere of [true, false]) {
    const disk = await threeSegments();
    const content = Buffer.from(disk.content(LOG));
    disk.put(next, isActiveThere ? Buffer.from('half of a header') : content);
    if (!isActiveThere) disk.forget(LOG);
    await finishRoll(disk, DATA);
    const survivor = disk.afterPowerLoss(() => 0);
    assert.equal(survivor.paths().includes(next), false);
    assert.deepEqual(survivor.content(LOG), content);
    disk.trace.length = 0;
    await finishRoll(disk, DATA);
    assert.deepEqual(disk.trace, ['entries data'], 'and nothing is done twice');
  }
});

test('a log that a newer version went on with is refused as newer, not as damaged', async () => {
  const disk = await threeSegments();
  const bytes = Buffer.from(disk.content(LOG));
  const end = bytes.indexOf('\n');
  const header = bytes.toString('utf8', 9, end).replace(/"min_reader":\d+/, '"min_reader":99');
  const crc = crc32(header).toString(16).padStart(8, '0');
  disk.put(LOG, Buffer.concat([Buffer.from(`${crc}:${header}`), bytes.subarray(end)]));
  await assert.rejects(judged(disk), { code: 'unsupported_format' });
  flip(disk, LOG, 20);
  const damaged = { kind: 'corrupt', file: 'events.raftlog', offset: 0, seq: 5 };
  const reason = 'its header is damaged, and events 5 to 6 had been acknowledged';
  assert.deepEqual(await judged(disk), { ...damaged, reason, events: 4 });
});
