import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crc32 } from 'node:zlib';
import { MemoryDisk } from '../../testing/memory-disk';
import { DATA } from '../../testing/sample-log';
import { testEnvironment } from '../../testing/test-environment';
import { PREFIX_BYTES } from '../log/log-format';
import { loadSnapshot } from './load-snapshot';
import { isDamaged } from './read-snapshot';
import { publishSnapshot, readSnapshotFile } from './snapshot-files';
import { newSnapshotHeader, SNAPSHOT_BESIDE, SNAPSHOT_FILE } from './snapshot-format';

/** A line, and the bytes that follow it. */
type Part = readonly [line: object | string, bytes?: string];

/** A snapshot whose checksums are all right, whatever it says. */
function forged(parts: readonly Part[]): Buffer {
  let crc = 0;
  const pieces = parts.map(([line, bytes = '']) => {
    const json = typeof line === 'string' ? line : JSON.stringify(line);
    crc = crc32(json, crc);
    if (bytes !== '') crc = crc32(bytes, crc);
    return `${crc.toString(16).padStart(8, '0')}:${json}\n${bytes}`;
  });
  return Buffer.from(pieces.join(''));
}

async function read(content: Buffer): Promise<string> {
  const disk = new MemoryDisk();
  disk.put(`${DATA}/${SNAPSHOT_FILE}`, content);
  const records: string[] = [];
  const reading = await readSnapshotFile(disk, DATA, SNAPSHOT_FILE, {
    onRecord: (section, { id }) => records.push(`${section}/${id}`),
  });
  return isDamaged(reading) ? reading.damage : `${reading.records}: ${records.join(' ')}`;
}

const header = newSnapshotHeader({
  log_id: '0'.repeat(32),
  created_at: '2026-01-01T00:00:00.000Z',
  seq: 2,
  timestamp: 1,
  base: 0,
  offset: 100,
  crc: 1,
  sections: [
    { name: 'articles', records: 2 },
    { name: 'users', records: 0 },
  ],
});
const lines = '1 1 a {}\n2 2 b {}\n';
const block = { section: 'articles', records: 2, bytes: lines.length };
const end = { end: true, records: 2 };

test('a snapshot is whole when everything that it announces is there', async () => {
  assert.equal(await read(forged([[header], [block, lines], [end]])), '2: articles/a articles/b');
});

test('only a block announces bytes', async () => {
  const last = { ...end, bytes: 3 };
  assert.equal(await read(forged([[header], [block, lines], [last]])), '2: articles/a articles/b');
  const named = { ...header, log_id: ',"bytes":7' };
  assert.equal(await read(forged([[named], [block, lines], [end]])), '2: articles/a articles/b');
});

test('a block that announces no bytes, or no number of them, is followed by none', async () => {
  for (const bytes of [0, -19, 1.5, 'x']) {
    const empty = { section: 'users', records: 0, bytes };
    const found = await read(forged([[header], [empty], [block, lines], [end]]));
    assert.equal(found, '2: articles/a articles/b', String(bytes));
  }
});

/** With the past of `articles` behind its records. */
const withPast = (history: string, counted: number): Buffer =>
  forged([
    [newSnapshotHeader({ ...header, sections: [{ name: 'articles', records: 2, history: {} }] })],
    [block, lines],
    [{ section: 'articles', history: 2, bytes: history.length }, history],
    [{ ...end, history: counted }],
  ]);

test('the past of a field is taken when it is whole, and what is not a line of it is damage', async () => {
  const disk = new MemoryDisk();
  const readPast = async (content: Buffer): Promise<unknown> => {
    disk.put(`${DATA}/${SNAPSHOT_FILE}`, content);
    const pasts: string[] = [];
    const reading = await readSnapshotFile(disk, DATA, SNAPSHOT_FILE, {
      onRecord: () => undefined,
      onPast: (section, { id, fields }) => pasts.push(`${section}/${id} ${[...fields.keys()]}`),
    });
    return isDamaged(reading) ? reading : pasts;
  };
  const past = '= a 1 10 10\ntitle 1 10 "x"\n';
  assert.deepEqual(await readPast(withPast(past, 2)), ['articles/a title']);
  const damaged = withPast('= a 1 10 10\ntitle 1 10x "x"\n', 2);
  const damage = 'a line of history is not one';
  const offset = damaged.indexOf('{"section":"articles","history"') - PREFIX_BYTES;
  assert.deepEqual(await readPast(damaged), { damage, offset });
  // Who does not want it, only counts it.
  assert.equal(await read(withPast(past, 2)), '2: articles/a articles/b');
  assert.equal(await read(withPast(past, 3)), 'records are missing');
  assert.equal(await read(withPast(past, 1)), 'records are missing');
});

test('a checksum that does not continue the one before is damage', async () => {
  const bytes = forged([[header], [block, lines], [end]]);
  bytes[3] = (bytes[3] as number) ^ 1;
  assert.equal(await read(bytes), 'a checksum does not continue the one before');
});

