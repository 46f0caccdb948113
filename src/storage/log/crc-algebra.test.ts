import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { crcBehind, crcOfFew } from './crc-algebra';

const bytes = fc.uint8Array({ maxLength: 300 });
const crc = fc.nat(0xffffffff);

test('bytes one at a time give the checksum of all', () => {
  fc.assert(
    fc.property(bytes, crc, (some, seed) => {
      assert.equal(crcOfFew(seed, some, 0, some.length) >>> 0, crc32(some, seed));
    }),
  );
});

test('a checksum behind another seed gives the one behind this, whatever the length', () => {
  const lengths = [0, 1, 4095, 4096, 4097, 6144, 8192, 12_288, 100_001];
  const long = fc.constantFrom(...lengths).map((length) => new Uint8Array(length).fill(0x5a));
  fc.assert(
    fc.property(fc.oneof(bytes, long), crc, crc, (some, before, seed) => {
      const own = crc32(some, seed);
      assert.equal(crcBehind(before, seed, own, some.length) >>> 0, crc32(some, before));
    }),
  );
  for (const length of [...lengths, ...lengths]) {
    const some = new Uint8Array(length).fill(0x5a);
    assert.equal(crcBehind(1, 2, crc32(some, 2), length) >>> 0, crc32(some, 1), `${length}`);
  }
});
