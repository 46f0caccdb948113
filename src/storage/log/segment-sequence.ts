import path from 'node:path';
import type { Disk, DiskFile } from '../disk/disk';
import { LithairError } from '../../errors/lithair-error';
import type { LogPosition } from './log-position';
import { readHeader, type HeaderReading, type LogHeader } from './segment-header';
import { listLog, type LogFiles, type SealedSegment } from './segments';

/** How often the files of a log may move between being listed and being opened. */
const MOVES_MAX = 8;

/** A segment while it is read. */
export interface OpenSegment {
  /** Its name when it was opened. */
  readonly name: string;
  readonly file: DiskFile;
  readonly header: HeaderReading;
  /** Where its records start. */
  readonly start: LogPosition;
  /** Whether it was sealed when it was opened. */
  readonly isSealed: boolean;
}

/** The header of the oldest segment of a log, or of the oldest that does not start before. */
export async function readFirstHeader(
  disk: Disk,
  directory: string,
  fromBase = 0,
): Promise<HeaderReading> {
  const segment = await new SegmentSequence(disk, directory, fromBase).next(fromBase);
  await segment?.file.close();
  return segment?.header ?? 'foreign';
}

/**
 * Base of the newest segment whose header is as wanted; 0 when there is none. Headers are read from
 * the newest to the oldest.
 */
export async function baseOfSegmentWhere(
  disk: Disk,
  directory: string,
  isWanted: (header: LogHeader) => boolean,
): Promise<number> {
  const { sealed, active } = await listLog(disk, directory);
  const names = [...sealed.map(({ file }) => file), ...(active === undefined ? [] : [active])];
  for (const name of names.reverse()) {
    // One that was moved since is left to the older one before it: that only reads more.
    const file = await openIfThere(disk, path.join(directory, name));
    if (file === undefined) continue;
    const { header } = await readHeader(file).finally(() => file.close());
    if (typeof header !== 'string' && isWanted(header)) return header.base_seq;
  }
  return 0;
}

/** Opens a file for reading; `undefined` when it is not there (any more). */
async function openIfThere(disk: Disk, file: string): Promise<DiskFile | undefined> {
  try {
    return await disk.open(file, 'read');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * The segments of a log in their order, opened one after the other, while a server may be sealing
 * some: the directory is listed again for each.
 */
export class SegmentSequence {
  readonly #disk: Disk;
  readonly #directory: string;
  readonly #firstBase: number;
  /** Base of the segment that was opened last. */
  #lastBase: number | undefined;

  /** @param firstBase sealed segments with a lower one are left out. */
  constructor(disk: Disk, directory: string, firstBase: number) {
    this.#disk = disk;
    this.#directory = directory;
    this.#firstBase = firstBase;
  }

  /**
   * Opens the next segment; the one that grows comes last, and after it whatever was started
   * meanwhile. `undefined`: it is not there.
   * @param seq last event of the segment before.
   */
  async next(seq: number): Promise<OpenSegment | undefined> {
    for (let moves = 0; ; moves += 1) {
      const { sealed, active } = await this.#list();
      const next = this.#after(sealed);
      const name = next?.file ?? active;
      if (name === undefined) return undefined;
      const file = await openIfThere(this.#disk, path.join(this.#directory, name));
      if (file === undefined && moves < MOVES_MAX) continue;
      if (file === undefined) throw gone(this.#directory, name);
      const { header, start } = await readHeader(file).catch(async (error: unknown) => {
        await file.close();
        throw error;
      });
      const isAhead = typeof header !== 'string' && header.base_seq > seq;
      if (next === undefined && isAhead && moves < MOVES_MAX && (await this.#hasNext())) {
        // It took the place of the one that was wanted, which is sealed by now.
        await file.close();
        continue;
      }
      this.#lastBase = next?.base ?? start.base;
      return { name, file, header, start, isSealed: next !== undefined };
    }
  }

  /** Whether the segment that grew has been sealed. */
  async isSealedNow(base: number): Promise<boolean> {
    return (await this.#list()).sealed.some((segment) => segment.base === base);
  }

  /** Bytes of all segments. */
  async size(): Promise<number> {
    const { sealed, active } = await this.#list();
    const wanted = sealed.filter((segment) => segment.base >= this.#firstBase);
    let total = 0;
    for (const name of [...wanted.map(({ file }) => file), active]) {
      if (name === undefined) continue;
      const file = await openIfThere(this.#disk, path.join(this.#directory, name));
      if (file === undefined) continue;
      total += await file.size().finally(() => file.close());
    }
    return total;
  }

  #after(sealed: readonly SealedSegment[]): SealedSegment | undefined {
    const last = this.#lastBase;
    return sealed.find(({ base }) => (last === undefined ? base >= this.#firstBase : base > last));
  }

  async #hasNext(): Promise<boolean> {
    return this.#after((await this.#list()).sealed) !== undefined;
  }

  #list(): Promise<LogFiles> {
    return listLog(this.#disk, this.#directory);
  }
}

const gone = (directory: string, name: string): LithairError =>
  new LithairError('disk_failed', `${path.join(directory, name)} is listed, and cannot be opened`);
