import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crc32 } from 'node:zlib';
import { decodeSector, encodeSector, SECTOR_BYTES } from './sector';

const said = { log_id: 'a', seq: 7 };

test('a sector is its checksum, JSON, spaces and a newline', () => {
  const sector = encodeSector(said);
  const content = `${JSON.stringify(said).padEnd(SECTOR_BYTES - 10)}\n`;
  const digits = crc32(content).toString(16).padStart(8, '0');
  assert.equal(sector.toString('latin1'), `${digits}:${content}`);
  assert.deepEqual(decodeSector(sector), said);
});

test('a sector of which any byte is another says nothing', () => {
  const sector = encodeSector(said);
  for (let at = 0; at < SECTOR_BYTES; at += 1) {
    const changed = Buffer.from(sector);
    changed[at] = (changed[at] as number) ^ 1;
    assert.equal(decodeSector(changed), undefined, `byte ${at}`);
  }
});
