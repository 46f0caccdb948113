import type { Disk } from '../disk/disk';
import path from 'node:path';
import { isDamaged, readSnapshotHeader, type SnapshotSink } from './read-snapshot';
import { withFile } from '../disk/with-file';
import { readSnapshotFile, snapshotNames } from './snapshot-files';
import type { SnapshotHeader } from './snapshot-format';

/** A snapshot that cannot be used. */
export interface RejectedSnapshot {
  readonly file: string;
  readonly reason: string;
}

/** What the snapshots of a directory gave. */
export interface LoadedSnapshot {
  /** Of the one that was loaded; absent when there is none that is whole. */
  readonly header?: SnapshotHeader | undefined;
  readonly rejected: readonly RejectedSnapshot[];
  /** Those that are not wanted. */
  readonly unwanted: readonly string[];
}

/**
 * Loads the newest snapshot that is whole. One that is damaged, or of another log, is passed
 * over for the one before (INV-7). Writes nothing.
 * @param begin called before each attempt: gives a place for its records, empty.
 * @param isWanted one that is not is left where it is.
 */
export async function loadSnapshot(
  disk: Disk,
  directory: string,
  logId: string,
  begin: () => SnapshotSink,
  isWanted?: (header: SnapshotHeader) => boolean,
): Promise<LoadedSnapshot> {
  const rejected: RejectedSnapshot[] = [];
  const unwanted: string[] = [];
  for (const file of await snapshotNames(disk, directory)) {
    if (isWanted !== undefined) {
      const header = await withFile(disk, path.join(directory, file), readSnapshotHeader);
      if (header !== undefined && !isWanted(header)) {
        unwanted.push(file);
        continue;
      }
    }
    const reading = await readSnapshotFile(disk, directory, file, begin());
    if (!isDamaged(reading) && reading.header.log_id === logId)
      return { header: reading.header, rejected, unwanted };
    const reason = isDamaged(reading)
      ? `byte ${reading.offset}: ${reading.damage}`
      : `it belongs to log ${reading.header.log_id}`;
    rejected.push({ file, reason });
  }
  begin();
  return { rejected, unwanted };
}
