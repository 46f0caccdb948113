import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryDisk } from '../../testing/memory-disk';
import { DATA } from '../../testing/sample-log';
import { testEnvironment } from '../../testing/test-environment';
import { loadSnapshot } from './load-snapshot';
import {
  newestWholeSnapshot,
  publishSnapshot,
  removeUnfinished,
  setAside,
  snapshotNames,
} from './snapshot-files';
import { newSnapshotHeader, SNAPSHOT_BESIDE, SNAPSHOT_FILE } from './snapshot-format';
import { writeSnapshot } from './write-snapshot';

const OURS = 'a'.repeat(32);
const at = (name: string): string => `${DATA}/${name}`;
const numbered = (seq: number): string => `${SNAPSHOT_FILE}.${String(seq).padStart(16, '0')}`;
const placeOn = (disk: MemoryDisk) => ({ disk, environment: testEnvironment(), directory: DATA });

/** The bytes of a snapshot with one record, whose version is the last event. */
async function bytesOf(seq: number, log_id = OURS): Promise<Buffer> {
  const disk = new MemoryDisk();
  const position = { seq, timestamp: seq, base: 0, offset: 1, crc: 1 };
  const created_at = '2026-01-01T00:00:00.000Z';
  const sections = [{ name: 'articles', records: 1 }];
  const header = newSnapshotHeader({ log_id, created_at, ...position, sections });
  const entry = { id: 'a', json: '{}', version: seq, createdSeq: 1 };
  const frozen = {
    seq,
    timestamp: seq,
    sections: [{ name: 'articles', count: 1, entries: [entry] }],
  };
  await writeSnapshot(placeOn(disk), header, frozen);
  return disk.content(at(SNAPSHOT_BESIDE));
}

/** Snapshots of events 3, 5 and 9, the newest under the name of the newest. */
async function three(): Promise<MemoryDisk> {
  const disk = new MemoryDisk();
  disk.put(at(numbered(3)), await bytesOf(3));
  disk.put(at(SNAPSHOT_FILE), await bytesOf(9));
  disk.put(at(numbered(5)), await bytesOf(5));
  return disk;
}

function flip(disk: MemoryDisk, name: string, where: number): void {
  const bytes = Buffer.from(disk.content(at(name)));
  const byte = where < 0 ? bytes.length + where : where;
  bytes[byte] = (bytes[byte] as number) ^ 1;
  disk.put(at(name), bytes);
}

test('the snapshots of a directory are named newest first, and nothing else is one', async () => {
  const disk = await three();
  for (const other of [`${SNAPSHOT_FILE}.5`, `x${numbered(1)}`, `${numbered(1)}x`, SNAPSHOT_BESIDE])
    disk.put(at(other), Buffer.alloc(0));
  assert.deepEqual(await snapshotNames(disk, DATA), [SNAPSHOT_FILE, numbered(5), numbered(3)]);
  disk.forget(at(SNAPSHOT_FILE));
  assert.deepEqual(await snapshotNames(disk, DATA), [numbered(5), numbered(3)]);
});

test('the newest is found that is whole, of the log, and wanted', async () => {
  const disk = await three();
  const found = async (...wanted: [((header: { seq: number }) => boolean)?]) =>
    (await newestWholeSnapshot(disk, DATA, OURS, ...wanted))?.seq;
  assert.equal(await found(), 9);
  assert.equal(await found(({ seq }) => seq < 9), 5);
  assert.equal(await found(() => false), undefined);
  assert.equal(await newestWholeSnapshot(disk, DATA, 'other'), undefined);
  flip(disk, SNAPSHOT_FILE, -5);
  assert.equal(await found(), 5, 'its end is damaged');
  flip(disk, numbered(5), 20);
  assert.equal(await found(), 3, 'its header is damaged');
});

test('the newest that is whole is loaded; of the others it is said what is wrong', async () => {
  const disk = await three();
  disk.put(at(SNAPSHOT_FILE), await bytesOf(9, 'other'));
  flip(disk, numbered(5), 20);
  let begun = 0;
  const versions: number[] = [];
  const load = () =>
    loadSnapshot(disk, DATA, OURS, () => {
      begun += 1;
      versions.length = 0;
      return { onRecord: (_, { version }) => versions.push(version) };
    });
  const rejected = [
    { file: SNAPSHOT_FILE, reason: 'it belongs to log other' },
    { file: numbered(5), reason: 'byte 0: a checksum does not continue the one before' },
  ];
  const { header, ...said } = await load();
  const expected = { rejected, unwanted: [] };
  assert.deepEqual([header?.seq, said, begun, versions], [3, expected, 3, [3]]);
  flip(disk, numbered(3), -5);
  const none = await load();
  assert.deepEqual([none.header, none.rejected.length, begun], [undefined, 3, 7]);
  assert.deepEqual(versions, [], 'what the last attempt gave is thrown away');
});

test('the one before gets its number, and those beyond the wanted number go, oldest first', async () => {
  for (const [keep, left] of [
    [1, [SNAPSHOT_FILE]],
    [2, [SNAPSHOT_FILE, numbered(9)]],
    [4, [SNAPSHOT_FILE, numbered(9), numbered(5), numbered(3)]],
  ] as const) {
    const disk = await three();
    disk.put(at(SNAPSHOT_BESIDE), await bytesOf(12));
    const published = await publishSnapshot(placeOn(disk), keep);
    assert.equal(published.seq, 12);
    assert.deepEqual(await snapshotNames(disk, DATA), left);
    assert.equal(disk.inode(at(SNAPSHOT_BESIDE)), undefined);
    const found = await newestWholeSnapshot(
      disk.afterPowerLoss(() => 0),
      DATA,
      OURS,
    );
    assert.equal(found?.seq, 12, 'its name is on stable storage');
  }
});

test('the first snapshot of a directory takes no other s place', async () => {
  const disk = new MemoryDisk();
  disk.put(at(numbered(3)), await bytesOf(3));
  disk.put(at(SNAPSHOT_BESIDE), await bytesOf(5));
  await publishSnapshot(placeOn(disk), 2);
  assert.deepEqual(await snapshotNames(disk, DATA), [SNAPSHOT_FILE, numbered(3)]);
});

test('what a snapshot that failed has written is removed, if there is any', async () => {
  const disk = await three();
  await removeUnfinished(placeOn(disk));
  assert.ok(!disk.trace.some((done) => done.startsWith('remove')));
  disk.put(at(SNAPSHOT_BESIDE), Buffer.from('half'));
  await removeUnfinished(placeOn(disk));
  assert.deepEqual(disk.paths(), [SNAPSHOT_FILE, numbered(3), numbered(5)].map(at));
});

test('one that is set aside keeps its content under a name that is never loaded', async () => {
  const disk = await three();
  const content = Buffer.from(disk.content(at(numbered(5))));
  const aside = await setAside(placeOn(disk), numbered(5));
  assert.equal(aside, `${SNAPSHOT_FILE}.bad-${Date.UTC(2026, 0, 1)}-${'5'.padStart(16, '0')}`);
  assert.deepEqual(disk.afterPowerLoss(() => 0).content(at(aside)), content);
  assert.deepEqual(await snapshotNames(disk, DATA), [SNAPSHOT_FILE, numbered(3)]);
});
