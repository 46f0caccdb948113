import path from 'node:path';
import type { LoggedEvent } from '../../engine/event';
import type { Environment } from '../../environment/environment';
import { LithairError } from '../../errors/lithair-error';
import { createDurably } from '../disk/create-durably';
import type { Disk } from '../disk/disk';
import { isNoRoom } from '../disk/system-error';
import { syncLog } from '../log/failed-sync';
import type { StoragePlace } from '../log/file-storage';
import { LOG_FILE, NEXT_LOG_FILE } from '../log/log-format';
import type { LogPosition } from '../log/log-position';
import {
  newSalt,
  newSegment,
  schemaMember,
  type LogHeader,
  type LogSchema,
  type SegmentForm,
} from '../log/segment-header';
import { listLog } from '../log/segments';
import { contentOf, examine } from './data-directory';
import type { Verdict } from './verdict';

/** A log that may be appended to, and how it was found. */
export interface Recovered {
  readonly header: LogHeader;
  readonly end: LogPosition;
  /** Present when a torn tail was set aside. */
  readonly torn?: {
    readonly offset: number;
    readonly bytes: number;
    readonly copy: string;
    readonly reason: string;
  };
}

/** A log that is made gets the form that is asked for. */
export interface RecoveryOptions extends SegmentForm {
  /** Of a log that is made. */
  readonly schema?: LogSchema | undefined;
  /** Where a snapshot ends: only what comes behind it is read. */
  readonly from?: LogPosition | undefined;
  /** See `LogWalkOptions`. */
  readonly onSegment?: ((header: LogHeader) => void) | undefined;
  readonly onEvent: (event: LoggedEvent) => void;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/**
 * Makes a data directory ready to be written: creates the log in an empty directory, replays an
 * intact one, sets aside and cuts a torn tail, refuses a corrupt one untouched (INV-2). Running it
 * again, or after a crash inside it, gives the same log.
 *
 * @throws {LithairError} `data_corrupt`, `not_a_data_directory`, `unsupported_format`.
 */
export async function recover(place: StoragePlace, options: RecoveryOptions): Promise<Recovered> {
  const { disk, environment, directory } = place;
  if ((await contentOf(disk, directory)) === 'empty') return createLog(place, options);
  const { scan, verdict } = await examine(disk, directory, options);
  if (verdict.kind === 'corrupt' || typeof scan.header === 'string')
    throw corruption(directory, await located(place, options, verdict));
  if (options.from === undefined && scan.oldestBase > 0)
    throw new LithairError('internal', `a replay cannot start behind event ${scan.oldestBase}`);
  await finishRoll(disk, directory);
  const found = { header: scan.header, end: scan.end };
  if (verdict.kind === 'clean') return found;
  return { ...found, torn: await cutTail(disk, environment, directory, scan.size, verdict) };
}

/** Damage that was met behind a snapshot may start before it: the whole log is read to name it. */
async function located(
  { disk, directory }: StoragePlace,
  { from }: RecoveryOptions,
  verdict: Verdict,
): Promise<Verdict> {
  if (from === undefined) return verdict;
  const whole = await examine(disk, directory, { onEvent: () => undefined });
  return whole.verdict.kind === 'corrupt' ? whole.verdict : verdict;
}

/** The refusal that names file, offset and sequence number. */
export function corruption(directory: string, verdict: Verdict): LithairError {
  if (verdict.kind !== 'corrupt')
    return new LithairError('data_corrupt', `${directory}: the header is damaged`);
  const { file, offset, seq, reason } = verdict;
  const message =
    `${path.join(directory, file)}: byte ${offset}, event ${seq}: ${reason}. ` +
    'Nothing was changed: restore a backup, or save what is whole with `lithair repair`';
  return new LithairError('data_corrupt', message, { file, offset, seq });
}

/** Makes a log without events. */
export async function createLog(
  { disk, environment, directory }: StoragePlace,
  { encoding, hashChain, schema }: SegmentForm & Pick<RecoveryOptions, 'schema'>,
): Promise<Recovered> {
  const log_id = Buffer.from(environment.randomBytes(16)).toString('hex');
  const salt = newSalt(environment);
  const nothing = { seq: 0, timestamp: 0, crc: 0 };
  const { header, line, end } = newSegment(
    { log_id, salt, encoding, hashChain, ...schemaMember(schema) },
    environment.wallMs(),
    nothing,
  );
  await createDurably(disk, path.join(directory, LOG_FILE), line);
  return { header, end };
}

/**
 * The process died while it started a segment: before, or between, the two renames. Puts the files
 * of a log in order.
 */
export async function finishRoll(disk: Disk, directory: string): Promise<void> {
  const names = await disk.entries(directory);
  if (!names.includes(NEXT_LOG_FILE)) return;
  const next = path.join(directory, NEXT_LOG_FILE);
  const { active } = await listLog(disk, directory);
  if (active === NEXT_LOG_FILE) await disk.rename(next, path.join(directory, LOG_FILE));
  else await disk.remove(next);
  await disk.syncDirectory(directory);
}

async function cutTail(
  disk: Disk,
  environment: Environment,
  directory: string,
  size: number,
  { offset, reason }: { readonly offset: number; readonly reason: string },
): Promise<NonNullable<Recovered['torn']>> {
  const copy = `${LOG_FILE}.torn-${offset}-${environment.wallMs()}`;
  const file = await disk.open(path.join(directory, LOG_FILE), 'read-write');
  try {
    const tail = Buffer.alloc(size - offset);
    await file.read(tail, offset);
    const setAside = (): Promise<void> => createDurably(disk, path.join(directory, copy), tail);
    // On a full disk there is room for the copy once the tail is cut, not before.
    const isFull = await setAside().then(() => false, noRoomOnly);
    await file.truncate(offset);
    await syncLog(disk, directory, file);
    if (isFull) await setAside();
  } finally {
    await file.close();
  }
  return { offset, bytes: size - offset, copy, reason };
}

function noRoomOnly(error: unknown): true {
  if (isNoRoom(error)) return true;
  throw error;
}
