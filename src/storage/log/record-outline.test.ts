import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { eventOf } from '../../testing/sample-log';
import { Batch } from './batch';
import { binaryEncoding } from './binary-encoding';
import type { Encoding } from './encoding';
import { jsonEncoding } from './json-encoding';
import { RecordOutline } from './record-outline';

const EVENTS = 40;
const SEED = 0xdecade;
const ENCODINGS = [jsonEncoding, binaryEncoding(0x5a17)];

/** Records one at a time, as they were read before there was an outline. */
function oneByOne(encoding: Encoding, bytes: Buffer): number[] {
  const found: number[] = [];
  let crc = SEED;
  for (let start = 0; start < bytes.length && crc >= 0;) {
    const end = encoding.endOf(bytes, start, bytes.length);
    if (end <= 0) break;
    crc = encoding.check(bytes, start, end, crc);
    if (crc >= 0) found.push(end, crc);
    start = end;
  }
  return found;
}

function outlined(outline: RecordOutline, bytes: Buffer): number[] {
  outline.read(bytes, bytes.length, SEED);
  const found: number[] = [];
  for (let index = 0, crc = SEED; index < outline.count; index += 1) {
    crc = outline.check(index, crc);
    if (crc < 0) break;
    found.push(outline.end(index), crc);
  }
  return found;
}

for (const encoding of ENCODINGS) {
  const batch = new Batch(encoding);
  const events = Array.from({ length: EVENTS }, (_, index) => eventOf(index + 1));
  batch.add(events, () => undefined);
  const from = { base: 0, offset: 0, seq: 0, timestamp: 0, crc: SEED };
  const { bytes, end } = batch.seal(from, 0);
  const whole = Buffer.from(bytes);
  const outline = new RecordOutline(encoding);

  test(`${encoding.name}: the records of a chunk are found, with their checksums`, () => {
    assert.deepEqual(outlined(outline, whole), oneByOne(encoding, whole));
    assert.equal(outline.count, EVENTS + 1);
    assert.equal(outline.check(EVENTS, -1), end.crc);
  });

  test(`${encoding.name}: any flipped bit, anywhere, is found as by one record at a time`, () => {
    for (let at = 0; at < whole.length; at += 1) {
      const bit = 1 << (at % 8);
      whole[at] = (whole[at] as number) ^ bit;
      const found = outlined(outline, whole);
      assert.deepEqual(found, oneByOne(encoding, whole), `byte ${at}`);
      assert.ok(found.length < 2 * (EVENTS + 1), `byte ${at}`);
      whole[at] = (whole[at] as number) ^ bit;
    }
  });

  test(`${encoding.name}: whatever bytes are overwritten and wherever they end, likewise`, () => {
    const place = fc.nat(whole.length - 1);
    const splice = fc.tuple(place, fc.uint8Array({ minLength: 1, maxLength: 40 }));
    fc.assert(
      fc.property(fc.array(splice, { maxLength: 4 }), place, (splices, length) => {
        const damaged = Buffer.from(whole.subarray(0, length));
        for (const [at, some] of splices) Buffer.from(some).copy(damaged, Math.min(at, length));
        assert.deepEqual(outlined(outline, damaged), oneByOne(encoding, damaged));
      }),
    );
  });
}
