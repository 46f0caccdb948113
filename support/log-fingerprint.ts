import { existsSync } from 'node:fs';

import { filePrint } from './directory-print';
import { logPath } from './raftlog-reader';

/** Size and SHA-256 of the log: equal before and after means that nothing was written. */
export function logFingerprint(directory: string): string {
  return existsSync(logPath(directory)) ? filePrint(logPath(directory)) : 'no log';
}
