import path from 'node:path';
import type { Disk } from '../disk/disk';
import { withFile } from '../disk/with-file';
import type { StoragePlace } from '../log/file-storage';
import {
  isDamaged,
  readSnapshot,
  readSnapshotHeader,
  type SnapshotReading,
  type SnapshotSink,
} from './read-snapshot';
import { SNAPSHOT_BESIDE, SNAPSHOT_FILE, type SnapshotHeader } from './snapshot-format';

const EARLIER = /^state\.raftsnap\.(\d{16})$/;

/** Names of the snapshots of a directory, newest first. */
export async function snapshotNames(disk: Disk, directory: string): Promise<readonly string[]> {
  const names = await disk.entries(directory);
  const earlier = names.filter((name) => EARLIER.test(name)).sort();
  const newest = names.includes(SNAPSHOT_FILE) ? [SNAPSHOT_FILE] : [];
  return [...newest, ...earlier.reverse()];
}

/** Reads one snapshot of a directory to its end. */
export const readSnapshotFile = (
  disk: Disk,
  directory: string,
  name: string,
  sink?: SnapshotSink,
): Promise<SnapshotReading> =>
  withFile(disk, path.join(directory, name), (file) => readSnapshot(file, sink));

/** The header of the newest snapshot of a log that is whole; all of it is read. */
export async function newestWholeSnapshot(
  disk: Disk,
  directory: string,
  logId: string,
  isWanted: (header: SnapshotHeader) => boolean = () => true,
): Promise<SnapshotHeader | undefined> {
  for (const name of await snapshotNames(disk, directory)) {
    const header = await withFile(disk, path.join(directory, name), readSnapshotHeader);
    if (header?.log_id !== logId || !isWanted(header)) continue;
    const reading = await readSnapshotFile(disk, directory, name);
    if (!isDamaged(reading)) return reading.header;
  }
  return undefined;
}

/**
 * Makes the snapshot that was written beside the newest one, once all of it has been read back; the
 * one before gets its number, and those beyond `keep` are removed. At each step at least one whole
 * snapshot is there.
 * @throws when what was written does not read back: the disk lies, the old ones stay.
 */
export async function publishSnapshot(place: StoragePlace, keep: number): Promise<SnapshotHeader> {
  const { disk, directory } = place;
  const at = (name: string): string => path.join(directory, name);
  const written = await readSnapshotFile(disk, directory, SNAPSHOT_BESIDE);
  if (isDamaged(written))
    throw new Error(`the snapshot does not read back: byte ${written.offset}: ${written.damage}`);
  if ((await snapshotNames(disk, directory))[0] === SNAPSHOT_FILE) {
    const before = await withFile(disk, at(SNAPSHOT_FILE), readSnapshotHeader);
    if (before === undefined) await setAside(place, SNAPSHOT_FILE);
    else await disk.rename(at(SNAPSHOT_FILE), at(numberedName(before.seq)));
  }
  await disk.rename(at(SNAPSHOT_BESIDE), at(SNAPSHOT_FILE));
  await disk.syncDirectory(directory);
  for (const name of (await snapshotNames(disk, directory)).slice(keep))
    await disk.remove(at(name));
  return written.header;
}

/** Removes what a snapshot that failed, or that a crash cut short, has written. */
export async function removeUnfinished({ disk, directory }: StoragePlace): Promise<void> {
  if (!(await disk.entries(directory)).includes(SNAPSHOT_BESIDE)) return;
  await disk.remove(path.join(directory, SNAPSHOT_BESIDE));
}

/** A snapshot that is not whole is kept for whoever wants to know why, but never loaded again. */
export async function setAside(
  { disk, directory, environment }: StoragePlace,
  name: string,
): Promise<string> {
  const aside = `${SNAPSHOT_FILE}.bad-${environment.wallMs()}-${name.slice(SNAPSHOT_FILE.length + 1)}`;
  await disk.rename(path.join(directory, name), path.join(directory, aside));
  await disk.syncDirectory(directory);
  return aside;
}

const numberedName = (seq: number): string => `${SNAPSHOT_FILE}.${String(seq).padStart(16, '0')}`;
