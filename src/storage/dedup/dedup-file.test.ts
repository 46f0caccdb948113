import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import type { DedupEntry } from '../../engine/dedup-entry';
import type { LogPosition } from '../log/log-position';
import { decodeDedup, encodeDedup, type DedupFile } from './dedup-file';

const placeAt = (seq: number): LogPosition => ({ seq, timestamp: 1, base: 0, offset: 1, crc: 1 });
const bytesOf = (file: DedupFile): Buffer => Buffer.concat([...encodeDedup(file)]);

const text = fc.string({ unit: 'binary', maxLength: 40 });
const key = fc.stringMatching(/^[\x21\x23-\x5b\x5d-\x7e]{1,128}$/);
const id = fc.stringMatching(/^[A-Za-z0-9._~-]{1,20}$/);
const fingerprint = fc.stringMatching(/^[0-9a-f]{32}$/);
const common = { key, fingerprint, timestamp: fc.nat() };
const ofOne = fc
  .record({ ...common, type: fc.constantFrom('ArticleCreated', 'UserDeleted'), id, text })
  .map(({ text: content, ...entry }) => {
    const payload = JSON.stringify({
      id: entry.id,
      'payload":': content,
      '10': 1,
      '2': ',"payload":',
    });
    return { ...entry, payload };
  });
const ofSeveral = fc.record({
  ...common,
  created: fc.array(id, { maxLength: 5 }),
  updated: fc.nat(),
  deleted: fc.nat(),
});
const file = fc
  .record({
    logId: fingerprint,
    offset: fc.nat(),
    timestamp: fc.nat(),
    base: fc.nat(),
    crc: fc.nat(),
    entries: fc.array(fc.oneof(ofOne, ofSeveral), { maxLength: 30 }),
  })
  .map(({ logId, offset, timestamp, base, crc, entries }): DedupFile => {
    const numbered = entries.map((entry, at): DedupEntry => ({ ...entry, seq: at * 3 + 1 }));
    return {
      logId,
      covered: { seq: entries.length * 3, timestamp, base, offset, crc },
      entries: numbered,
    };
  });

test('decode∘encode is the identity (property)', () => {
  fc.assert(
    fc.property(file, (value) => assert.deepEqual(decodeDedup(bytesOf(value)), value)),
    { numRuns: 500 },
  );
});

/** A file of 50 entries of both forms. */
function sample(): Buffer {
  const entries = Array.from({ length: 50 }, (_, at): DedupEntry => {
    const entry = { key: `key-${at}`, fingerprint: 'f'.repeat(32), seq: at * 2 + 1, timestamp: at };
    if (at % 5 === 0) return { ...entry, created: ['a', 'b'], updated: 1, deleted: 0 };
    const payload = `{"id":"a${at}","title":"Été n° ${at}"}`;
    return { ...entry, type: 'ArticleCreated', id: `a${at}`, payload };
  });
  return bytesOf({ logId: 'l', covered: placeAt(100), entries });
}

test('every cut is found', () => {
  const whole = sample();
  assert.ok(!('unusable' in decodeDedup(whole)));
  for (let size = 0; size < whole.length; size += 1)
    assert.ok('unusable' in decodeDedup(whole.subarray(0, size)), `cut at ${size}`);
});

test('every flipped bit is found', () => {
  const bytes = sample();
  for (let at = 0; at < bytes.length; at += 1) {
    for (let bit = 0; bit < 8; bit += 1) {
      bytes[at] = (bytes[at] as number) ^ (1 << bit);
      assert.ok('unusable' in decodeDedup(bytes), `bit ${bit} of byte ${at}`);
      bytes[at] = (bytes[at] as number) ^ (1 << bit);
    }
  }
});

test('what follows the footer is damage', () => {
  const whole = sample();
  const last = whole.subarray(whole.lastIndexOf('\n', whole.length - 2) + 1);
  for (const more of [Buffer.from('\n'), Buffer.from('x'), last, whole])
    assert.ok('unusable' in decodeDedup(Buffer.concat([whole, more])));
});

