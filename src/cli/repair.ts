import { nodeEnvironment } from '../environment/node-environment';
import { ERROR_CODES } from '../errors/codes';
import { nodeDisk } from '../storage/disk/node-disk';
import { LOST_EVENTS_FILE, repair as save, type RepairReport } from '../storage/tools/repair';
import { counted, showReport, type ReportFlags } from './show-report';

/**
 * `lithair repair`: saves what is whole of a log into a new directory, and says what is lost.
 * @returns the exit status: 0 when nothing is lost, else 65.
 * @throws {LithairError} see `repair`.
 */
export async function repair(
  directory: string,
  newDirectory: string,
  flags: ReportFlags,
): Promise<number> {
  const { lost } = await showReport(
    'repairing',
    flags,
    (onProgress) => save(nodeDisk, nodeEnvironment(), directory, newDirectory, onProgress),
    (report) => sentence(newDirectory, report),
  );
  return lost === null ? 0 : ERROR_CODES.data_corrupt.exit;
}

function sentence(newDirectory: string, report: RepairReport): string {
  const { verdict, last_seq, left_bytes, lost, salvaged, file, offset, reason } = report;
  const saved = `${newDirectory}: the log up to event ${last_seq}, read back`;
  if (verdict === 'clean') return `${saved}; nothing was damaged`;
  const place = `${file} byte ${offset}: ${reason}`;
  const left = `${counted(left_bytes, 'byte')} left behind`;
  if (lost === null)
    return `${saved}; a torn tail (nothing acknowledged is in it), ${left}; ${place}`;
  const { from_seq, to_seq } = lost;
  const range =
    to_seq === null
      ? `what may follow event ${last_seq}`
      : from_seq === to_seq
        ? `event ${from_seq}`
        : `events ${from_seq} to ${to_seq}`;
  const found =
    salvaged === 0
      ? 'no whole event is behind the damage'
      : `${counted(salvaged, 'whole event')} behind the damage in ${LOST_EVENTS_FILE}`;
  return `${saved}; LOST: ${range}, ${left}; ${found}; ${place}`;
}
