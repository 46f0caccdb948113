import { ERROR_CODES } from '../errors/codes';
import { nodeDisk } from '../storage/node-disk';
import { verifyDirectory, type VerifyReport } from '../storage/verify';
import { showProgress } from './progress';

/**
 * `lithair verify`: prints what a directory is worth.
 * @returns the exit status: 0 when it is clean or torn, 65 when it is corrupt.
 * @throws {LithairError} `not_a_data_directory`, `unsupported_format`.
 */
export async function verify(
  directory: string,
  flags: { readonly json?: boolean },
): Promise<number> {
  const progress = showProgress('reading the log', process.stderr);
  const report = await verifyDirectory(nodeDisk, directory, (done, total) =>
    progress.update(done, total),
  );
  progress.stop();
  process.stdout.write(
    `${flags.json === true ? JSON.stringify(report) : sentence(directory, report)}\n`,
  );
  return report.verdict === 'corrupt' ? ERROR_CODES.data_corrupt.exit : 0;
}

function sentence(directory: string, report: VerifyReport): string {
  const { verdict, events, last_seq, file, offset, seq, reason } = report;
  const intact = `${events} events, last sequence number ${last_seq}`;
  if (verdict === 'clean') return `${directory}: clean, ${intact}`;
  const place = `${file} byte ${offset}, event ${seq}: ${reason}`;
  if (verdict === 'torn')
    return `${directory}: torn tail (nothing acknowledged is in it), ${intact}; ${place}`;
  return `${directory}: CORRUPT, ${intact} before it; ${place}`;
}
