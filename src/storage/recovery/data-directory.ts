import path from 'node:path';
import { LithairError } from '../../errors/lithair-error';
import type { Disk } from '../disk/disk';
import { withFile } from '../disk/with-file';
import { BASE_FILE, readLogBase, type LogBase } from '../log/log-base';
import { ARCHIVE_DIRECTORY, LOCK_FILE, LOG_FILE } from '../log/log-format';
import type { LogScan } from '../log/log-scan';
import { LogWalk, type LogWalkOptions } from '../log/log-walk';
import { readHeader, type HeaderReading, type LogHeader } from '../log/segment-header';
import { readFirstHeader } from '../log/segment-sequence';
import { listLog, sealedName, type LogFiles } from '../log/segments';
import { HEAD_FILE, readWatermark, type Watermark } from '../log/watermark';
import { readSnapshotHeader } from '../snapshot/read-snapshot';
import { newestWholeSnapshot, snapshotNames } from '../snapshot/snapshot-files';
import { SNAPSHOT_FILE } from '../snapshot/snapshot-format';
import { judge, type Verdict } from './verdict';

/** What a data directory holds, read without writing. */
export interface Examination {
  readonly scan: LogScan;
  readonly head: Watermark | undefined;
  readonly verdict: Verdict;
}

/** Files of ours that do not make a directory a data directory by themselves. */
const isCompanion = (name: string): boolean =>
  name === LOCK_FILE || name.startsWith(`${LOG_FILE}.`);

/** What is only there where a log is, or was. */
const WITNESSES: readonly string[] = [HEAD_FILE, BASE_FILE, SNAPSHOT_FILE];

/**
 * Whether a directory is ours, empty (or absent), or somebody else's.
 * @throws {LithairError} `not_a_data_directory` (there are files, and none is our log),
 * `unsupported_format` (ours, but newer) or `data_corrupt` (the log was removed). Nothing is
 * touched.
 */
export async function contentOf(disk: Disk, directory: string): Promise<'empty' | 'log'> {
  // One look: between two of them another process may have made the log that a witness belongs to.
  const names = await disk.entries(directory);
  const files = await listLog(disk, directory, names);
  if (files.sealed.length > 0 || files.active !== undefined) {
    const header = await readFirstHeader(disk, directory);
    refuseForeign(directory, header, bearsOurNames(names, files));
    return 'log';
  }
  const witness = names.find((name) => WITNESSES.some((start) => name.startsWith(start)));
  if (witness !== undefined) {
    const message = `${directory} has ${witness} but no ${LOG_FILE}: the log was removed`;
    throw new LithairError('data_corrupt', message, { file: LOG_FILE, offset: 0, seq: 1 });
  }
  const foreign = names.filter((name) => !isCompanion(name));
  if (foreign.length === 0) return 'empty';
  const some = foreign.slice(0, 3).join(', ');
  const message = `${directory} holds ${some} and no ${LOG_FILE}: choose an empty directory`;
  throw new LithairError('not_a_data_directory', message);
}

/**
 * Refuses a directory that is not ours, before a lock is made in it. Whether one of ours is damaged
 * is asked under the lock: until then somebody else may be making its files.
 * @throws {LithairError} `not_a_data_directory` or `unsupported_format`.
 */
export async function refuseForeignDirectory(disk: Disk, directory: string): Promise<void> {
  try {
    await contentOf(disk, directory);
  } catch (error) {
    if (!(error instanceof LithairError && error.code === 'data_corrupt')) throw error;
  }
}

/** The header of the segment that grows; `undefined` when there is none, or it is damaged. */
export async function activeHeader(disk: Disk, directory: string): Promise<LogHeader | undefined> {
  const header = await newestHeader(disk, directory);
  return typeof header === 'string' ? undefined : header;
}

async function newestHeader(disk: Disk, directory: string): Promise<HeaderReading | undefined> {
  const { sealed, active } = await listLog(disk, directory);
  const file = active ?? sealed.at(-1)?.file;
  if (file === undefined) return undefined;
  return (await withFile(disk, path.join(directory, file), readHeader)).header;
}

/**
 * A newer version goes on with a log in a segment of its own: that is no damage, and nothing to
 * repair.
 * @throws {LithairError} `unsupported_format`.
 */
async function refuseNewer(disk: Disk, directory: string): Promise<void> {
  if ((await newestHeader(disk, directory)) === 'newer') refuseForeign(directory, 'newer', true);
}

export interface ExamineOptions extends LogWalkOptions {
  /** Left out: what compaction put away is read too, as the beginning of the log that it is. */
  readonly skipArchive?: boolean;
}

