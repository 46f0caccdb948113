import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  ARCHIVE,
  archived,
  DELETE,
  kept,
  madeLog,
  RETAIN,
  SMALL,
  snapshotsOf,
  without,
  write,
} from '../../testing/compacted-log';
import { MemoryDisk } from '../../testing/memory-disk';
import { openNode } from '../../testing/open-node';
import { DATA, LOG } from '../../testing/sample-log';
import { BASE_FILE, readLogBase, writeLogBase } from '../log/log-base';
import { readHeader, type LogHeader } from '../log/segment-header';
import { sealedName } from '../log/segments';
import { readSnapshotHeader } from '../snapshot/read-snapshot';
import { compact } from './compact';
import { planCompaction, type CompactionOptions } from './plan-compaction';

const DAY_US = 86_400 * 1_000_000;

async function headerOf(disk: MemoryDisk, file: string): Promise<LogHeader> {
  const { header } = await readHeader(await disk.open(file, 'read'));
  assert.ok(typeof header !== 'string');
  return header;
}

/** The older of the two snapshots of a log: how far compaction may go. */
async function olderSnapshot(disk: MemoryDisk) {
  const [, older = ''] = snapshotsOf(disk);
  const header = await readSnapshotHeader(await disk.open(older, 'read'));
  assert.ok(header !== undefined);
  return header;
}

const basesOf = (segments: readonly { readonly base: number }[]): number[] =>
  segments.map(({ base }) => base);

function damageHeader(disk: MemoryDisk, file: string): void {
  const bytes = Buffer.from(disk.content(file));
  bytes[20] = (bytes[20] as number) ^ 1;
  disk.put(file, bytes);
}

test('the archive takes every segment before the one where the older snapshot ends', async () => {
  const disk = await madeLog('json');
  const { base: limit } = await olderSnapshot(disk);
  const bases = await Promise.all(
    kept(disk).map(async (file) => (await headerOf(disk, file)).base_seq),
  );
  const plan = await planCompaction(disk, DATA, ARCHIVE);
  assert.deepEqual(
    basesOf(plan.archived),
    bases.filter((base) => base < limit),
  );
  assert.deepEqual([plan.deleted, plan.baseSeq, plan.reason], [[], limit, undefined]);
  const { log_id, base_time, base_crc } = await headerOf(disk, `${DATA}/${sealedName(limit)}`);
  const place = { seq: limit, timestamp: base_time, crc: base_crc, hash: undefined };
  assert.deepEqual(plan.base, { log_id, ...place, kept_seq: 0 });
});

test('what is deleted ends where an event is as young as what is kept, or a snapshot needs it', async () => {
  const disk = await madeLog('json');
  const older = await olderSnapshot(disk);
  const segments = await Promise.all(kept(disk).map((file) => headerOf(disk, file)));
  for (const days of [1, 2, 3, 5, 8]) {
    const youngest = older.timestamp - days * DAY_US;
    const gone = segments.filter(({ base_seq }, index) => {
      const next = segments[index + 1];
      return next !== undefined && next.base_time < youngest && base_seq < older.base;
    });
    const options: CompactionOptions = { ...DELETE, dedupAgeMaxS: days * 86_400 };
    const plan = await planCompaction(disk, DATA, options);
    assert.deepEqual(
      basesOf(plan.deleted),
      gone.map(({ base_seq }) => base_seq),
      `${days} days`,
    );
    assert.deepEqual(plan.archived, []);
    const retained = { ...RETAIN, retentionDays: days };
    assert.deepEqual(
      basesOf((await planCompaction(disk, DATA, retained)).deleted),
      basesOf(plan.deleted),
    );
    const both = { ...RETAIN, retentionDays: days, dedupAgeMaxS: 1 };
    assert.deepEqual(
      basesOf((await planCompaction(disk, DATA, both)).deleted),
      basesOf(plan.deleted),
    );
  }
  // Keys of no age at all: only the snapshot still says how far.
  const { deleted, baseSeq } = await planCompaction(disk, DATA, {
    ...DELETE,
    dedupAgeMaxS: -DAY_US,
  });
  assert.deepEqual(
    basesOf(deleted),
    segments.map((one) => one.base_seq).filter((base) => base < older.base),
  );
  assert.equal(baseSeq, older.base);
});

