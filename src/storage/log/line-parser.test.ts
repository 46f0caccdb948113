import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventOf } from '../../testing/sample-log';
import { envelopeOf } from './json-encoding';
import { parseLine } from './line-parser';

const READING = { isAscii: false, isWhole: true };
const HASH = 'ab'.repeat(32);

for (const [name, event] of [
  ['the shortest event', { ...eventOf(7), request: undefined }],
  [
    'an event with all of its members',
    {
      ...eventOf(7, 3),
      request: { key: 'k-1', fingerprint: 'f' },
      changed: ['a', 'b2'],
      hash: HASH,
    },
  ],
  ['an event that changed nothing', { ...eventOf(7), changed: [] }],
] as const) {
  const line = Buffer.from(`${envelopeOf(event)}\n`);
  const payload = line.indexOf('"payload":') + '"payload":'.length;

  test(`${name}: no byte of its form may be another`, () => {
    for (let at = 0; at < payload; at += 1) {
      const bytes = Buffer.from(line);
      bytes[at] = 0x7e;
      const read = parseLine(bytes, 0, line.length - 1, READING);
      if (read === undefined) continue;
      // Text may be any other: then the event says just what stands there.
      assert.ok(read.kind === 'event', `byte ${at}`);
      assert.equal(`${envelopeOf(read.event)}\n`, bytes.toString(), `byte ${at}`);
    }
  });

  test(`${name}: it does not go on in what stands behind it`, () => {
    const bytes = Buffer.from(line);
    for (let end = 0; end < payload; end += 1)
      assert.equal(parseLine(bytes, 0, end, READING), undefined, `it ends before byte ${end}`);
  });
}

test('a marker is a number and nothing else', () => {
  const bytes = Buffer.from('{"synced":12}\n');
  assert.deepEqual(parseLine(bytes, 0, 13, READING), { kind: 'marker', synced: 12 });
  for (let end = 0; end < 13; end += 1)
    assert.equal(parseLine(bytes, 0, end, READING), undefined, `it ends before byte ${end}`);
});
