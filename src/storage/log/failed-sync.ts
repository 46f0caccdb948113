import path from 'node:path';
import { besideName } from '../disk/create-durably';
import type { Disk, DiskFile } from '../disk/disk';
import { diskFailure } from '../disk/system-error';
import { LOG_FILE } from './log-format';

/**
 * `events.raftlog.failed-sync`: there while the log must not be built upon.
 *
 * After a sync that failed Linux takes the pages for clean: whoever reads sees them, they are not
 * on the disk, and every later sync says OK without them. Writing the same bytes again in the same
 * place does not mend it (on ext4 their extents stay unwritten). A process that ended there and is
 * started again on the same page cache would acknowledge events behind bytes that the next power
 * cut takes away. So the mark, and at the next start a new file.
 *
 * It is not synced: it has to live as long as the page cache does, and does.
 */
export const FAILED_SYNC_FILE = `${LOG_FILE}.failed-sync`;

const CHUNK_BYTES = 1024 * 1024;

/**
 * Syncs the log. A failure leaves the mark, as far as the disk lets it.
 * @throws {LithairError} `disk_failed`, whatever the system said: want of room at a sync is no
 * better than another reason, since what was written is gone.
 */
export async function syncLog(disk: Disk, directory: string, file: DiskFile): Promise<void> {
  try {
    await file.sync();
  } catch (error) {
    const mark = disk.create(path.join(directory, FAILED_SYNC_FILE));
    await mark.then((made) => made.close()).catch(() => undefined);
    throw diskFailure('syncing the log', error);
  }
}

/**
 * Puts a new file in the place of the log, with the same bytes, and takes the mark away. A crash at
 * any point leaves the old one or the new one, and the mark until the new one is safe.
 * @param size bytes of the log that recovery found to be valid.
 */
export async function rewriteLog(disk: Disk, directory: string, size: number): Promise<void> {
  const log = path.join(directory, LOG_FILE);
  const beside = besideName(log);
  try {
    await copySynced(disk, log, beside, size);
    await disk.rename(beside, log);
  } catch (error) {
    await disk.remove(beside).catch(() => undefined);
    throw error;
  }
  await disk.syncDirectory(directory);
  await disk.remove(path.join(directory, FAILED_SYNC_FILE));
  await disk.syncDirectory(directory);
}

async function copySynced(disk: Disk, from: string, to: string, size: number): Promise<void> {
  const source = await disk.open(from, 'read');
  try {
    const target = await disk.create(to);
    try {
      const chunk = Buffer.allocUnsafeSlow(Math.min(CHUNK_BYTES, size));
      for (let at = 0; at < size; at += chunk.length) {
        const count = await source.read(chunk.subarray(0, Math.min(chunk.length, size - at)), at);
        await target.write(chunk.subarray(0, count), at);
      }
      await target.sync();
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}
