import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readHex, writeHex } from './hex';

test('a checksum is eight lower-case hex digits', () => {
  for (const [crc, digits] of [
    [0, '00000000'],
    [1, '00000001'],
    [0x1234abcd, '1234abcd'],
    [0xffffffff, 'ffffffff'],
  ] as const) {
    const bytes = Buffer.alloc(10, '-');
    writeHex(bytes, 1, crc);
    assert.equal(bytes.toString(), `-${digits}-`);
    assert.equal(readHex(bytes, 1), crc);
  }
});

test('anything else is no checksum', () => {
  for (const digits of ['1234567g', 'g2345678', '1234 678', '1234ABCD', '----', '\n\n\n\n\n\n\n\n'])
    assert.equal(readHex(Buffer.from(digits.padEnd(8, ':')), 0), -1, digits);
});
