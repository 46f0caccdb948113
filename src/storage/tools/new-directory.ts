import path from 'node:path';
import { LithairError } from '../../errors/lithair-error';
import type { DirectoryLock, Disk } from '../disk/disk';
import { LOCK_FILE } from '../log/log-format';

/** What the segment that grows is called until everything else is in place. */
export const UNFINISHED_FILE = 'events.raftlog.unfinished';

/**
 * Makes a directory for a log that is to be written, or takes an empty one, and locks it.
 * @throws {LithairError} `directory_not_empty`, `directory_locked`.
 */
export async function takeNewDirectory(disk: Disk, directory: string): Promise<DirectoryLock> {
  await requireEmpty(disk, directory);
  await disk.makeDirectory(directory);
  await disk.syncDirectory(path.dirname(path.resolve(directory)));
  const lock = await disk.lock(directory);
  try {
    await requireEmpty(disk, directory);
  } catch (error) {
    await lock.release();
    throw error;
  }
  return lock;
}

async function requireEmpty(disk: Disk, directory: string): Promise<void> {
  const names = (await disk.entries(directory)).filter((name) => name !== LOCK_FILE);
  if (names.length === 0) return;
  const what = names.includes(UNFINISHED_FILE)
    ? 'a restore or a repair that was interrupted: remove it first'
    : `${names.slice(0, 3).join(', ')}: choose an empty directory, or a new one`;
  throw new LithairError('directory_not_empty', `${directory} holds ${what}`);
}
