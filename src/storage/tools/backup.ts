import path from 'node:path';
import { LithairError } from '../../errors/lithair-error';
import type { Disk } from '../disk/disk';
import { LOG_FILE } from '../log/log-format';
import type { LogPosition } from '../log/log-position';
import { LogWalk } from '../log/log-walk';
import type { Watermark } from '../log/watermark';
import { contentOf, readHead } from '../recovery/data-directory';
import { corruption } from '../recovery/recovery';
import { judge } from '../recovery/verdict';
import { readFirstHeader } from '../log/segment-sequence';
import { newestWholeSnapshot } from '../snapshot/snapshot-files';
import { renewUnused } from './renew-unused';
import { copyStart, startOfLog } from './copy-start';
import { endOfCopy, requireBeginning, type EndOfCopy } from './end-of-copy';
import { requireWritten, writeHead } from './finish-copy';
import { LogCopy } from './log-copy';

/** What a backup did. */
export interface BackupReport {
  readonly log_id: string;
  /** Events that were added by this run. */
  readonly events: number;
  /** The first of them; `null` when there is none. */
  readonly first_seq: number | null;
  /** Last event that the backup holds. */
  readonly last_seq: number;
  /** Bytes that were added. */
  readonly bytes: number;
}

export type OnProgress = (done: number, total: number) => void;

/**
 * Copies a log into another directory, which `serve` opens; the log may be in use. Goes no further
 * than what its head says is on stable storage. Into a directory that holds an earlier backup only
 * what is new is added. Killed at any step it leaves a beginning, which the next run completes.
 *
 * @throws {LithairError} `backup_diverged` (the directory holds something else than a beginning of
 * this log), `data_corrupt`, `not_a_data_directory`, `unsupported_format`, `directory_locked`,
 * `disk_failed` (what was written does not read back).
 */
export async function backup(
  disk: Disk,
  source: string,
  directory: string,
  onProgress?: OnProgress,
): Promise<BackupReport> {
  await requireLog(disk, source);
  if (path.resolve(source) === path.resolve(directory))
    throw new LithairError('usage', `${directory} cannot be the backup of itself`);
  // Judged before the lock file is made: a directory that is not ours stays untouched.
  await contentOf(disk, directory);
  await disk.makeDirectory(directory);
  await disk.syncDirectory(path.dirname(path.resolve(directory)));
  const lock = await disk.lock(directory);
  try {
    const isNew = (await contentOf(disk, directory)) === 'empty';
    const found = isNew ? undefined : await endOfCopy(disk, directory);
    const begun = found && (await renewUnused(disk, source, directory, found));
    if (begun !== undefined) await requireBeginning(disk, source, directory, begun);
    return await copyOn(disk, source, directory, begun, onProgress);
  } finally {
    await lock.release();
  }
}

/** @throws {LithairError} `not_a_data_directory`. */
export async function requireLog(disk: Disk, directory: string): Promise<void> {
  if ((await contentOf(disk, directory)) === 'empty')
    throw new LithairError('not_a_data_directory', `${directory} holds no log`);
}

async function copyOn(
  disk: Disk,
  source: string,
  directory: string,
  begun: EndOfCopy | undefined,
  onProgress: OnProgress | undefined,
): Promise<BackupReport> {
  const head = await readHead(disk, source);
  let events = 0;
  const walk = new LogWalk(disk, source, {
    from: begun?.end,
    to: limitOf(head, begun?.end),
    watch: head && { base: head.base, end: head.end },
    onEvent: () => (events += 1),
    onProgress,
  });
  const copy = new LogCopy({ disk, directory, active: LOG_FILE }, begun?.end);
  let end: LogPosition | undefined;
  try {
    for await (const stretch of walk.stretches()) await copy.take(stretch);
    end = await copy.finish();
  } finally {
    await copy.close();
  }
  const { scan } = walk;
  const { header } = scan;
  // What stands before damage is saved first, then the damage is said.
  if (end !== undefined && typeof header !== 'string') {
    await requireWritten(disk, directory, begun?.end.base ?? 0, end);
    await bringStart(disk, source, directory, end.seq);
    await writeHead(disk, directory, header.log_id, end);
  }
  const verdict = judge(scan, head);
  if (typeof header === 'string' || end === undefined || verdict.kind === 'corrupt')
    throw corruption(source, verdict);
  const first_seq = events === 0 ? null : end.seq - events + 1;
  return { log_id: header.log_id, events, first_seq, last_seq: end.seq, bytes: copy.bytes };
}

/** What was compacted away before the backup began is in a snapshot, which belongs to it then. */
async function bringStart(
  disk: Disk,
  source: string,
  directory: string,
  lastSeq: number,
): Promise<void> {
  const first = await readFirstHeader(disk, directory);
  if (typeof first === 'string' || first.base_seq === 0) return;
  const there = await newestWholeSnapshot(disk, directory, first.log_id);
  if (there !== undefined && there.base >= first.base_seq) return;
  const start = await startOfLog(disk, source, first.base_seq, lastSeq);
  if (start !== undefined) await copyStart(disk, source, directory, start);
}

/** The later one of what is on stable storage and what was copied already. */
function limitOf(
  head: Watermark | undefined,
  begun: LogPosition | undefined,
): { readonly base: number; readonly end: number } | undefined {
  if (head === undefined) return undefined;
  if (begun === undefined) return head;
  const isLater = head.base > begun.base || (head.base === begun.base && head.end > begun.offset);
  return isLater ? head : { base: begun.base, end: begun.offset };
}
