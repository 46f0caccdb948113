import { nodeDisk } from '../storage/disk/node-disk';
import type { EventBound } from '../storage/recovery/read-events';
import { restore as bringBack, type RestoreReport } from '../storage/tools/restore';
import { counted, isoTime, showReport, type ReportFlags } from './show-report';

export interface RestoreFlags extends ReportFlags {
  readonly to?: EventBound;
}

/**
 * `lithair restore`: makes a new data directory out of a backup, up to an event.
 * @throws {LithairError} see `restore`.
 */
export async function restore(
  source: string,
  directory: string,
  flags: RestoreFlags,
): Promise<void> {
  await showReport(
    'restoring',
    flags,
    (onProgress) => bringBack(nodeDisk, source, directory, flags.to, onProgress),
    (report) => sentence(directory, report),
  );
}

function sentence(directory: string, report: RestoreReport): string {
  const { events, last_seq, last_timestamp } = report;
  if (events === 0) return `${directory}: an empty log, there is no event so early`;
  const last = `up to event ${last_seq} of ${isoTime(last_timestamp)}`;
  return `${directory}: ${counted(events, 'event')} restored, ${last}, read back`;
}
