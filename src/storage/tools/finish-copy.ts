import path from 'node:path';
import { LithairError } from '../../errors/lithair-error';
import { createDurably } from '../disk/create-durably';
import type { Disk } from '../disk/disk';
import type { LogPosition } from '../log/log-position';
import { LogWalk } from '../log/log-walk';
import { HEAD_FILE, headSaying, type Watermark } from '../log/watermark';

/** The mark of a log that ends here, whole. */
export const markOf = (log_id: string, { base, seq, offset, crc }: LogPosition): Watermark => {
  return { log_id, base, seq, end: offset, crc, closed: true };
};

/**
 * Reads back what was written, from the first byte of a segment on.
 * @throws {LithairError} `disk_failed`: it is not what was written.
 */
export async function requireWritten(
  disk: Disk,
  directory: string,
  fromBase: number,
  expected: LogPosition,
): Promise<void> {
  const { damage, end } = await new LogWalk(disk, directory, {
    fromBase,
    onEvent: () => undefined,
  }).run();
  const isSame = end.base === expected.base && end.offset === expected.offset;
  if (damage === undefined && isSame && end.seq === expected.seq && end.crc === expected.crc)
    return;
  const place = `${path.join(directory, damage?.file ?? '')} byte ${damage?.offset ?? end.offset}`;
  const message = `${place}: what was written does not read back; do not rely on this disk`;
  throw new LithairError('disk_failed', message);
}

/** Writes the head of a log that is whole: from here on anything that is missing is noticed. */
export const writeHead = (
  disk: Disk,
  directory: string,
  log_id: string,
  end: LogPosition,
): Promise<void> =>
  createDurably(disk, path.join(directory, HEAD_FILE), headSaying(markOf(log_id, end)));
