import path from 'node:path';
import type { LoggedEvent } from '../engine/event';
import { LithairError } from '../errors/lithair-error';
import type { Environment } from '../environment/environment';
import { contentOf, examine } from './data-directory';
import type { Disk } from './disk';
import { crc32 } from 'node:zlib';
import { LOG_FILE, newHeader, PREFIX_BYTES, type LogHeader } from './log-format';
import type { LogPosition } from './log-scan';
import { writeHex } from './hex';
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

export interface RecoveryOptions {
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
export async function recover(
  disk: Disk,
  environment: Environment,
  directory: string,
  options: RecoveryOptions,
): Promise<Recovered> {
  if ((await contentOf(disk, directory)) === 'empty')
    return createLog(disk, environment, directory);
  const { scan, verdict } = await examine(disk, directory, options.onEvent, options.onProgress);
  if (verdict.kind === 'corrupt' || typeof scan.header === 'string')
    throw corruption(directory, verdict);
  const found = { header: scan.header, end: scan.end };
  if (verdict.kind === 'clean') return found;
  return { ...found, torn: await cutTail(disk, environment, directory, scan.size, verdict) };
}

/** The refusal that names file, offset and sequence number. */
function corruption(directory: string, verdict: Verdict): LithairError {
  if (verdict.kind !== 'corrupt')
    return new LithairError('data_corrupt', `${directory}: the header is damaged`);
  const { file, offset, seq, reason } = verdict;
  const message =
    `${path.join(directory, file)}: byte ${offset}, event ${seq}: ${reason}. ` +
    'Nothing was changed: restore a backup, or ask `lithair verify` for the details';
  return new LithairError('data_corrupt', message, { file, offset, seq });
}

async function createLog(
  disk: Disk,
  environment: Environment,
  directory: string,
): Promise<Recovered> {
  const logId = Buffer.from(environment.randomBytes(16)).toString('hex');
  const header = newHeader(logId, environment.wallMs());
  const json = JSON.stringify(header);
  const line = Buffer.from(`00000000:${json}\n`);
  const crc = crc32(line.subarray(PREFIX_BYTES, -1));
  writeHex(line, 0, crc);
  await disk.createDurably(path.join(directory, LOG_FILE), line);
  return { header, end: { offset: line.length, seq: 0, timestamp: 0, crc } };
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
    await disk.createDurably(path.join(directory, copy), tail);
    await file.truncate(offset);
    await file.sync();
  } finally {
    await file.close();
  }
  return { offset, bytes: size - offset, copy, reason };
}
