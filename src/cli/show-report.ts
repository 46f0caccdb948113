import { showProgress } from './progress';
import { writeOut } from './write-out';

/** What most commands take. */
export interface ReportFlags {
  readonly json?: boolean;
}

/**
 * Does a piece of work under a bar, and prints what came of it: one JSON object, or a sentence.
 * @param doing what the bar says: `reading the log`.
 */
export async function showReport<R extends object>(
  doing: string,
  flags: ReportFlags,
  work: (onProgress: (done: number, total: number) => void) => Promise<R>,
  sentence: (report: R) => string,
): Promise<R> {
  const progress = showProgress(doing, process.stderr);
  try {
    const report = await work((done, total) => progress.update(done, total));
    progress.stop();
    await writeOut(`${flags.json === true ? JSON.stringify(report) : sentence(report)}\n`);
    return report;
  } finally {
    progress.stop();
  }
}

/** « 1 event », « 12 events ». */
export const counted = (count: number, noun: string): string =>
  `${count} ${noun}${count === 1 ? '' : 's'}`;

/** A time of the log, for people. */
export const isoTime = (timestamp: number): string => new Date(timestamp / 1000).toISOString();
