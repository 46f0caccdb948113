import { nodeDisk } from '../storage/disk/node-disk';
import { backup as backUp, type BackupReport } from '../storage/tools/backup';
import { counted, showReport, type ReportFlags } from './show-report';

/**
 * `lithair backup`: copies what is new into a directory; the log may be in use.
 * @throws {LithairError} see `backup`.
 */
export async function backup(
  directory: string,
  destination: string,
  flags: ReportFlags,
): Promise<void> {
  await showReport(
    'backing up',
    flags,
    (onProgress) => backUp(nodeDisk, directory, destination, onProgress),
    (report) => sentence(destination, report),
  );
}

function sentence(destination: string, { events, bytes, last_seq }: BackupReport): string {
  const held = `it holds the log up to event ${last_seq}`;
  if (events === 0) return `${destination}: nothing new, ${held}`;
  return `${destination}: ${counted(events, 'event')} added (${bytes} bytes), read back, ${held}`;
}
