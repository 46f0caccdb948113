import type { LogScan } from './log-scan';
import { HEAD_FILE, type Watermark } from './watermark';
import { LOG_FILE } from './log-format';

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

/** Pure: the same for recovery and for `lithair verify`. */
export function judge(scan: LogScan, head: Watermark | undefined): Verdict {
  const offset = scan.end.offset;
  const seq = scan.end.seq + 1;
  const corrupt = (reason: string, file = LOG_FILE): Verdict => ({
    kind: 'corrupt',
    file,
    offset,
    seq,
    reason,
  });
  if (typeof scan.header !== 'string' && head !== undefined && head.log_id !== scan.header.log_id) {
    return corrupt(`it describes log ${head.log_id}, not ${scan.header.log_id}`, HEAD_FILE);
  }
  if (head !== undefined && head.end > offset) {
    const missing = head.seq > seq ? `events ${seq} to ${head.seq}` : `event ${seq}`;
    const why = scan.damage === undefined ? 'the log ends too early' : scan.damage.reason;
    return corrupt(`${why}, and ${missing} had been acknowledged`);
  }
  if (head !== undefined && scan.watchedCrc !== head.crc) {
    return corrupt(`no line ends at byte ${head.end} as ${HEAD_FILE} says`);
  }
  if (scan.damage === undefined) return { kind: 'clean' };
  if (scan.damage.laterSynced >= seq) {
    return corrupt(`${scan.damage.reason}, and later lines prove that event ${seq} was on disk`);
  }
  return { kind: 'torn', offset, seq, reason: scan.damage.reason };
}
