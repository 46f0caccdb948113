import { LithairError } from '../errors/lithair-error';
import { contentOf, examine } from './data-directory';
import type { Disk } from './disk';

/** What `lithair verify` says of a directory; the last four are there when it is not clean. */
export interface VerifyReport {
  readonly verdict: 'clean' | 'torn' | 'corrupt';
  /** Whole, valid events from the start of the log. */
  readonly events: number;
  readonly last_seq: number;
  readonly file?: string;
  readonly offset?: number;
  readonly seq?: number;
  readonly reason?: string;
}

/**
 * Reads a data directory as recovery would, and writes nothing.
 * @throws {LithairError} `not_a_data_directory`, `unsupported_format`.
 */
export async function verifyDirectory(
  disk: Disk,
  directory: string,
  onProgress?: (done: number, total: number) => void,
): Promise<VerifyReport> {
  try {
    if ((await contentOf(disk, directory)) === 'empty') {
      throw new LithairError('not_a_data_directory', `${directory} holds no log`);
    }
  } catch (error) {
    if (!(error instanceof LithairError) || error.code !== 'data_corrupt') throw error;
    const { file = '', offset = 0, seq = 1 } = error.details;
    return { verdict: 'corrupt', events: 0, last_seq: 0, file, offset, seq, reason: error.message };
  }
  let events = 0;
  const { scan, verdict } = await examine(disk, directory, () => (events += 1), onProgress);
  const counted = { events, last_seq: scan.end.seq };
  if (verdict.kind === 'clean') return { verdict: 'clean', ...counted };
  const { offset, seq, reason } = verdict;
  const file = verdict.kind === 'corrupt' ? verdict.file : 'events.raftlog';
  return { verdict: verdict.kind, ...counted, file, offset, seq, reason };
}
