import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryDisk } from '../../testing/memory-disk';
import { DATA } from '../../testing/sample-log';
import { BASE_FILE, readLogBase, writeLogBase } from './log-base';
import { SECTOR_BYTES } from './sector';

const PATH = `${DATA}/${BASE_FILE}`;
const BASE = {
  log_id: 'a'.repeat(32),
  seq: 9,
  timestamp: 7,
  crc: 5,
  hash: 'b'.repeat(64),
  kept_seq: 3,
};

test('how far a log was compacted survives the loss of either sector, not of both', async () => {
  const disk = new MemoryDisk();
  assert.equal(await readLogBase(disk, DATA), undefined, 'there is none');
  await writeLogBase(disk, DATA, BASE);
  const whole = Buffer.from(disk.content(PATH));
  assert.equal(whole.length, 2 * SECTOR_BYTES);
  assert.deepEqual(await readLogBase(disk, DATA), BASE);
  for (const damaged of [[20], [SECTOR_BYTES + 20], [20, SECTOR_BYTES + 20]]) {
    const bytes = Buffer.from(whole);
    for (const at of damaged) bytes[at] = (bytes[at] as number) ^ 1;
    disk.put(PATH, bytes);
    assert.deepEqual(await readLogBase(disk, DATA), damaged.length === 1 ? BASE : undefined);
  }
  disk.put(PATH, whole.subarray(0, SECTOR_BYTES));
  assert.deepEqual(await readLogBase(disk, DATA), BASE);
});