test('a snapshot whose checksums are right and that breaks a rule is not taken', async () => {
  const newer = { ...header, min_reader: 99 };
  const cases: readonly (readonly [string, Buffer])[] = [
    ['it has no end', Buffer.alloc(0)],
    ['it has no end', forged([[header], [block, lines]])],
    ['its header is not ours', forged([[block, lines], [end]])],
    ['its header is not ours', forged([[newer], [block, lines], [end]])],
    ['its header is not ours', forged([[{ ...header, format: 'other' }], [end]])],
    ['its header is not ours', forged([['null'], [end]])],
    ['a line is not JSON', forged([['{'], [end]])],
    ['a line is not JSON', forged([[header], ['nothing'], [end]])],
    ['records are missing', forged([[header], [end]])],
    ['records are missing', forged([[header], [block, lines], [{ end: true, records: 3 }]])],
    [
      'records are missing',
      forged([
        [header],
        [block, lines],
        [{ section: 'users', records: 1, bytes: 9 }, '1 1 u {}\n'],
        [{ end: true, records: 3 }],
      ]),
    ],
    [
      'records are missing',
      forged([
        [header],
        [{ section: 'articles', records: 1, bytes: 9 }, '1 1 a {}\n'],
        [{ section: 'other', records: 1, bytes: 9 }, '1 1 u {}\n'],
        [end],
      ]),
    ],
    ['something follows its end', forged([[header], [block, lines], [end], [end]])],
    [
      'something follows its end',
      Buffer.concat([forged([[header], [block, lines], [end]]), Buffer.from('x')]),
    ],
    ['a line has no end', Buffer.alloc(1024 * 1024 + 2, 'x')],
    ['a line has no checksum', Buffer.from('short\n')],
    ['a line has no checksum', Buffer.from('00000000;{}\n')],
  ];
  for (const [damage, content] of cases) assert.equal(await read(content), damage);
});

/** A snapshot with one view, of these lines. */
const withView = (keys: number, text: string, last: object = { keys }): Buffer => {
  const view = { name: 'v', version: 1, fingerprint: 'f', keys: 2, seq: 2 };
  const values = { section: 'v', keys, bytes: text.length };
  const first = { ...header, views: [view] };
  return forged([[first], [block, lines], [values, text], [{ ...end, ...last }]]);
};

async function readView(content: Buffer): Promise<unknown> {
  const disk = new MemoryDisk();
  disk.put(`${DATA}/${SNAPSHOT_FILE}`, content);
  const values: unknown[] = [];
  const reading = await readSnapshotFile(disk, DATA, SNAPSHOT_FILE, {
    onRecord: () => undefined,
    onView: (view, { seq, key, value }) => values.push([view, seq, key, value]),
  });
  return isDamaged(reading) ? reading.damage : values;
}

test('the values of a view are all there, each a value', async () => {
  const two = '[1,"a b",{"x":[]}]\n[2,"c",null]\n';
  assert.deepEqual(await readView(withView(2, two)), [
    ['v', 1, 'a b', { x: [] }],
    ['v', 2, 'c', null],
  ]);
  assert.equal(await read(withView(2, two)), '2: articles/a articles/b', 'nobody asks for them');
  const one = '[1,"a",1]\n';
  const missing = [withView(1, one), withView(2, two, {}), withView(2, two, { keys: 3 })];
  for (const content of missing) assert.equal(await readView(content), 'records are missing');
  const first = {
    ...header,
    views: [{ name: 'v', version: 1, fingerprint: 'f', keys: 1, seq: 1 }],
  };
  const bare = forged([[first], [block, lines], [end]]);
  assert.equal(await readView(bare), 'records are missing');
  for (const bad of ['[1,"a"]\n', '[1,2,3]\n', '["1","a",1]\n', '{}\n', 'x\n', '[1,"a",1]'])
    assert.equal(await readView(withView(2, one + bad)), 'a line of a view is not one', bad);
});

const whole = forged([[header], [block, lines], [end]]);

test('the snapshot of another log is passed over, and said', async () => {
  const disk = new MemoryDisk();
  disk.put(`${DATA}/${SNAPSHOT_FILE}`, whole);
  const begin = () => ({ onRecord: () => undefined });
  const loaded = await loadSnapshot(disk, DATA, 'f'.repeat(32), begin);
  const reason = `it belongs to log ${'0'.repeat(32)}`;
  assert.deepEqual(loaded, { rejected: [{ file: SNAPSHOT_FILE, reason }], unwanted: [] });
});

test('what does not read back is not published, and one that is damaged is set aside', async () => {
  const disk = new MemoryDisk();
  const place = { disk, environment: testEnvironment(), directory: DATA };
  const at = (name: string): string => `${DATA}/${name}`;
  disk.put(at(SNAPSHOT_FILE), Buffer.from('damaged'));
  disk.put(at(SNAPSHOT_BESIDE), whole.subarray(0, -1));
  await assert.rejects(publishSnapshot(place, 2), /does not read back: byte \d+: it has no end/);
  assert.equal(disk.content(at(SNAPSHOT_FILE)).toString(), 'damaged');
  disk.put(at(SNAPSHOT_BESIDE), whole);
  assert.equal((await publishSnapshot(place, 2)).seq, 2);
  assert.deepEqual(disk.content(at(SNAPSHOT_FILE)), whole);
  const aside = disk.paths().filter((file) => file.includes('.bad-'));
  assert.deepEqual(
    aside.map((file) => disk.content(file).toString()),
    ['damaged'],
  );
});
