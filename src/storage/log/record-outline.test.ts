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
const MAKERS = [(): Encoding => jsonEncoding, (): Encoding => binaryEncoding(0x5a17)];

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

/** A chunk of a marker and so many events, and what reads it. */
function chunkOf(encoding: Encoding, count: number) {
  const batch = new Batch(encoding);
  const events = Array.from({ length: count }, (_, index) => eventOf(index + 1));
  batch.add(events, () => undefined);
  const from = { base: 0, offset: 0, seq: 0, timestamp: 0, crc: SEED };
  const { bytes, end } = batch.seal(from, 0);
  return { whole: Buffer.from(bytes), end, outline: new RecordOutline(encoding) };
}

for (const newEncoding of MAKERS) {
  const { name } = newEncoding();

  test(`${name}: the records of a chunk are found, with their checksums`, () => {
    const encoding = newEncoding();
    for (const count of [EVENTS, 5 * EVENTS]) {
      const { whole, end, outline } = chunkOf(encoding, count);
      assert.deepEqual(outlined(outline, whole), oneByOne(encoding, whole));
      assert.deepEqual([outline.count, outline.isBroken], [count + 1, false]);
      assert.equal(outline.check(count, -1), end.crc, 'confirmed without looking at it again');
    }
  });

  test(`${name}: what was read of one chunk says nothing of the next`, () => {
    const encoding = newEncoding();
    const { whole, outline } = chunkOf(encoding, EVENTS);
    const second = outlined(outline, whole)[2] as number;
    whole[second - 3] = (whole[second - 3] as number) ^ 1;
    assert.deepEqual(outlined(outline, whole).length, 2, 'the marker alone');
    whole[second - 3] = (whole[second - 3] as number) ^ 1;
    assert.deepEqual(outlined(outline, whole), oneByOne(encoding, whole));
    assert.deepEqual(outlined(outline, whole.subarray(0, second - 1)).length, 2);
    assert.equal(outline.isBroken, false, 'a record that is cut may go on in the next chunk');
    assert.deepEqual(outlined(outline, Buffer.alloc(0)), []);
    assert.deepEqual([outline.count, outline.isBroken], [0, false]);
  });

  test(`${name}: any flipped bit, anywhere, is found as by one record at a time`, () => {
    const encoding = newEncoding();
    const { whole, outline } = chunkOf(encoding, EVENTS);
    for (let at = 0; at < whole.length; at += 1) {
      const bit = 1 << (at % 8);
      whole[at] = (whole[at] as number) ^ bit;
      const found = outlined(outline, whole);
      assert.deepEqual(found, oneByOne(encoding, whole), `byte ${at}`);
      assert.ok(found.length < 2 * (EVENTS + 1), `byte ${at}`);
      whole[at] = (whole[at] as number) ^ bit;
    }
  });

  test(`${name}: whatever bytes are overwritten and wherever they end, likewise`, () => {
    const encoding = newEncoding();
    const { whole, outline } = chunkOf(encoding, EVENTS);
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

test('behind the last record that can be one stands what cannot', () => {
  const { whole, outline } = chunkOf(binaryEncoding(0x5a17), 3);
  const broken = Buffer.concat([whole, Buffer.alloc(20)]);
  assert.equal(outlined(outline, broken).length, 2 * 4);
  assert.deepEqual([outline.count, outline.isBroken], [4, true]);
  assert.equal(outlined(outline, whole).length, 2 * 4);
  assert.equal(outline.isBroken, false);
});
