import path from 'node:path';
import { crc32 } from 'node:zlib';
import type { LoggedEvent } from '../engine/event';
import { LithairError } from '../errors/lithair-error';
import type { Disk, DiskFile } from './disk';
import { readHex } from './hex';
import { LOCK_FILE, LOG_FILE, PREFIX_BYTES, readHeader } from './log-format';
import { scanLog, type LogScan } from './log-scan';
import { judge, type Verdict } from './verdict';
import { HEAD_FILE, readWatermark, type Watermark } from './watermark';

const HEADER_BYTES_MAX = 4096;

/** What a data directory holds, read without writing. */
export interface Examination {
  readonly scan: LogScan;
  readonly head: Watermark | undefined;
  readonly verdict: Verdict;
}

/**
 * Whether a directory is ours, empty (or absent), or somebody else's.
 * @throws {LithairError} `not_a_data_directory` (there are files, and none is our log),
 * `unsupported_format` (ours, but newer) or `data_corrupt` (the log was removed). Nothing is
 * touched.
 */
export async function contentOf(disk: Disk, directory: string): Promise<'empty' | 'log'> {
  const names = (await disk.entries(directory)) ?? [];
  if (names.includes(LOG_FILE)) {
    refuseForeign(directory, await peekHeader(disk, directory), names.includes(HEAD_FILE));
    return 'log';
  }
  const foreign = names.filter((name) => name !== LOCK_FILE && !name.startsWith(`${LOG_FILE}.`));
  if (names.includes(HEAD_FILE)) {
    const message = `${directory} has ${HEAD_FILE} but no ${LOG_FILE}: the log was removed`;
    throw new LithairError('data_corrupt', message, { file: LOG_FILE, offset: 0, seq: 1 });
  }
  if (foreign.length === 0) return 'empty';
  const some = foreign.slice(0, 3).join(', ');
  const message = `${directory} holds ${some} and no ${LOG_FILE}: choose an empty directory`;
  throw new LithairError('not_a_data_directory', message);
}

/**
 * Reads the whole log and judges it. Recovery and `lithair verify` both stand on this, so they
 * cannot disagree.
 * @throws {LithairError} `not_a_data_directory` or `unsupported_format` when the log is not ours to
 * read.
 */
export async function examine(
  disk: Disk,
  directory: string,
  onEvent: (event: LoggedEvent) => void,
  onProgress?: (done: number, total: number) => void,
): Promise<Examination> {
  const head = await readHead(disk, directory);
  const scan = await withFile(disk, path.join(directory, LOG_FILE), (file) =>
    scanLog(file, { onEvent, onProgress, watch: head?.end }),
  );
  refuseForeign(directory, scan.header, head !== undefined);
  return { scan, head, verdict: judge(scan, head) };
}

/**
 * A damaged header is corruption when our head file stands beside it, and somebody else's file when
 * it does not.
 */
function refuseForeign(directory: string, header: LogScan['header'], hasHead: boolean): void {
  const file = path.join(directory, LOG_FILE);
  if (header === 'newer') {
    throw new LithairError(
      'unsupported_format',
      `${file} was written by a newer version of Lithair: left untouched`,
    );
  }
  if (header === 'foreign' && !hasHead) {
    throw new LithairError(
      'not_a_data_directory',
      `${file} is not a log of Lithair: left untouched`,
    );
  }
}

async function peekHeader(disk: Disk, directory: string): Promise<LogScan['header']> {
  const start = Buffer.alloc(HEADER_BYTES_MAX);
  const count = await withFile(disk, path.join(directory, LOG_FILE), (file) => file.read(start, 0));
  const newline = start.subarray(0, count).indexOf('\n');
  const json = start.subarray(PREFIX_BYTES, Math.max(newline, PREFIX_BYTES));
  return readHex(start, 0) === crc32(json) ? readHeader(json.toString('utf8')) : 'foreign';
}

async function readHead(disk: Disk, directory: string): Promise<Watermark | undefined> {
  if (!(await disk.entries(directory))?.includes(HEAD_FILE)) return undefined;
  return withFile(disk, path.join(directory, HEAD_FILE), readWatermark);
}

async function withFile<R>(
  disk: Disk,
  file: string,
  use: (file: DiskFile) => Promise<R>,
): Promise<R> {
  const opened = await disk.open(file, 'read');
  try {
    return await use(opened);
  } finally {
    await opened.close();
  }
}
