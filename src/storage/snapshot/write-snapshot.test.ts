import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryDisk } from '../../testing/memory-disk';
import { DATA } from '../../testing/sample-log';
import { testEnvironment } from '../../testing/test-environment';
import type { RecordEntry } from '../../engine/record-entry';
import { isDamaged, readSnapshotHeader } from './read-snapshot';
import { readSnapshotFile } from './snapshot-files';
import { newSnapshotHeader, SNAPSHOT_BESIDE, type SnapshotHeader } from './snapshot-format';
import { writeSnapshot } from './write-snapshot';

const PATH = `${DATA}/${SNAPSHOT_BESIDE}`;

const entryOf = (index: number, json: string): RecordEntry => {
  return { id: `a${index}`, json, version: index + 2, createdSeq: index + 1 };
};

type Sections = readonly { readonly name: string; readonly entries: RecordEntry[] }[];

interface Written {
  readonly disk: MemoryDisk;
  readonly header: SnapshotHeader;
  /** How often requests could be answered meanwhile. */
  readonly turns: number;
}

async function write(sections: Sections, disk = new MemoryDisk()): Promise<Written> {
  let turns = 0;
  const soon = (callback: () => void): void => {
    turns += 1;
    setImmediate(callback);
  };
  const frozen = sections.map(({ name, entries }) => {
    return { name, entries, count: entries.length };
  });
  const counted = frozen.map(({ name, count }) => ({ name, records: count }));
  const place = { seq: 9, timestamp: 7, base: 0, offset: 5, crc: 3 };
  const facts = { log_id: '0'.repeat(32), created_at: '2026-01-01T00:00:00.000Z', ...place };
  const header = newSnapshotHeader({ ...facts, sections: counted });
  const environment = { ...testEnvironment(), soon };
  const state = { seq: 9, timestamp: 7, sections: frozen };
  await writeSnapshot({ disk, environment, directory: DATA }, header, state);
  return { disk, header, turns };
}

async function readBack(disk: MemoryDisk): Promise<readonly [string, RecordEntry][]> {
  const records: [string, RecordEntry][] = [];
  const reading = await readSnapshotFile(disk, DATA, SNAPSHOT_BESIDE, {
    onRecord: (section, entry) => records.push([section, entry]),
  });
  assert.ok(!isDamaged(reading), JSON.stringify(reading));
  assert.equal(reading.records, records.length);
  assert.equal(reading.bytes, disk.content(PATH).length);
  return records;
}

/** The block lines of a snapshot, as they stand in it. */
const blocksOf = (disk: MemoryDisk): { section: string; records: number; bytes: number }[] =>
  disk
    .content(PATH)
    .toString()
    .split('\n')
    .filter((line) => /^[0-9a-f]{8}:\{"section":/.test(line))
    .map(
      (line) => JSON.parse(line.slice(9)) as { section: string; records: number; bytes: number },
    );

test('every record that is there is written, in order, section after section', async () => {
  const sections = [
    { name: 'articles', entries: [entryOf(0, '{"t":"été"}'), entryOf(2, '{}')] },
    { name: 'empty', entries: [] },
    { name: 'users', entries: [entryOf(3, '{"n":1}')] },
  ];
  const { disk, turns } = await write(sections);
  assert.deepEqual(
    await readBack(disk),
    sections.flatMap(({ name, entries }) => entries.map((entry) => [name, entry])),
  );
  assert.deepEqual(blocksOf(disk), [
    {
      section: 'articles',
      records: 2,
      bytes: Buffer.byteLength('1 2 a0 {"t":"été"}\n3 4 a2 {}\n'),
    },
    { section: 'users', records: 1, bytes: '4 5 a3 {"n":1}\n'.length },
  ]);
  assert.equal(turns, 2, 'requests are answered after each block');
  assert.deepEqual(
    disk.trace.filter((done) => !done.startsWith('read') && !done.startsWith('size')).slice(0, 4),
    ['create', 'write', 'sync', 'close'].map((done) => `${done} ${SNAPSHOT_BESIDE}`),
  );
});

test('a snapshot without a record is whole', async () => {
  const { disk, turns } = await write([{ name: 'articles', entries: [] }]);
  assert.deepEqual([await readBack(disk), blocksOf(disk), turns], [[], [], 0]);
});

test('a block is closed at 256 records, or behind 65,536 characters', async () => {
  const many = Array.from({ length: 600 }, (_, index) => entryOf(index, '{}'));
  const { disk } = await write([{ name: 'articles', entries: many }]);
  assert.deepEqual(
    blocksOf(disk).map(({ records }) => records),
    [256, 256, 88],
  );
  assert.deepEqual(
    (await readBack(disk)).map(([, entry]) => entry),
    many,
  );
  const exact = await write([{ name: 'articles', entries: many.slice(0, 256) }]);
  assert.deepEqual(
    blocksOf(exact.disk).map(({ records }) => records),
    [256],
  );
  // The line of the first takes 65,536 characters: the block takes one more.
  const long = [0, 1, 2].map((index) => entryOf(index, 'x'.repeat(65_536 - '1 2 a0 \n'.length)));
  const large = await write([{ name: 'articles', entries: long }]);
  assert.deepEqual(
    blocksOf(large.disk).map(({ records }) => records),
    [2, 1],
  );
});

test('a large snapshot reaches the disk in pieces of one mebibyte, each synced', async () => {
  const large = Array.from({ length: 40 }, (_, index) => entryOf(index, 'y'.repeat(70_000)));
  const disk = new MemoryDisk();
  const written: number[] = [];
  const create = disk.create.bind(disk);
  disk.create = async (file) => {
    const made = await create(file);
    const put = made.write.bind(made);
    made.write = (bytes, at) => {
      assert.equal(
        at,
        written.reduce((sum, one) => sum + one, 0),
      );
      written.push(bytes.length);
      return put(bytes, at);
    };
    return made;
  };
  const { turns } = await write([{ name: 'articles', entries: large }], disk);
  assert.equal(written.length, 3);
  for (const bytes of written.slice(0, -1))
    assert.ok(bytes >= 1024 * 1024 && bytes < 1024 * 1024 + 80_000, String(written));
  const syncs = disk.trace
    .filter((done) => /^(write|sync)/.test(done))
    .map((done) => done.split(' ')[0]);
  assert.deepEqual(syncs, ['write', 'sync', 'write', 'sync', 'write', 'sync']);
  const checked = await readSnapshotFile(disk, DATA, SNAPSHOT_BESIDE);
  assert.ok(!isDamaged(checked) && checked.records === 40, 'it is checked in smaller pieces');
  disk.trace.length = 0;
  const { seq } = (await readSnapshotHeader(await disk.open(PATH, 'read'))) ?? {};
  const reads = disk.trace.filter((done) => done.startsWith('read')).length;
  assert.deepEqual([seq, reads], [9, 1], 'its header is read alone');
  assert.equal(turns, 38, 'a write is a pause, too');
  assert.deepEqual(disk.afterPowerLoss(() => 1).content(PATH).length, disk.content(PATH).length);
  assert.deepEqual(
    (await readBack(disk)).map(([, entry]) => entry),
    large,
  );
});

test('the file is closed when the disk fails', async () => {
  const disk = new MemoryDisk();
  disk.faults = (operation) => {
    if (operation === 'write') throw new Error('EIO');
  };
  await assert.rejects(write([{ name: 'articles', entries: [entryOf(0, '{}')] }], disk), /EIO/);
  assert.equal(disk.trace.at(-1), `close ${SNAPSHOT_BESIDE}`);
});
