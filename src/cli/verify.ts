import { ERROR_CODES } from '../errors/codes';
import { nodeDisk } from '../storage/disk/node-disk';
import { verifyDirectory, type VerifyReport } from '../storage/recovery/verify';
import { showProgress } from './progress';
import { readAnchors } from './read-anchors';
import { counted } from './show-report';

export interface VerifyFlags {
  readonly json?: boolean;
  /** File with anchors of the log, `-` for standard input. */
  readonly anchor?: string;
}

/**
 * `lithair verify`: prints what a directory is worth.
 * @returns the exit status: 0 when it is clean or torn, 65 when it is corrupt.
 * @throws {LithairError} `not_a_data_directory`, `unsupported_format`; `usage` for the anchors.
 */
export async function verify(directory: string, flags: VerifyFlags): Promise<number> {
  const anchors = flags.anchor === undefined ? [] : await readAnchors(flags.anchor);
  const progress = showProgress('reading the log', process.stderr);
  const onProgress = (done: number, total: number): void => progress.update(done, total);
  const report = await verifyDirectory(nodeDisk, directory, onProgress, anchors).finally(() =>
    progress.stop(),
  );
  process.stdout.write(
    `${flags.json === true ? JSON.stringify(report) : sentence(directory, report, anchors.length)}\n`,
  );
  return report.verdict === 'corrupt' ? ERROR_CODES.data_corrupt.exit : 0;
}

function sentence(directory: string, report: VerifyReport, anchors: number): string {
  const { verdict, events, last_seq, starts_after, file, offset, seq, reason } = report;
  const deleted = starts_after === undefined ? '' : `, those up to ${starts_after} were deleted`;
  const intact = `${events} events, last sequence number ${last_seq}${deleted}${chain(report, anchors)}`;
  if (verdict === 'clean') return `${directory}: clean, ${intact}`;
  const byte = offset === undefined ? '' : ` byte ${offset}`;
  const place = `${file}${byte}, event ${seq}: ${reason}`;
  if (verdict === 'torn')
    return `${directory}: torn tail (nothing acknowledged is in it), ${intact}; ${place}`;
  return `${directory}: CORRUPT, ${intact} before it; ${place}`;
}

/** What the chain proves, where there is one. */
function chain(report: VerifyReport, anchors: number): string {
  const { verdict, chained, last_seq, anchors_before_start: gone = 0 } = report;
  if (chained.length === 0) return '';
  const stretches = chained.map(({ from_seq, to_seq }) => `${from_seq} to ${to_seq}`).join(', ');
  const stopped = chained.at(-1)?.to_seq === last_seq ? '' : ' (not chained since)';
  const held =
    verdict === 'corrupt' || anchors === gone ? '' : `, ${counted(anchors - gone, 'anchor')} held`;
  const before = gone === 0 ? '' : `, ${counted(gone, 'anchor')} of deleted events`;
  return `, chained: events ${stretches}${stopped}${held}${before}`;
}
