import { crc32 } from 'node:zlib';
import { readChunks } from './chunks';
import type { DiskFile } from './disk';
import { readHex } from './hex';
import { parseLine } from './line-parser';
import { LINE_BYTES_MAX, PREFIX_BYTES } from './log-format';

const NEWLINE = 0x0a;
/**
 * How every line of ours goes on after its checksum; cannot stand inside a JSON string, whose
 * quotes are escaped.
 */
const AFTER_CHECKSUM = Buffer.from(':{"s');

/**
 * Looks behind the damage for markers that still chain to the line before them. One that says more
 * was on stable storage than what is left of the log proves that acknowledged events are damaged.
 *
 * @param from where the damage starts. @param crc checksum of the last valid line.
 * @returns the greatest `synced` of those markers; -1 when there is none.
 */
export async function findLaterSynced(file: DiskFile, from: number, crc: number): Promise<number> {
  let found = -1;
  let seeds: readonly number[] = [crc];
  await readChunks(file, from, ({ bytes, length }) => {
    let start = 0;
    for (;;) {
      const newline = bytes.indexOf(NEWLINE, start);
      if (newline < 0 || newline >= length) return start;
      found = Math.max(found, syncedOf(bytes, start, newline, seeds));
      seeds = checksumsOf(bytes, start, newline, seeds);
      start = newline + 1;
    }
  });
  return found;
}

function syncedOf(bytes: Buffer, start: number, newline: number, seeds: readonly number[]): number {
  const json = start + PREFIX_BYTES;
  if (newline <= json || newline - start > LINE_BYTES_MAX) return -1;
  const line = parseLine(bytes, json, newline);
  if (line?.kind !== 'marker') return -1;
  const stored = readHex(bytes, start);
  const content = bytes.subarray(json, newline);
  return seeds.some((seed) => crc32(content, seed) === stored) ? line.synced : -1;
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
    if (at >= 8) checksums.push(readHex(line, at - 8));
  }
  const [seed] = seeds;
  if (seed !== undefined) checksums.push(crc32(line.subarray(PREFIX_BYTES), seed));
  checksums.push(readHex(line, 0));
  return checksums.filter((checksum) => checksum >= 0);
}
