import type { Disk } from '../disk/disk';
import { LogWalk } from '../log/log-walk';
import { readHead } from '../recovery/data-directory';
import { isBehind, type EventBound } from '../recovery/read-events';
import { corruption } from '../recovery/recovery';
import { judge } from '../recovery/verdict';
import { requireLog, type OnProgress } from './backup';
import { startOfLog } from './copy-start';
import { copyToNew } from './copy-to-new';
import { takeNewDirectory } from './new-directory';

/** What a restore brought back. */
export interface RestoreReport {
  readonly log_id: string;
  readonly events: number;
  /** The last event that is there now, and its time in microseconds since 1970; 0 for none. */
  readonly last_seq: number;
  readonly last_timestamp: number;
  readonly bytes: number;
}

/**
 * Makes a new data directory out of a backup, or of any data directory: its log up to an event,
 * whole transactions only. The original is read from its first byte to that event before anything
 * is written.
 * @param to the last event wanted; all of them otherwise.
 * @throws {LithairError} `data_corrupt` (there is damage before `to`), `directory_not_empty`,
 * `not_a_data_directory`, `unsupported_format`, `directory_locked`, `disk_failed`; `usage` (what
 * stood before `to` was compacted away).
 */
export async function restore(
  disk: Disk,
  source: string,
  directory: string,
  to?: EventBound,
  onProgress?: OnProgress,
): Promise<RestoreReport> {
  await requireLog(disk, source);
  const head = await readHead(disk, source);
  let events = 0;
  const walk = new LogWalk(disk, source, {
    isPast: to && ((event) => isBehind(event, to)),
    watch: head && { base: head.base, end: head.end },
    onEvent: () => (events += 1),
    onProgress,
  });
  const { header, end, ...rest } = await walk.run();
  // All that is wanted is there: what stands behind it does not matter.
  const isReached = walk.isOver || (to !== undefined && 'seq' in to && end.seq >= to.seq);
  const verdict = isReached ? undefined : judge({ header, end, ...rest }, head);
  if (typeof header === 'string' || verdict?.kind === 'corrupt')
    throw corruption(source, verdict ?? { kind: 'clean' });
  // Refused before anything is written.
  await startOfLog(disk, source, 0, end.seq);
  const lock = await takeNewDirectory(disk, directory);
  try {
    const { log_id } = header;
    const bytes = await copyToNew(disk, source, directory, { log_id, end }, onProgress);
    const { seq: last_seq, timestamp: last_timestamp } = end;
    return { log_id, events, last_seq, last_timestamp, bytes };
  } finally {
    await lock.release();
  }
}
