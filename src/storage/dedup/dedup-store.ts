import path from 'node:path';
import { createDurably } from '../disk/create-durably';
import type { Disk, DiskFile } from '../disk/disk';
import { withFile } from '../disk/with-file';
import type { LogPosition } from '../log/log-position';
import { reasonOf } from '../../errors/reason-of';
import {
  DEDUP_FILE,
  decodeDedup,
  encodeDedup,
  type DedupFile,
  type UnusableDedup,
} from './dedup-file';

/** The file is bounded by what an index may hold; a larger one is not ours. */
const FILE_BYTES_MAX = 512 * 1024 * 1024;

/** The place where a snapshot ends, and its log. */
export interface SnapshotPlace extends LogPosition {
  readonly log_id: string;
}

/** Replaces the file, whole or not at all. */
export async function saveDedup(disk: Disk, directory: string, file: DedupFile): Promise<void> {
  await createDurably(disk, path.join(directory, DEDUP_FILE), encodeDedup(file));
}

/**
 * The file, if it can be relied upon: every byte of it verified, of this log, and written at the
 * very place where the snapshot ends. The checksum of a place names all of the log before it: a log
 * that was put back to an older copy, and went on from there, has other events under the same
 * numbers. Anything else is said and not used, never fatal: the log has all of it.
 */
export async function loadDedup(
  disk: Disk,
  directory: string,
  place: SnapshotPlace,
): Promise<DedupFile | UnusableDedup> {
  try {
    if (!(await disk.entries(directory)).includes(DEDUP_FILE)) return { unusable: 'there is none' };
    const file = decodeDedup(await withFile(disk, path.join(directory, DEDUP_FILE), readWhole));
    if ('unusable' in file) return file;
    const { logId, covered } = file;
    if (logId !== place.log_id) return { unusable: `it belongs to log ${logId}` };
    const { seq, base, offset, crc } = covered;
    if (seq !== place.seq) return { unusable: `it was written at event ${seq}, not ${place.seq}` };
    if (base === place.base && offset === place.offset && crc === place.crc) return file;
    return { unusable: `it was written with another event ${seq}` };
  } catch (error) {
    return { unusable: reasonOf(error) };
  }
}

async function readWhole(file: DiskFile): Promise<Buffer> {
  const size = await file.size();
  if (size > FILE_BYTES_MAX) throw new Error(`it has ${size} bytes`);
  const bytes = Buffer.allocUnsafeSlow(size);
  return bytes.subarray(0, await file.read(bytes, 0));
}
