import type { LogScan } from '../log/log-scan';
import { HEAD_FILE, type Watermark } from '../log/watermark';
import { LOG_FILE } from '../log/log-format';
import { isAtStart } from '../log/log-position';

/**
 * What a log is worth (INV-2). A torn tail is what a crash may legally leave: bytes of a write that
 * nobody was told of. Anything else that does not make sense is corruption: something acknowledged
 * is damaged, and only a person may decide.
 */
export type Verdict =
  | { readonly kind: 'clean' }
  | {
      readonly kind: 'torn';
      readonly offset: number;
      readonly seq: number;
      readonly reason: string;
    }
  | {
      readonly kind: 'corrupt';
      readonly file: string;
      readonly offset: number;
      readonly seq: number;
      readonly reason: string;
    };

/**
 * Pure: the same for recovery and for `lithair verify`.
 * @param snapshotSeq last event that a snapshot of this log holds.
 */
export function judge(scan: LogScan, head: Watermark | undefined, snapshotSeq = 0): Verdict {
  const { end, damage } = scan;
  const seq = damage?.seq ?? end.seq + 1;
  const corrupt = (reason: string, file = damage?.file ?? LOG_FILE): Verdict => {
    return { kind: 'corrupt', file, offset: damage?.offset ?? end.offset, seq, reason };
  };
  if (typeof scan.header === 'string') return corrupt('its header is damaged');
  if (head !== undefined) {
    if (head.log_id !== scan.header.log_id)
      return corrupt(`it describes log ${head.log_id}, not ${scan.header.log_id}`, HEAD_FILE);
    const isShort = isPrecise(head) && head.base === end.base && head.end > end.offset;
    if (head.seq > end.seq || isShort) {
      const missing = head.seq > seq ? `events ${seq} to ${head.seq}` : `event ${seq}`;
      return corrupt(
        `${damage?.reason ?? 'the log ends too early'}, and ${missing} had been acknowledged`,
      );
    }
  }
  if (snapshotSeq > end.seq) {
    const reason = damage?.reason ?? 'the log ends too early';
    return corrupt(`${reason}, and a snapshot knows events up to ${snapshotSeq}`);
  }
  if (damage !== undefined && damage.laterSynced >= seq) {
    return corrupt(`${damage.reason}, and later records prove that event ${seq} was on disk`);
  }
  if (head !== undefined && head.base > end.base)
    return corrupt(`the segment that starts behind event ${head.base} was removed`);
  const isWatched =
    head !== undefined && isPrecise(head) && head.base === end.base && head.end >= scan.from;
  if (isWatched && scan.watchedCrc !== head.crc) {
    return corrupt(`no record ends at byte ${head.end} as ${HEAD_FILE} says`);
  }
  if (damage === undefined) return { kind: 'clean' };
  return { kind: 'torn', offset: damage.offset, seq, reason: damage.reason };
}

/** Whether a head says more than that a segment was started: see `isAtStart`. */
const isPrecise = (head: Watermark): boolean => !isAtStart(head);
