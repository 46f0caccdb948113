import path from 'node:path';
import type { Disk } from '../disk/disk';
import { withFile } from '../disk/with-file';
import { readLogBase, type LogBase } from '../log/log-base';
import { readHeader, type LogHeader } from '../log/segment-header';
import { isArchived, listLog, type SealedSegment } from '../log/segments';
import { isInLog } from '../recovery/check-before';
import { isDamaged, readSnapshotHeader } from '../snapshot/read-snapshot';
import { readSnapshotFile, snapshotNames } from '../snapshot/snapshot-files';
import type { SnapshotHeader } from '../snapshot/snapshot-format';

/** What becomes of the part of the log that snapshots cover. */
export interface CompactionOptions {
  readonly compaction: 'archive' | 'delete';
  /** Age at which an archived segment is deleted, in days between events; 0 for never. */
  readonly retentionDays: number;
  /** Idempotency keys of this age are still wanted: what holds them is not deleted (INV-6). */
  readonly dedupAgeMaxS: number;
}

/** What compaction would do to a log; all lists oldest first. */
export interface CompactionPlan {
  /** What the log will say of its start; `undefined`: what it says already. */
  readonly base: LogBase | undefined;
  /** Last event before the log, once it is done. */
  readonly baseSeq: number;
  readonly deleted: readonly SealedSegment[];
  /** Into the archive. */
  readonly archived: readonly SealedSegment[];
  /** Why nothing may be done. */
  readonly reason?: string;
}

const DAY_S = 86_400;
const US = 1_000_000;

/**
 * Decides what to compact. Never past the older of the two newest snapshots that are whole and at
 * their place in the log: damage to the newest, found at the next start, must not need what is
 * gone. Deletion takes the oldest first: what is left is always a contiguous end of the log.
 * Snapshots are read back only when there is something to do.
 */
export async function planCompaction(
  disk: Disk,
  directory: string,
  options: CompactionOptions,
): Promise<CompactionPlan> {
  const rejected = new Set<string>();
  for (;;) {
    const log = await readLog(disk, directory);
    if (log === undefined) return nothing(0, 'the log has no segment that can be read');
    const snapshots = await newestTwo(disk, directory, log.logId, rejected);
    const [newest, older] = snapshots;
    if (newest === undefined || older === undefined) {
      const reason = `two whole snapshots must be there first, and ${snapshots.length === 1 ? 'one is' : 'none is'}`;
      return nothing(log.base?.seq ?? 0, reason);
    }
    const plan = await planBehind(log, older.header, options);
    if (plan.base === undefined && plan.deleted.length + plan.archived.length === 0) return plan;
    const unfit = await firstUnfit(disk, directory, snapshots);
    if (unfit === undefined) return plan;
    rejected.add(unfit);
  }
}

const nothing = (baseSeq: number, reason: string): CompactionPlan => {
  return { base: undefined, baseSeq, deleted: [], archived: [], reason };
};

interface NamedSnapshot {
  readonly name: string;
  readonly header: SnapshotHeader;
}

/** The two newest snapshots, by what their headers say. */
async function newestTwo(
  disk: Disk,
  directory: string,
  logId: string,
  rejected: ReadonlySet<string>,
): Promise<readonly NamedSnapshot[]> {
  const found: NamedSnapshot[] = [];
  for (const name of await snapshotNames(disk, directory)) {
    if (found.length === 2) break;
    if (rejected.has(name)) continue;
    const header = await withFile(disk, path.join(directory, name), readSnapshotHeader);
    if (header?.log_id === logId && hasViewsOf(header, found[0]?.header))
      found.push({ name, header });
  }
  return found;
}

/**
 * One from before a view was declared as it is now cannot stand in for the newest: without the log,
 * nothing could make that view.
 */
const hasViewsOf = ({ views = [] }: SnapshotHeader, newest: SnapshotHeader | undefined): boolean =>
  (newest?.views ?? []).every(({ fingerprint }) =>
    views.some((view) => view.fingerprint === fingerprint),
  );

