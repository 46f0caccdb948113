import { compact, type CompactionReport } from '../storage/compaction/compact';
import type { DigestWriter } from '../storage/compaction/digest-writer';
import type { CompactionOptions } from '../storage/compaction/plan-compaction';
import type { StoragePlace } from '../storage/log/file-storage';

export interface CompactorOptions extends Omit<CompactionOptions, 'compaction'> {
  readonly compaction: 'off' | CompactionOptions['compaction'];
  /** Segments were put away or deleted, or could not be; the log is not concerned by the latter. */
  readonly onCompaction?: ((result: CompactionReport | Error) => void) | undefined;
}

/**
 * Compacts the log of a node after each of its snapshots.
 * @returns never rejects.
 */
export async function compactAfterSnapshot(
  { disk, directory }: StoragePlace,
  { compaction, onCompaction, ...options }: CompactorOptions,
  digests: DigestWriter,
): Promise<void> {
  if (compaction === 'off') return;
  try {
    // A digest that is being written stands beside its segment.
    await digests.idle();
    const report = await compact(disk, directory, { ...options, compaction });
    if (report.archived.segments + report.deleted.segments > 0) onCompaction?.(report);
  } catch (error) {
    onCompaction?.(error instanceof Error ? error : new Error(String(error)));
  }
}
