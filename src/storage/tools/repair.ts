import path from 'node:path';
import { LithairError } from '../../errors/lithair-error';
import type { Environment } from '../../environment/environment';
import type { Disk, DiskFile } from '../disk/disk';
import { envelopeOf } from '../log/json-encoding';
import { ARCHIVE_DIRECTORY, LOG_FILE } from '../log/log-format';
import { examine, type Examination } from '../recovery/data-directory';
import { createLog } from '../recovery/recovery';
import { requireLog, type OnProgress } from './backup';
import { startOfLog } from './copy-start';
import { copyToNew } from './copy-to-new';
import { takeNewDirectory } from './new-directory';
import { remainsOf, type Remains } from './salvage';

/** Events behind the damage, one JSON line each, for a person to judge. */
export const LOST_EVENTS_FILE = 'lost-events.jsonl';

/** What a repair saved, and what it could not. */
export interface RepairReport {
  /** Of the log that was read: see `verify`. */
  readonly verdict: 'clean' | 'torn' | 'corrupt';
  /** The new directory holds every event up to this one. */
  readonly last_seq: number;
  /** Bytes that were left behind. */
  readonly left_bytes: number;
  /**
   * Events that had been acknowledged and are not in the new log; `null` when there are none. The
   * last one is what the head, the segments and the records that remain give away: there may have
   * been more. `null`: none of them says.
   */
  readonly lost: { readonly from_seq: number; readonly to_seq: number | null } | null;
  /** How many events behind the damage are whole by themselves: they are in `lost-events.jsonl`. */
  readonly salvaged: number;
  /** Where the log stopped making sense, and why. */
  readonly file?: string;
  readonly offset?: number;
  readonly reason?: string;
}

/**
 * Writes what is whole of a log into a new directory, on which a server starts, and what stands
 * behind the damage beside it. The original is only read.
 * @throws {LithairError} `not_a_data_directory`, `unsupported_format`, `directory_not_empty`,
 * `directory_locked`, `disk_failed`.
 */
export async function repair(
  disk: Disk,
  environment: Environment,
  source: string,
  directory: string,
  onProgress?: OnProgress,
): Promise<RepairReport> {
  await requireLog(disk, source);
  const examination = await examineForRepair(disk, source, onProgress);
  const { header, end, oldestBase: fromBase } = examination.scan;
  const hasStart = await startOfLog(disk, source, fromBase, end.seq).then(
    () => true,
    () => false,
  );
  const lock = await takeNewDirectory(disk, directory);
  try {
    // The log comes last: whatever interrupts this, no server starts on what is not all there.
    if (typeof header === 'string' || !hasStart) {
      const remains = await remainsOf(disk, source, undefined);
      const salvage = await saveEvents(disk, directory, remains, 0);
      const form = { encoding: 'json', hashChain: false } as const;
      await createLog({ disk, environment, directory }, form);
      return reportOf(examination, 0, remains, salvage);
    }
    const beginning = { log_id: header.log_id, end, fromBase };
    const remains = await remainsOf(disk, source, end);
    const salvage = await saveEvents(disk, directory, remains, end.seq);
    await copyToNew(disk, source, directory, beginning, onProgress);
    return reportOf(examination, end.seq, remains, salvage);
  } finally {
    await lock.release();
  }
}

/** A log whose archive alone is damaged is whole: nothing of it is to be left behind. */
async function examineForRepair(
  disk: Disk,
  source: string,
  onProgress: OnProgress | undefined,
): Promise<Examination> {
  const onEvent = (): void => undefined;
  const all = await examine(disk, source, { onEvent, onProgress });
  const { verdict } = all;
  if (verdict.kind !== 'corrupt' || !verdict.file.startsWith(`${ARCHIVE_DIRECTORY}/`)) return all;
  const alone = await examine(disk, source, { onEvent, onProgress, skipArchive: true });
  if (alone.verdict.kind === 'corrupt') return alone;
  const { file, offset, seq, reason } = verdict;
  const message =
    `${path.join(source, file)}: byte ${offset}, event ${seq}: ${reason}. The log itself is whole, ` +
    'and a server starts on it: bring the archive back, or give it up with `lithair compact --delete`';
  throw new LithairError('data_corrupt', message, { file, offset, seq });
}

/** What was found behind the damage. */
interface Salvage {
  readonly count: number;
  readonly lastSeq: number;
}

async function saveEvents(
  disk: Disk,
  directory: string,
  remains: Remains,
  lastSeq: number,
): Promise<Salvage> {
  let file: DiskFile | undefined;
  let position = 0;
  const salvage = { count: 0, lastSeq: 0 };
  try {
    for await (const events of remains.events()) {
      // What is in the new log already was only repeated.
      const later = events.filter(({ seq }) => seq > lastSeq);
      if (later.length === 0) continue;
      file ??= await disk.create(path.join(directory, LOST_EVENTS_FILE));
      const lines = Buffer.from(later.map((event) => `${envelopeOf(event)}\n`).join(''));
      await file.write(lines, position);
      position += lines.length;
      salvage.count += later.length;
      for (const { seq } of later) salvage.lastSeq = Math.max(salvage.lastSeq, seq);
    }
    await file?.sync();
  } finally {
    await file?.close();
  }
  await disk.syncDirectory(directory);
  return salvage;
}

function reportOf(
  { scan, head, verdict }: Examination,
  last_seq: number,
  remains: Remains,
  { count: salvaged, lastSeq }: Salvage,
): RepairReport {
  const saved = { verdict: verdict.kind, last_seq, left_bytes: remains.bytes, salvaged };
  if (verdict.kind === 'clean') return { ...saved, lost: null };
  const { offset, reason } = verdict;
  if (verdict.kind === 'torn') return { ...saved, lost: null, file: LOG_FILE, offset, reason };
  const laterSynced = scan.damage?.laterSynced ?? -1;
  const synced = Number.isFinite(laterSynced) ? laterSynced : 0;
  const known = Math.max(head?.seq ?? 0, remains.knownSeq, lastSeq, synced);
  const lost = { from_seq: last_seq + 1, to_seq: known > last_seq ? known : null };
  return { ...saved, lost, file: verdict.file, offset, reason };
}