test('a log without a segment that is whole at its end is left alone', async () => {
  const image = await madeLog('json');
  const reason = 'the log has no segment that can be read';
  const nothing = { base: undefined, baseSeq: 0, deleted: [], archived: [], reason };
  assert.deepEqual(await planCompaction(without(image, [LOG]), DATA, ARCHIVE), nothing);
  const damaged = image.afterKill();
  damageHeader(damaged, LOG);
  assert.deepEqual(await planCompaction(damaged, DATA, ARCHIVE), nothing);
});

test('two snapshots come first, of this log; how far it was compacted is still said', async () => {
  const disk = await madeLog('json');
  const [newest = '', older = ''] = snapshotsOf(disk);
  const say = (count: string): string => `two whole snapshots must be there first, and ${count}`;
  const one = await planCompaction(without(disk, [newest]), DATA, ARCHIVE);
  assert.deepEqual([one.reason, one.baseSeq], [say('one is'), 0]);
  const none = await planCompaction(without(disk, [newest, older]), DATA, ARCHIVE);
  assert.equal(none.reason, say('none is'));
  const other = await madeLog('json');
  other.put(
    newest,
    Buffer.from(
      disk
        .content(newest)
        .toString()
        .replace(/"log_id":"./, '"log_id":"x'),
    ),
  );
  assert.equal((await planCompaction(other, DATA, ARCHIVE)).reason, say('one is'));
  await compact(disk, DATA, ARCHIVE);
  const base = await readLogBase(disk, DATA);
  assert.ok(base !== undefined && base.seq > 0);
  const after = await planCompaction(without(disk, [newest]), DATA, ARCHIVE);
  assert.deepEqual([after.reason, after.baseSeq, after.base], [say('one is'), base.seq, undefined]);
  assert.deepEqual([after.deleted, after.archived], [[], []]);
});

test('a third snapshot makes up for one of the two newest that is damaged', async () => {
  const disk = await madeLog('json');
  await write(disk, 'json', 30);
  const [newest = '', ...earlier] = snapshotsOf(disk);
  const older = earlier.at(-1) ?? '';
  assert.ok(earlier.length >= 2, 'three snapshots');
  const seqOf = async (file: string): Promise<number> =>
    (await readSnapshotHeader(await disk.open(file, 'read')))?.base ?? -1;
  for (const [damaged, limit] of [
    [newest, await seqOf(earlier.at(-2) ?? '')],
    [older, await seqOf(earlier.at(-2) ?? '')],
  ] as const) {
    const struck = disk.afterKill();
    const bytes = Buffer.from(struck.content(damaged));
    bytes[bytes.length - 20] = (bytes[bytes.length - 20] as number) ^ 1;
    struck.put(damaged, bytes);
    assert.equal((await planCompaction(struck, DATA, ARCHIVE)).baseSeq, limit);
  }
});

test('a log of one segment has nothing to compact, nor one that was compacted', async () => {
  const image = await madeLog('json');
  const done = { base: undefined, deleted: [], archived: [] };
  for (const options of [ARCHIVE, RETAIN, DELETE]) {
    const young = new MemoryDisk();
    await write(young, 'json', 2);
    assert.deepEqual(kept(young), []);
    assert.deepEqual(await planCompaction(young, DATA, options), { ...done, baseSeq: 0 });
    const again = image.afterKill();
    await compact(again, DATA, options);
    const base = await readLogBase(again, DATA);
    assert.deepEqual(await planCompaction(again, DATA, options), { ...done, baseSeq: base?.seq });
  }
});

test('where both snapshots end in the segment that grows, all that is sealed is compacted', async () => {
  const disk = await madeLog('json');
  const node = await openNode(disk, { ...SMALL, segmentBytes: 1_000_000 });
  for (let index = 0; index < 2; index += 1) {
    await node.execute({
      kind: 'create',
      model: 'articles',
      value: { id: `z${index}`, title: 't', content: 'c' },
    });
    await node.snapshot();
  }
  await node.close();
  const { base_seq, base_time, base_crc } = await headerOf(disk, LOG);
  const { base, archived: taken } = await planCompaction(disk, DATA, ARCHIVE);
  assert.equal(taken.length, kept(disk).length);
  assert.deepEqual([base?.seq, base?.timestamp, base?.crc], [base_seq, base_time, base_crc]);
});

test('whoever deletes accepts that the archive was taken elsewhere', async () => {
  const image = await madeLog('json');
  await compact(image, DATA, ARCHIVE);
  const before = await readLogBase(image, DATA);
  assert.ok(before !== undefined && before.seq > 0 && before.kept_seq === 0);
  const elsewhere = without(image, archived(image));
  const plan = await planCompaction(elsewhere, DATA, { ...DELETE, dedupAgeMaxS: 1e9 });
  assert.deepEqual(plan.base, { ...before, hash: undefined, kept_seq: before.seq });
  assert.deepEqual([plan.deleted, plan.archived, plan.baseSeq], [[], [], before.seq]);
  // Archiving goes on with the archive, wherever it is; and the log itself is missed.
  assert.equal((await planCompaction(elsewhere, DATA, ARCHIVE)).base, undefined);
  const first = kept(elsewhere)[0] ?? '';
  const lost = without(elsewhere, [first]);
  const { base } = await planCompaction(lost, DATA, { ...DELETE, dedupAgeMaxS: 1e9 });
  assert.equal(base, undefined, 'a segment that compaction did not take is not accepted');
  const never = await madeLog('json');
  never.forget(kept(never)[0] ?? '');
  const unsaid = await planCompaction(never, DATA, { ...DELETE, dedupAgeMaxS: 1e9 });
  assert.deepEqual([unsaid.base, unsaid.baseSeq], [undefined, 0], 'nor where it took none');
});

test('what a crash kept from being deleted is deleted, whatever its age', async () => {
  const image = await madeLog('json');
  const all = kept(image);
  const header = await headerOf(image, all[3] ?? '');
  const { base_seq: seq, base_time: timestamp, base_crc: crc, log_id } = header;
  await writeLogBase(image, DATA, { log_id, seq, timestamp, crc, kept_seq: seq });
  const plan = await planCompaction(image, DATA, { ...DELETE, dedupAgeMaxS: 1e9 });
  assert.deepEqual(
    plan.deleted.map(({ file }) => `${DATA}/${file}`),
    all.slice(0, 3),
  );
  assert.equal(plan.base, undefined, 'that it is gone was said before');
});

test('the base of another log is not this log s', async () => {
  const disk = await madeLog('json');
  const expected = await planCompaction(disk, DATA, ARCHIVE);
  await compact(disk.afterKill(), DATA, ARCHIVE);
  const base = { log_id: 'f'.repeat(32), seq: 50, timestamp: 1, crc: 1, kept_seq: 50 };
  await writeLogBase(disk, DATA, base);
  assert.deepEqual(await planCompaction(disk, DATA, ARCHIVE), expected);
  assert.ok(disk.inode(`${DATA}/${BASE_FILE}`));
});

test('a header that is damaged does not say its time: the next one decides', async () => {
  const image = await madeLog('json');
  const whole = await planCompaction(image, DATA, DELETE);
  const last = whole.deleted.length;
  assert.ok(last > 3);
  const inside = image.afterKill();
  damageHeader(inside, kept(inside)[2] ?? '');
  assert.deepEqual(
    basesOf((await planCompaction(inside, DATA, DELETE)).deleted),
    basesOf(whole.deleted),
  );
  // Where the log would start then must say so itself.
  const start = image.afterKill();
  const { base } = await olderSnapshot(start);
  damageHeader(start, `${DATA}/${sealedName(base)}`);
  const { reason, archived: none } = await planCompaction(start, DATA, ARCHIVE);
  assert.deepEqual(none, []);
  assert.equal(reason, `no segment starts behind event ${base}`);
  const lost = without(image, [`${DATA}/${sealedName(base)}`]);
  assert.equal((await planCompaction(lost, DATA, ARCHIVE)).reason, reason);
  // What was compacted before is still said.
  const before = image.afterKill();
  await compact(before, DATA, ARCHIVE);
  damageHeader(before, `${DATA}/${sealedName(base)}`);
  const { baseSeq, ...plan } = await planCompaction(before, DATA, DELETE);
  assert.deepEqual([plan.reason, baseSeq, plan.deleted], [reason, base, []]);
});