/** Reads snapshots back. @returns the name of the first that a start could not rely upon. */
async function firstUnfit(
  disk: Disk,
  directory: string,
  snapshots: readonly NamedSnapshot[],
): Promise<string | undefined> {
  for (const { name, header } of snapshots) {
    const isWhole = !isDamaged(await readSnapshotFile(disk, directory, name));
    if (!isWhole || !(await isInLog(disk, directory, header))) return name;
  }
  return undefined;
}

/** A log by the headers of its segments, which are read when they are asked for. */
interface ListedLog {
  readonly logId: string;
  readonly base: LogBase | undefined;
  readonly sealed: readonly SealedSegment[];
  /** Header of a segment; the one that grows is behind the sealed ones. */
  headerOf(index: number): Promise<LogHeader | undefined>;
}

async function readLog(disk: Disk, directory: string): Promise<ListedLog | undefined> {
  const { sealed, active } = await listLog(disk, directory);
  if (active === undefined) return undefined;
  const names = [...sealed.map(({ file }) => file), active];
  const headerOf = async (index: number): Promise<LogHeader | undefined> => {
    const file = path.join(directory, names[index] as string);
    const { header } = await withFile(disk, file, readHeader);
    return typeof header === 'string' ? undefined : header;
  };
  const logId = (await headerOf(sealed.length))?.log_id;
  if (logId === undefined) return undefined;
  const base = await readLogBase(disk, directory);
  return { logId, base: base?.log_id === logId ? base : undefined, sealed, headerOf };
}

async function planBehind(
  log: ListedLog,
  older: SnapshotHeader,
  { compaction, retentionDays, dedupAgeMaxS }: CompactionOptions,
): Promise<CompactionPlan> {
  const { sealed, base: before } = log;
  const isArchiving = compaction === 'archive';
  const limit = Math.max(older.base, before?.seq ?? 0);
  const ageS =
    isArchiving && retentionDays === 0 ? Infinity : isArchiving ? retentionDays * DAY_S : 0;
  // Counted from the older one, which the next start may have to take.
  const youngest = older.timestamp - Math.max(ageS, dedupAgeMaxS) * US;
  let kept = before?.kept_seq ?? 0;
  const first = sealed[0]?.base ?? 0;
  // Whoever deletes accepts that the archive was taken elsewhere.
  if (!isArchiving && first > kept && first <= (before?.seq ?? 0)) kept = first;
  let count = 0;
  for (const [index, { base }] of sealed.entries()) {
    const next = await log.headerOf(index + 1);
    // One that cannot be read does not say its time: the next that can decides.
    if (next === undefined && index + 1 < sealed.length) continue;
    if (next === undefined || next.base_seq <= base || next.base_seq > limit) break;
    // What a crash kept from being deleted is deleted now, whatever its age.
    if (next.base_seq > kept && next.base_time >= youngest) break;
    kept = Math.max(kept, next.base_seq);
    count = index + 1;
  }
  const baseSeq = isArchiving ? limit : Math.max(before?.seq ?? 0, kept);
  const archived = isArchiving
    ? sealed.slice(count).filter((segment) => segment.base < limit && !isArchived(segment))
    : [];
  const plan = { baseSeq, deleted: sealed.slice(0, count), archived };
  if (before?.seq === baseSeq && before.kept_seq === kept) return { ...plan, base: undefined };
  if (baseSeq === 0) return { ...plan, base: undefined };
  const start = await headerBehind(log, baseSeq);
  if (start === undefined)
    return nothing(before?.seq ?? 0, `no segment starts behind event ${baseSeq}`);
  const { base_time: timestamp, base_crc: crc, base_hash: hash } = start;
  const base = { log_id: log.logId, seq: baseSeq, timestamp, crc, hash, kept_seq: kept };
  return { ...plan, base };
}

/** The header of the segment that starts behind an event. */
async function headerBehind(log: ListedLog, seq: number): Promise<LogHeader | undefined> {
  const at = log.sealed.findIndex(({ base }) => base === seq);
  const header = await log.headerOf(at < 0 ? log.sealed.length : at);
  return header?.base_seq === seq ? header : undefined;
}
