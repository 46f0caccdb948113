import path from 'node:path';
import { LithairError } from '../../errors/lithair-error';
import type { Disk } from '../disk/disk';
import { withFile } from '../disk/with-file';
import type { LogPosition } from '../log/log-position';
import { LogWalk } from '../log/log-walk';
import type { LogHeader } from '../log/segment-header';
import { baseOfSegmentWhere } from '../log/segment-sequence';
import { listLog } from '../log/segments';
import { readHead } from '../recovery/data-directory';
import { corruption, finishRoll } from '../recovery/recovery';
import { judge } from '../recovery/verdict';

/** Where a backup that was begun earlier ends. */
export interface EndOfCopy {
  readonly header: LogHeader;
  readonly end: LogPosition;
}

/**
 * Finds out how far a backup came. A killed one leaves bytes that no sync has covered; markers
 * among them speak of the disk of the original, so they prove nothing here: what counts is the head
 * of the backup, written when one was complete. Puts the files of an interrupted roll in order.
 * @throws {LithairError} `data_corrupt`: the backup is damaged.
 */
export async function endOfCopy(disk: Disk, directory: string): Promise<EndOfCopy> {
  await finishRoll(disk, directory);
  const { active } = await listLog(disk, directory);
  const head = await readHead(disk, directory);
  const scan = await new LogWalk(disk, directory, {
    fromBase: await baseOfSegmentWhere(disk, directory, () => true),
    watch: head && { base: head.base, end: head.end },
    onEvent: () => undefined,
  }).run();
  const { header, damage, end } = scan;
  const unproved = damage && { ...damage, laterSynced: active === undefined ? Infinity : -1 };
  const verdict = judge({ ...scan, damage: unproved }, head);
  if (verdict.kind === 'corrupt' || typeof header === 'string')
    throw corruption(directory, verdict);
  return { header, end };
}

/**
 * Checks that a backup is a beginning of a log.
 * @throws {LithairError} `backup_diverged`; `data_corrupt`: it is the log that is damaged.
 */
export async function requireBeginning(
  disk: Disk,
  source: string,
  copy: string,
  { header, end }: EndOfCopy,
): Promise<void> {
  const diverged = (what: string): LithairError =>
    new LithairError(
      'backup_diverged',
      `${copy} is not a beginning of ${source}: ${what}. Nothing was written: back up into another directory`,
    );
  await requireSameSizes(disk, source, copy, diverged);
  const walk = new LogWalk(disk, source, {
    fromBase: end.base,
    isPast: ({ seq }) => seq > end.seq,
    watch: { base: end.base, end: end.offset },
    onEvent: () => undefined,
  });
  const found = await walk.run();
  const { header: other } = found;
  if (typeof other !== 'string' && other.log_id !== header.log_id)
    throw diverged(`it is a backup of log ${header.log_id}, not of ${other.log_id}`);
  if (found.watchedCrc === end.crc) return;
  const head = await readHead(disk, source);
  // Whether a record ends where the head says was not asked.
  const verdict = walk.isOver ? undefined : judge({ ...found, watchedCrc: head?.crc }, head);
  if (verdict?.kind === 'corrupt') throw corruption(source, verdict);
  if (found.oldestBase > end.base)
    throw diverged(`events ${end.seq + 1} to ${found.oldestBase} are in neither`);
  const { seq } = found.end;
  if (seq < end.seq) throw diverged(`it goes to event ${end.seq}, the log to event ${seq} only`);
  throw diverged(`its event ${end.seq} is another one`);
}

/** Sealed segments of the same name are the same: their sizes say so without reading them. */
async function requireSameSizes(
  disk: Disk,
  source: string,
  copy: string,
  diverged: (what: string) => LithairError,
): Promise<void> {
  const { sealed } = await listLog(disk, source);
  const files = new Map(sealed.map(({ base, file }) => [base, file]));
  const sizeOf = (directory: string, file: string): Promise<number> =>
    withFile(disk, path.join(directory, file), (opened) => opened.size());
  for (const { base, file } of (await listLog(disk, copy)).sealed) {
    const original = files.get(base);
    if (original === undefined) continue;
    if ((await sizeOf(source, original)) !== (await sizeOf(copy, file)))
      throw diverged(`${file} has another size`);
  }
}
