import type { Disk } from '../disk/disk';
import { isDamaged, type RecordSink } from './read-snapshot';
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
}

/**
 * Loads the newest snapshot that is whole. One that is damaged, or of another log, is passed
 * over for the one before (INV-7). Writes nothing.
 * @param begin called before each attempt: gives a place for its records, empty.
 */
export async function loadSnapshot(
  disk: Disk,
  directory: string,
  logId: string,
  begin: () => RecordSink,
): Promise<LoadedSnapshot> {
  const rejected: RejectedSnapshot[] = [];
  for (const file of await snapshotNames(disk, directory)) {
    const reading = await readSnapshotFile(disk, directory, file, begin());
    if (!isDamaged(reading) && reading.header.log_id === logId)
      return { header: reading.header, rejected };
    const reason = isDamaged(reading)
      ? `byte ${reading.offset}: ${reading.damage}`
      : `it belongs to log ${reading.header.log_id}`;
    rejected.push({ file, reason });
  }
  begin();
  return { rejected };
}
