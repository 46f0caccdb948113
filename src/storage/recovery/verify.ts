import path from 'node:path';
import type { LoggedEvent } from '../../engine/event';
import { LithairError } from '../../errors/lithair-error';
import { digestDamage, segmentsByDigest } from '../compaction/segment-digest';
import type { Disk } from '../disk/disk';
import type { Anchor } from '../log/anchor';
import { LOG_FILE } from '../log/log-format';
import type { LogScan } from '../log/log-scan';
import type { LogHeader } from '../log/segment-header';
import { listLog } from '../log/segments';
import { AnchorCheck } from './anchor-check';
import { contentOf, examine } from './data-directory';

/** What `lithair verify` says of a directory; the last four are there when it is not clean. */
export interface VerifyReport {
  readonly verdict: 'clean' | 'torn' | 'corrupt';
  /** Whole, valid events from the start of the log. */
  readonly events: number;
  readonly last_seq: number;
  /** Which of them are chained by SHA-256; several stretches where that was off in between. */
  readonly chained: readonly EventStretch[];
  /** Last event before the log and its archive: those up to it were deleted on purpose. */
  readonly starts_after?: number;
  /** Anchors of events that were deleted on purpose: nothing is left to hold them against. */
  readonly anchors_before_start?: number;
  readonly file?: string;
  /** Left out where an anchor proves that something before `seq` was changed, and not where. */
  readonly offset?: number;
  readonly seq?: number;
  readonly reason?: string;
}

/** Consecutive events, by the first and the last. */
export interface EventStretch {
  readonly from_seq: number;
  readonly to_seq: number;
}

/**
 * Reads a data directory as recovery would, and writes nothing.
 * @param anchors of this log, kept elsewhere: what the log must still hold.
 * @throws {LithairError} `not_a_data_directory`, `unsupported_format`; `usage`: an anchor is of
 * another log.
 */
export async function verifyDirectory(
  disk: Disk,
  directory: string,
  onProgress?: (done: number, total: number) => void,
  anchors: readonly Anchor[] = [],
): Promise<VerifyReport> {
  try {
    if ((await contentOf(disk, directory)) === 'empty') {
      throw new LithairError('not_a_data_directory', `${directory} holds no log`);
    }
  } catch (error) {
    if (!(error instanceof LithairError) || error.code !== 'data_corrupt') throw error;
    const { file = '', offset = 0, seq = 1 } = error.details;
    const nothing = { events: 0, last_seq: 0, chained: [] };
    return { verdict: 'corrupt', ...nothing, file, offset, seq, reason: error.message };
  }
  const anchored = new AnchorCheck(anchors);
  const chained = new ChainedStretches();
  let events = 0;
  const { scan, verdict } = await examine(disk, directory, {
    onEvent: (event) => {
      events += 1;
      anchored.see(event);
      chained.see(event);
    },
    onProgress,
  });
  const found = {
    events,
    last_seq: scan.end.seq,
    ...(scan.oldestBase > 0 && { starts_after: scan.oldestBase }),
    ...(anchored.beforeStart > 0 && { anchors_before_start: anchored.beforeStart }),
    chained: chained.all,
  };
  if (verdict.kind === 'corrupt') {
    const { file, offset, seq, reason } = verdict;
    return { verdict: 'corrupt', ...found, file, offset, seq, reason };
  }
  requireSameLog(directory, scan, anchors);
  const broken = anchored.broken(scan.end.seq);
  if (broken !== undefined) {
    const file = await segmentOf(disk, directory, scan, broken.seq);
    return { verdict: 'corrupt', ...found, file, ...broken };
  }
  const changed = await changedSegment(disk, directory);
  if (changed !== undefined) return { verdict: 'corrupt', ...found, ...changed };
  if (verdict.kind === 'clean') return { verdict: 'clean', ...found };
  const { offset, seq, reason } = verdict;
  return { verdict: 'torn', ...found, file: LOG_FILE, offset, seq, reason };
}

/** @throws {LithairError} `usage`. */
function requireSameLog(directory: string, { header }: LogScan, anchors: readonly Anchor[]): void {
  // A log without a header of ours is corrupt, which was said before.
  const { log_id } = header as LogHeader;
  const other = anchors.find((anchor) => anchor.log_id !== log_id);
  if (other === undefined) return;
  const message = `the anchor of event ${other.seq} is of log ${other.log_id}, and ${directory} holds log ${log_id}`;
  throw new LithairError('usage', message);
}

/** Name of the segment where an event is, or belongs. */
async function segmentOf(
  disk: Disk,
  directory: string,
  { end }: LogScan,
  seq: number,
): Promise<string> {
  if (seq > end.base) return LOG_FILE;
  const { sealed } = await listLog(disk, directory);
  return sealed.findLast(({ base }) => base < seq)?.file ?? LOG_FILE;
}

/** Gathers which events carry a hash. */
class ChainedStretches {
  readonly all: { from_seq: number; to_seq: number }[] = [];

  see({ seq, hash }: LoggedEvent): void {
    if (hash === undefined) return;
    const last = this.all.at(-1);
    if (last?.to_seq === seq - 1) last.to_seq = seq;
    else this.all.push({ from_seq: seq, to_seq: seq });
  }
}

/** The first sealed segment whose digest is another one than when it was sealed. */
async function changedSegment(
  disk: Disk,
  directory: string,
): Promise<Pick<VerifyReport, 'file' | 'offset' | 'seq' | 'reason'> | undefined> {
  const { having } = await segmentsByDigest(disk, directory);
  for (const { file, base } of having) {
    const reason = await digestDamage(disk, path.join(directory, file));
    if (reason !== undefined) return { file, offset: 0, seq: base + 1, reason };
  }
  return undefined;
}
