import path from 'node:path';
import type { Disk } from '../disk/disk';
import { withFile } from '../disk/with-file';
import { writeLogBase } from '../log/log-base';
import { ARCHIVE_DIRECTORY } from '../log/log-format';
import { isArchived, type SealedSegment } from '../log/segments';
import { planCompaction, type CompactionOptions } from './plan-compaction';
import { digestName } from './segment-digest';

/** Some segments that were moved or deleted. */
export interface SegmentTally {
  readonly segments: number;
  readonly bytes: number;
}

/** What compaction did, or would do. */
export interface CompactionReport {
  /** First event of the log that a start from a snapshot reads at most. */
  readonly first_seq: number;
  readonly archived: SegmentTally;
  readonly deleted: SegmentTally;
  /** Why nothing was done; absent when there was nothing to do, or it was done. */
  readonly reason?: string;
}

/**
 * Compacts a log: sealed segments that snapshots cover go into `archive/`, or are deleted, as whole
 * files; nothing is rewritten. What is to be gone is said on stable storage first (`log-base.ts`),
 * then the oldest goes first. So a crash at any step leaves a log that a start understands, and
 * that the next compaction finishes.
 * @param isDry nothing is written.
 */
export async function compact(
  disk: Disk,
  directory: string,
  options: CompactionOptions & { readonly isDry?: boolean },
): Promise<CompactionReport> {
  const plan = await planCompaction(disk, directory, options);
  const { base, baseSeq, deleted, archived, reason } = plan;
  const report: CompactionReport = {
    first_seq: baseSeq + 1,
    archived: await tallyOf(disk, directory, archived),
    deleted: await tallyOf(disk, directory, deleted),
    ...(reason !== undefined && { reason }),
  };
  if (options.isDry === true) return report;
  if (base !== undefined) await writeLogBase(disk, directory, base);
  // The archive is older than the log, and two directories have no common order but this.
  await remove(disk, directory, deleted.filter(isArchived));
  await remove(
    disk,
    directory,
    deleted.filter((segment) => !isArchived(segment)),
  );
  await archive(disk, directory, archived);
  return report;
}

async function tallyOf(
  disk: Disk,
  directory: string,
  segments: readonly SealedSegment[],
): Promise<SegmentTally> {
  let bytes = 0;
  for (const { file } of segments)
    bytes += await withFile(disk, path.join(directory, file), (opened) => opened.size());
  return { segments: segments.length, bytes };
}

async function remove(
  disk: Disk,
  directory: string,
  segments: readonly SealedSegment[],
): Promise<void> {
  const [first] = segments;
  if (first === undefined) return;
  const home = path.dirname(path.join(directory, first.file));
  const names = new Set(await disk.entries(home));
  for (const { file } of segments) {
    const name = path.basename(file);
    if (names.has(digestName(name))) await disk.remove(path.join(home, digestName(name)));
    await disk.remove(path.join(home, name));
  }
  await disk.syncDirectory(home);
}

async function archive(
  disk: Disk,
  directory: string,
  segments: readonly SealedSegment[],
): Promise<void> {
  if (segments.length === 0) return;
  const home = path.join(directory, ARCHIVE_DIRECTORY);
  await disk.makeDirectory(home);
  await disk.syncDirectory(directory);
  const names = new Set(await disk.entries(directory));
  for (const { file } of segments) {
    // First what a crash may leave alone: it is written again, or replaced.
    for (const name of [digestName(file), file])
      if (names.has(name)) await disk.rename(path.join(directory, name), path.join(home, name));
  }
  await disk.syncDirectory(home);
  await disk.syncDirectory(directory);
}
