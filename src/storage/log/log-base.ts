import path from 'node:path';
import { createDurably } from '../disk/create-durably';
import type { Disk } from '../disk/disk';
import { withFile } from '../disk/with-file';
import { LOG_FILE } from './log-format';
import type { LogPosition } from './log-position';
import { decodeSector, encodeSector, SECTOR_BYTES } from './sector';

/**
 * `events.raftlog.base`: how far the log was compacted. It is what distinguishes a beginning that
 * was put away, or deleted on purpose, from one that was lost; so it is on stable storage before
 * the first segment moves, and only ever grows. Two equal sectors: one that is damaged is not
 * missed.
 */
export const BASE_FILE = `${LOG_FILE}.base`;

/** The last event that compaction took from the log, its time, its checksum and its hash. */
export interface LogBase extends Pick<LogPosition, 'seq' | 'timestamp' | 'crc' | 'hash'> {
  readonly log_id: string;
  /** Events up to this one were deleted on purpose: those between it and `seq` are archived. */
  readonly kept_seq: number;
}

/** What the file says; `undefined` when there is none that is whole. */
export async function readLogBase(disk: Disk, directory: string): Promise<LogBase | undefined> {
  if (!(await disk.entries(directory)).includes(BASE_FILE)) return undefined;
  return withFile(disk, path.join(directory, BASE_FILE), async (file) => {
    const bytes = Buffer.alloc(2 * SECTOR_BYTES);
    await file.read(bytes, 0);
    const said = [0, SECTOR_BYTES].map((at) => decodeSector(bytes.subarray(at, at + SECTOR_BYTES)));
    return (said[0] ?? said[1]) as LogBase | undefined;
  });
}

export function writeLogBase(disk: Disk, directory: string, base: LogBase): Promise<void> {
  const sector = encodeSector(base);
  return createDurably(disk, path.join(directory, BASE_FILE), Buffer.concat([sector, sector]));
}
