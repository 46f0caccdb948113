import { createHash } from 'node:crypto';
import path from 'node:path';
import { createDurably } from '../disk/create-durably';
import type { Disk } from '../disk/disk';
import { withFile } from '../disk/with-file';
import { ARCHIVE_DIRECTORY } from '../log/log-format';
import { listLog, type SealedSegment } from '../log/segments';

/** Small enough that hashing it between two requests is not noticed. */
const CHUNK_BYTES = 256 * 1024;
/** A digest file is shorter than this. */
const LINE_BYTES_MAX = 256;

/** Where the digest of a sealed segment stands: beside it. */
export const digestName = (segment: string): string => `${segment}.sha256`;

/** The sealed segments of a log that have a digest, or that have none. */
export async function segmentsByDigest(
  disk: Disk,
  directory: string,
): Promise<{
  readonly having: readonly SealedSegment[];
  readonly lacking: readonly SealedSegment[];
}> {
  const { sealed } = await listLog(disk, directory);
  const names = new Set(await disk.entries(directory));
  const archived = names.has(ARCHIVE_DIRECTORY)
    ? await disk.entries(path.join(directory, ARCHIVE_DIRECTORY))
    : [];
  for (const name of archived) names.add(`${ARCHIVE_DIRECTORY}/${name}`);
  const has = ({ file }: SealedSegment): boolean => names.has(digestName(file));
  return { having: sealed.filter(has), lacking: sealed.filter((segment) => !has(segment)) };
}

/** The SHA-256 of a whole file, in hex; `undefined` when it was not wanted to its end. */
export async function digestOf(
  disk: Disk,
  file: string,
  isStopped: () => boolean = () => false,
): Promise<string | undefined> {
  return withFile(disk, file, async (opened) => {
    const hash = createHash('sha256');
    const chunk = Buffer.allocUnsafeSlow(CHUNK_BYTES);
    let at = 0;
    for (;;) {
      const count = await opened.read(chunk, at);
      if (isStopped()) return undefined;
      if (count === 0) return hash.digest('hex');
      hash.update(chunk.subarray(0, count));
      at += count;
    }
  });
}

/**
 * Writes the digest of a sealed segment beside it, as `sha256sum` does, so that `sha256sum -c`
 * checks it without Lithair.
 */
export function writeDigest(disk: Disk, file: string, digest: string): Promise<void> {
  const line = Buffer.from(`${digest}  ${path.basename(file)}\n`);
  return createDurably(disk, digestName(file), line);
}

/** What is wrong with a segment by its digest; `undefined` when nothing is. */
export async function digestDamage(disk: Disk, file: string): Promise<string | undefined> {
  const line = await withFile(disk, digestName(file), async (opened) => {
    const bytes = Buffer.alloc(LINE_BYTES_MAX);
    return bytes.toString('latin1', 0, await opened.read(bytes, 0));
  });
  const digest = await digestOf(disk, file);
  if (line === `${digest}  ${path.basename(file)}\n`) return undefined;
  return `its SHA-256 is ${digest}, ${path.basename(digestName(file))} says something else`;
}