/**
 * Reads the log, whole or from a position on, and judges it. Recovery and `lithair verify` both
 * stand on this, so they cannot disagree.
 * @throws {LithairError} `not_a_data_directory` or `unsupported_format` when the log is not ours to
 * read.
 */
export async function examine(
  disk: Disk,
  directory: string,
  options: ExamineOptions,
): Promise<Examination> {
  const head = await readHead(disk, directory);
  const watch = head && { base: head.base, end: head.end };
  const base = await readLogBase(disk, directory);
  const fromBase = options.fromBase ?? (options.skipArchive === true ? base?.seq : undefined);
  const isWhole = options.from === undefined && options.fromBase === undefined;
  const missing = isWhole ? await missingStart(disk, directory, base, fromBase) : undefined;
  // Events that build upon others which are not there are kept from whoever replays.
  const onEvent = missing === undefined ? options.onEvent : () => undefined;
  const scan = await new LogWalk(disk, directory, { ...options, fromBase, watch, onEvent }).run();
  if (typeof scan.header === 'string') {
    const names = await disk.entries(directory);
    refuseForeign(directory, scan.header, bearsOurNames(names, await listLog(disk, directory)));
  }
  const snapshotSeq = await newestSnapshotSeq(disk, directory, scan.header);
  const verdict = missing ?? judge(scan, head, snapshotSeq);
  if (verdict.kind === 'corrupt') await refuseNewer(disk, directory);
  return { scan, head, verdict };
}

/**
 * The verdict on a log that does not start with its first event, unless compaction says why, and a
 * snapshot holds what is gone.
 * @param fromBase segments before it are not looked at.
 */
async function missingStart(
  disk: Disk,
  directory: string,
  base: LogBase | undefined,
  fromBase = 0,
): Promise<Verdict | undefined> {
  const first = await readFirstHeader(disk, directory, fromBase);
  if (typeof first === 'string' || first.base_seq === fromBase) return undefined;
  const { seq: compacted, kept_seq: deleted } =
    base?.log_id === first.log_id ? base : { seq: 0, kept_seq: 0 };
  const missing = (after: number, file: string): Verdict => {
    const reason = `it was removed: events ${after + 1} to ${first.base_seq} are missing`;
    return { kind: 'corrupt', file, offset: 0, seq: after + 1, reason };
  };
  const start = Math.max(fromBase, deleted);
  if (first.base_seq > compacted)
    return missing(Math.max(fromBase, compacted), sealedName(Math.max(fromBase, compacted)));
  const snapshot = await newestWholeSnapshot(disk, directory, first.log_id);
  if (snapshot === undefined || snapshot.base < first.base_seq) {
    const reason =
      `events 1 to ${first.base_seq} were compacted away, ` +
      'and no whole snapshot is there that holds what they made';
    return { kind: 'corrupt', file: SNAPSHOT_FILE, offset: 0, seq: 1, reason };
  }
  if (first.base_seq <= start) return undefined;
  return missing(start, `${ARCHIVE_DIRECTORY}/${sealedName(start)}`);
}

/**
 * The last event that a snapshot of the log holds; 0 when there is none. A snapshot is published
 * once the log up to it is on stable storage, so its header is a witness, whole or not.
 */
async function newestSnapshotSeq(
  disk: Disk,
  directory: string,
  log: HeaderReading,
): Promise<number> {
  let newest = 0;
  for (const name of await snapshotNames(disk, directory)) {
    const header = await withFile(disk, path.join(directory, name), readSnapshotHeader);
    const isOfThis = typeof log !== 'string' && header?.log_id === log.log_id;
    if (isOfThis) newest = Math.max(newest, header.seq);
  }
  return newest;
}

/** Files that only Lithair makes stand in the directory. */
const bearsOurNames = (names: readonly string[], { sealed }: LogFiles): boolean =>
  names.includes(HEAD_FILE) || sealed.length > 0;

/** A damaged header is corruption in a directory of ours, and else somebody else's file. */
function refuseForeign(directory: string, header: HeaderReading, isOurs: boolean): void {
  const file = path.join(directory, LOG_FILE);
  if (header === 'newer') {
    throw new LithairError(
      'unsupported_format',
      `${file} was written by a newer version of Lithair: left untouched`,
    );
  }
  if (header === 'foreign' && !isOurs) {
    throw new LithairError(
      'not_a_data_directory',
      `${file} is not a log of Lithair: left untouched`,
    );
  }
}

/** How far the log is known to be on stable storage; `undefined` when that cannot be read. */
export async function readHead(disk: Disk, directory: string): Promise<Watermark | undefined> {
  if (!(await disk.entries(directory)).includes(HEAD_FILE)) return undefined;
  return withFile(disk, path.join(directory, HEAD_FILE), readWatermark);
}
