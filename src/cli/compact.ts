import { resolveSettings } from '../config/resolve-settings';
import { LithairError } from '../errors/lithair-error';
import type { CompactionReport, SegmentTally } from '../storage/compaction/compact';
import { nodeDisk } from '../storage/disk/node-disk';
import { compactDirectory } from '../storage/tools/compact-directory';
import { counted, showReport, type ReportFlags } from './show-report';

export interface CompactFlags extends ReportFlags {
  readonly archive?: boolean;
  readonly delete?: boolean;
  readonly dryRun?: boolean;
}

/**
 * `lithair compact`: puts away, or deletes, the part of a log that snapshots cover; no server may
 * hold it. How long archived segments and idempotency keys are kept is set as for `serve`.
 * @throws {LithairError} see `compactDirectory`; `usage`.
 */
export async function compact(directory: string, flags: CompactFlags): Promise<void> {
  if (flags.archive === true && flags.delete === true)
    throw new LithairError('usage', '--archive and --delete exclude each other');
  const { retentionDays, dedupAgeMaxS } = resolveSettings({ environment: process.env }).settings;
  const isDry = flags.dryRun === true;
  const compaction = flags.delete === true ? 'delete' : 'archive';
  const options = { compaction, retentionDays, dedupAgeMaxS, isDry } as const;
  await showReport(
    'compacting',
    flags,
    async (onProgress) => {
      const report = await compactDirectory(nodeDisk, directory, options, onProgress);
      return { ...report, dry_run: isDry };
    },
    (report) => sentence(directory, report),
  );
}

function sentence(
  directory: string,
  { first_seq, archived, deleted, reason, dry_run }: CompactionReport & { dry_run: boolean },
): string {
  if (reason !== undefined) return `${directory}: nothing was compacted: ${reason}`;
  const start = `the log starts at event ${first_seq}`;
  const would = dry_run ? 'would be ' : '';
  const parts = [...partOf(archived, `${would}archived`), ...partOf(deleted, `${would}deleted`)];
  if (parts.length === 0) return `${directory}: nothing to compact, ${start}`;
  return `${directory}: ${parts.join(', ')}; ${dry_run ? start.replace('starts', 'would start') : start}`;
}

const partOf = ({ segments, bytes }: SegmentTally, done: string): string[] =>
  segments === 0 ? [] : [`${counted(segments, 'segment')} ${done} (${bytes} bytes)`];
