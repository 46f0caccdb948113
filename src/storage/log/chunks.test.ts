import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryDisk } from '../../testing/memory-disk';
import { DATA } from '../../testing/sample-log';
import type { DiskFile } from '../disk/disk';
import { ChunkReader, readChunks, type Chunk } from './chunks';
import { LINE_BYTES_MAX } from './log-format';

const PATH = `${DATA}/file`;

async function fileOf(content: Uint8Array): Promise<DiskFile> {
  const disk = new MemoryDisk();
  disk.put(PATH, content);
  return disk.open(PATH, 'read');
}

const digits = (count: number): Buffer =>
  Buffer.from(Array.from({ length: count }, (_, index) => 48 + (index % 10)));
const textOf = ({ bytes, length }: Chunk): string => bytes.toString('latin1', 0, length);

test('a file is read in pieces, and what is not done with comes again in front', async () => {
  const file = await fileOf(digits(25));
  const seen: [string, number, boolean][] = [];
  await readChunks(
    file,
    3,
    (chunk) => {
      seen.push([textOf(chunk), chunk.offset, chunk.isLast]);
      return chunk.isLast ? chunk.length : chunk.length - 4;
    },
    10,
  );
  assert.deepEqual(seen, [
    ['3456789012', 3, false],
    ['9012345678', 9, false],
    ['5678901234', 15, true],
  ]);
});

test('a piece of which nothing is done with grows, up to more than a record can take', async () => {
  const file = await fileOf(digits(25));
  const lengths: number[] = [];
  await readChunks(
    file,
    0,
    ({ length }) => {
      lengths.push(length);
      return 0;
    },
    10,
  );
  assert.deepEqual(lengths, [10, 20, 25]);
  const large = await fileOf(Buffer.alloc(3 * LINE_BYTES_MAX));
  lengths.length = 0;
  await readChunks(
    large,
    0,
    ({ length }) => {
      lengths.push(length);
      return 0;
    },
    LINE_BYTES_MAX,
  );
  assert.deepEqual(lengths, [LINE_BYTES_MAX, 2 * LINE_BYTES_MAX]);
});

test('reading stops where it is told, and where the file ends before it said', async () => {
  const file = await fileOf(digits(25));
  let pieces = 0;
  await readChunks(
    file,
    0,
    () => {
      pieces += 1;
      return 'stop';
    },
    10,
  );
  assert.equal(pieces, 1);
  const short = new ChunkReader(file, 0, 100, 100);
  const chunk = await short.next();
  assert.deepEqual([chunk?.length, chunk?.isLast], [25, false]);
  short.advance(chunk as Chunk, 20);
  assert.equal(await short.next(), undefined);
});

test('nothing is asked of a file once who reads it stops, nor behind its end', async () => {
  const disk = new MemoryDisk();
  disk.put(PATH, digits(25));
  const file = await disk.open(PATH, 'read');
  const reads = (): number => disk.trace.filter((step) => step.startsWith('read ')).length;
  await readChunks(file, 0, () => 'stop', 10);
  assert.equal(reads(), 1);
  await readChunks(file, 0, ({ length }) => length, 10);
  assert.equal(reads(), 1 + 3);
  await readChunks(file, 0, ({ length, isLast }) => (isLast ? length - 2 : length), 10);
  assert.equal(reads(), 1 + 3 + 3);
});

test('what is kept of a piece does not let the next one pass the end of the part', async () => {
  const reader = new ChunkReader(await fileOf(digits(25)), 0, 15, 10);
  const first = (await reader.next()) as Chunk;
  reader.advance(first, 6);
  const second = (await reader.next()) as Chunk;
  assert.deepEqual([textOf(second), second.offset, second.isLast], ['678901234', 6, true]);
});

test('a piece with room for more than a record goes on, while some of it is done with', async () => {
  const room = LINE_BYTES_MAX + 1;
  const file = await fileOf(Buffer.alloc(room + 5));
  const seen: number[] = [];
  const done = ({ length, isLast }: Chunk): number => (isLast ? length : length - 1);
  await readChunks(file, 0, (chunk) => (seen.push(chunk.length), done(chunk)), room);
  assert.deepEqual(seen, [room, 6]);
});

test('a part of a file is read as if there were no more of it', async () => {
  const file = await fileOf(digits(25));
  const reader = new ChunkReader(file, 5, 12);
  const chunk = (await reader.next()) as Chunk;
  assert.deepEqual([textOf(chunk), chunk.offset, chunk.isLast], ['5678901', 5, true]);
  assert.equal(chunk.bytes.length, 7, 'no more room than is needed');
  reader.advance(chunk, 7);
  assert.equal(await reader.next(), undefined);
  for (const [from, to] of [
    [5, 5],
    [9, 5],
  ] as const)
    assert.equal(await new ChunkReader(file, from, to).next(), undefined);
});
