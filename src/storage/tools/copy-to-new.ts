import path from 'node:path';
import type { Disk } from '../disk/disk';
import { LOG_FILE } from '../log/log-format';
import type { LogPosition } from '../log/log-position';
import { LogWalk } from '../log/log-walk';
import { copyStart, startOfLog } from './copy-start';
import { requireWritten, writeHead } from './finish-copy';
import { LogCopy } from './log-copy';
import { UNFINISHED_FILE } from './new-directory';

/** The beginning of a log that was read and judged before. */
export interface Beginning {
  readonly log_id: string;
  readonly end: LogPosition;
  /** Base of the segment to start with; the oldest otherwise. */
  readonly fromBase?: number;
}

/**
 * Writes the beginning of a log into a directory of its own. The head comes first and the growing
 * segment gets its name last: whatever interrupts this, no server starts on a part of it.
 * @returns the bytes written.
 * @throws {LithairError} `disk_failed`: what was written does not read back; see `startOfLog`.
 */
export async function copyToNew(
  disk: Disk,
  source: string,
  directory: string,
  { log_id, end, fromBase = 0 }: Beginning,
  onProgress?: (done: number, total: number) => void,
): Promise<number> {
  const start = await startOfLog(disk, source, fromBase, end.seq);
  await writeHead(disk, directory, log_id, end);
  if (start !== undefined) await copyStart(disk, source, directory, start);
  const walk = new LogWalk(disk, source, {
    fromBase,
    to: { base: end.base, end: end.offset },
    onEvent: () => undefined,
    onProgress,
  });
  const copy = new LogCopy({ disk, directory, active: UNFINISHED_FILE });
  try {
    for await (const stretch of walk.stretches()) await copy.take(stretch);
    await copy.finish();
  } finally {
    await copy.close();
  }
  await disk.rename(path.join(directory, UNFINISHED_FILE), path.join(directory, LOG_FILE));
  await disk.syncDirectory(directory);
  await requireWritten(disk, directory, 0, end);
  return copy.bytes;
}
