import path from 'node:path';
import type { Disk } from '../disk/disk';
import { ARCHIVE_DIRECTORY, LOG_FILE, NEXT_LOG_FILE } from './log-format';

const SEALED = /^events-(\d{16})\.raftlog$/;

/** A segment that is never written again. */
export interface SealedSegment {
  /** Relative to the data directory. */
  readonly file: string;
  /** Last event before it. */
  readonly base: number;
}

/** Whether compaction has put a segment away. */
export const isArchived = ({ file }: SealedSegment): boolean =>
  file.startsWith(`${ARCHIVE_DIRECTORY}/`);

/** The files of a log, oldest first. */
export interface LogFiles {
  readonly sealed: readonly SealedSegment[];
  /**
   * The segment that grows: `events.raftlog`, or the one that was about to take its place when the
   * process died between two renames. `undefined`: it was removed.
   */
  readonly active: string | undefined;
}

/** The name of a sealed segment: names sort as the events do. */
export const sealedName = (base: number): string =>
  `events-${String(base + 1).padStart(16, '0')}.raftlog`;

export function sealedSegment(file: string): SealedSegment | undefined {
  const digits = SEALED.exec(file)?.[1];
  return digits === undefined ? undefined : { file, base: Number(digits) - 1 };
}

/**
 * The files of the log of a directory, its archive included: that holds the beginning of the log,
 * so whoever reads needs not know what was compacted.
 * @param given the names in the directory, from whoever has just listed it.
 */
export async function listLog(
  disk: Disk,
  directory: string,
  given?: readonly string[],
): Promise<LogFiles> {
  // The directory first: a segment that moves meanwhile is then met twice, not missed.
  const names = given ?? (await disk.entries(directory));
  const archive = path.join(directory, ARCHIVE_DIRECTORY);
  const archived = names.includes(ARCHIVE_DIRECTORY) ? await disk.entries(archive) : [];
  return logFiles(names, archived);
}

/** Which of the files in a directory, and in its archive, are the log. */
export function logFiles(names: readonly string[], archived: readonly string[] = []): LogFiles {
  const byBase = new Map<number, SealedSegment>();
  for (const { file, base } of archived.map(sealedSegment).filter((found) => found !== undefined))
    byBase.set(base, { file: `${ARCHIVE_DIRECTORY}/${file}`, base });
  for (const segment of names.map(sealedSegment).filter((found) => found !== undefined))
    byBase.set(segment.base, segment);
  const sealed = [...byBase.values()].sort((a, b) => a.base - b.base);
  const active = [LOG_FILE, NEXT_LOG_FILE].find((name) => names.includes(name));
  return { sealed, active: active === NEXT_LOG_FILE && sealed.length === 0 ? undefined : active };
}
