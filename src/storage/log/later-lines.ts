import { crc32 } from 'node:zlib';
import type { DiskFile } from '../disk/disk';
import { ChunkReader } from './chunks';
import type { LogRecord } from './encoding';
import { readHex } from './hex';
import { parseLine } from './line-parser';
import { PREFIX_BYTES } from './log-format';

const NEWLINE = 0x0a;
/**
 * How every line of ours goes on after its checksum; cannot stand inside a JSON string, whose
 * quotes are escaped. In an object it follows a quote, which is no digit of a checksum.
 */
const AFTER_CHECKSUM = Buffer.from(':{"');

/**
 * Looks behind damage for lines that are whole: in the form of ours, and right behind what the line
 * before them says or should say of itself.
 * @param from where the damage starts. @param crc checksum of the last valid line.
 * @returns them, a chunk at a time.
 */
export async function* laterLines(
  file: DiskFile,
  from: number,
  crc: number,
): AsyncGenerator<readonly LogRecord[]> {
  const reader = new ChunkReader(file, from, await file.size());
  let seeds: readonly number[] = [crc];
  for (let chunk = await reader.next(); chunk; chunk = await reader.next()) {
    const { bytes, length } = chunk;
    const found: LogRecord[] = [];
    let start = 0;
    for (;;) {
      const newline = bytes.indexOf(NEWLINE, start);
      if (newline < 0 || newline >= length) break;
      const record = wholeLine(bytes, start, newline, seeds);
      if (record !== undefined) found.push(record);
      seeds = checksumsOf(bytes, start, newline, seeds);
      start = newline + 1;
    }
    yield found;
    reader.advance(chunk, start);
  }
}

function wholeLine(
  bytes: Buffer,
  start: number,
  newline: number,
  seeds: readonly number[],
): LogRecord | undefined {
  const json = start + PREFIX_BYTES;
  const stored = readHex(bytes, start);
  const content = bytes.subarray(json, newline);
  if (!seeds.some((seed) => crc32(content, seed) === stored)) return undefined;
  return parseLine(bytes, json, newline, { isAscii: false, isWhole: true });
}

/**
 * What may have seeded the next line: the checksum that this one says, the one it should have said
 * (its digits may be what is damaged), and any checksum inside it (the newline between two lines
 * may be).
 */
function checksumsOf(
  bytes: Buffer,
  start: number,
  newline: number,
  seeds: readonly number[],
): number[] {
  const checksums: number[] = [];
  const line = bytes.subarray(start, newline);
  for (let at = line.indexOf(AFTER_CHECKSUM); at >= 0; at = line.indexOf(AFTER_CHECKSUM, at + 1)) {
    checksums.push(readHex(line, at - 8));
  }
  checksums.push(crc32(line.subarray(PREFIX_BYTES), seeds[0]), readHex(line, 0));
  // Where no digits stand is no checksum.
  return checksums.filter((checksum) => checksum >= 0);
}