test('lines whose checksums are right and that are not those of a file are refused', () => {
  const good = {
    key: 'k',
    fingerprint: 'f',
    seq: 3,
    timestamp: 1,
    created: [],
    updated: 2,
    deleted: 0,
  };
  const of = (seqs: readonly number[], covered: number): DedupFile => ({
    logId: 'l',
    covered: placeAt(covered),
    entries: seqs.map((seq) => ({ ...good, key: `k${seq}`, seq })),
  });
  assert.ok(!('unusable' in decodeDedup(bytesOf(of([3, 4], 4)))));
  assert.ok('unusable' in decodeDedup(bytesOf(of([4, 3], 4))), 'entries out of order');
  assert.ok('unusable' in decodeDedup(bytesOf(of([3, 5], 4))), 'an entry above what is covered');
});

/** Lines with the right checksums, whatever they say. */
function lined(texts: readonly string[]): Buffer {
  let crc = 0;
  const lines = texts.map((json) => {
    crc = crc32(json, crc);
    return `${crc.toString(16).padStart(8, '0')}:${json}\n`;
  });
  return Buffer.from(lines.join(''));
}

test('another format, a newer one, a wrong count and nonsense are refused', () => {
  const header = (changes: object): string =>
    JSON.stringify({
      format: 'lithair.raftids',
      version: 1,
      min_reader: 1,
      log_id: 'l',
      covered_seq: 1,
      covered_timestamp: 1,
      covered_base: 0,
      covered_offset: 1,
      covered_crc: 1,
      ...changes,
    });
  const none = '{"entries":0}';
  const entry = (seq: number): string => JSON.stringify({ key: `k${seq}`, seq, created: [] });
  const nonsense = 'its lines are not what they should be';
  const unordered = 'its entries are not in order';
  assert.ok(!('unusable' in decodeDedup(lined([header({ version: 2 }), none]))));
  assert.ok(!('unusable' in decodeDedup(lined([header({}), entry(1), '{"entries":1}']))));
  const refused: readonly (readonly [string, readonly string[]])[] = [
    ['it has another format', [header({ format: 'other' }), none]],
    ['a newer version wrote it', [header({ min_reader: 2 }), none]],
    ['it has 0 entries, its footer says 1', [header({}), '{"entries":1}']],
    ['it has 1 entries, its footer says undefined', [header({}), entry(1), entry(1)]],
    ['it has no footer', [header({})]],
    ['it has no footer', []],
    [nonsense, ['null', 'null']],
    [nonsense, [header({}), '}', '{"entries":1}']],
    [nonsense, ['', '']],
    [unordered, [header({}), entry(0), '{"entries":1}']],
    [unordered, [header({}), entry(2), '{"entries":1}']],
    [unordered, [header({}), entry(1), entry(1), '{"entries":2}']],
    [unordered, [header({ covered_seq: 9 }), entry(3), entry(2), '{"entries":2}']],
  ];
  for (const [unusable, texts] of refused)
    assert.deepEqual(decodeDedup(lined(texts)), { unusable }, texts.join(' '));
});

test('a line that is changed, or cut, is named by where it starts', () => {
  const whole = sample();
  const second = whole.indexOf('\n') + 1;
  for (const at of [0, 7, 8, 9, 40, second, second + 8, second + 20]) {
    const changed = Buffer.from(whole);
    changed[at] = (changed[at] as number) ^ 4;
    const line = at < second ? 0 : second;
    const unusable = `the checksum at byte ${line} does not continue the line before`;
    assert.deepEqual(decodeDedup(changed), { unusable }, `byte ${at}`);
  }
  for (const bytes of [1, 8, 9, 20]) {
    const unusable = `the line at byte ${second} is not complete`;
    assert.deepEqual(decodeDedup(whole.subarray(0, second + bytes)), { unusable });
  }
  const empty = Buffer.from('00000000:\n');
  assert.deepEqual(decodeDedup(empty), { unusable: 'it has no footer' });
  assert.deepEqual(decodeDedup(Buffer.from('0000000\n')), {
    unusable: 'the line at byte 0 is not complete',
  });
});

test('is made in chunks, however large', () => {
  const payload = JSON.stringify({ id: 'a', content: 'x'.repeat(1000) });
  const entries = Array.from({ length: 2000 }, (_, at): DedupEntry => {
    const entry = { key: `k${at}`, fingerprint: 'f', seq: at + 1, timestamp: at };
    return { ...entry, type: 'ArticleCreated', id: 'a', payload };
  });
  const value = { logId: 'l', covered: placeAt(2000), entries };
  const chunks = [...encodeDedup(value)];
  assert.ok(chunks.length > 10 && chunks.every(({ length }) => length < 200_000));
  assert.deepEqual(decodeDedup(Buffer.concat(chunks)), value);
});
