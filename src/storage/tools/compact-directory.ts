import { LithairError } from '../../errors/lithair-error';
import { compact, type CompactionReport } from '../compaction/compact';
import type { CompactionOptions } from '../compaction/plan-compaction';
import type { Disk } from '../disk/disk';
import { readFirstHeader } from '../log/segment-sequence';
import { checkBefore } from '../recovery/check-before';
import { examine } from '../recovery/data-directory';
import { corruption, finishRoll } from '../recovery/recovery';
import { newestWholeSnapshot } from '../snapshot/snapshot-files';
import { requireLog, type OnProgress } from './backup';

/**
 * Compacts the log of a directory that no server holds, once it is known that a server would start
 * on it.
 * @throws {LithairError} `directory_locked`, `data_corrupt`, `not_a_data_directory`,
 * `unsupported_format`.
 */
export async function compactDirectory(
  disk: Disk,
  directory: string,
  options: CompactionOptions & { readonly isDry?: boolean },
  onProgress?: OnProgress,
): Promise<CompactionReport> {
  // Judged before the lock file is made: a directory that is not ours stays untouched.
  await requireLog(disk, directory);
  const lock = await disk.lock(directory);
  try {
    const first = await readFirstHeader(disk, directory);
    if (typeof first === 'string')
      throw new LithairError('data_corrupt', `${directory}: the header of the log is damaged`);
    const from = await newestWholeSnapshot(disk, directory, first.log_id);
    const onEvent = (): void => undefined;
    const damage = from && (await checkBefore(disk, directory, from));
    const verdict =
      damage ?? (await examine(disk, directory, { from, onEvent, onProgress })).verdict;
    if (verdict.kind === 'corrupt') throw corruption(directory, verdict);
    if (options.isDry !== true) await finishRoll(disk, directory);
    return await compact(disk, directory, options);
  } finally {
    await lock.release();
  }
}
