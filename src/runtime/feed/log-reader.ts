import type { LoggedEvent } from '../../engine/event';
import type { Disk } from '../../storage/disk/disk';
import type { LogPosition } from '../../storage/log/log-position';
import { readFirstHeader } from '../../storage/log/segment-sequence';
import {
  readEvents,
  type EventPage,
  type ReadEventsOptions,
} from '../../storage/recovery/read-events';
import type { LogMarks } from './log-marks';

/** What one who reads from the log holds in memory: some times as much, as objects. */
const PAGE_BYTES = 64 * 1024;

/** Where the log of a node is, and how far it is committed. */
export interface LogSource {
  readonly disk: Disk;
  readonly directory: string;
  readonly marks: LogMarks;
  /** Brings the events of a segment to the declared versions of the models. */
  readonly translatorOf: ReadEventsOptions['translatorOf'];
  /** Nothing behind this event is given away: it could still be lost (INV-5). */
  readonly committedSeq: () => number;
}

/** The event before the oldest that the log still has, its archive included. */
export async function firstInLog({ disk, directory }: LogSource): Promise<number> {
  const header = await readFirstHeader(disk, directory);
  return typeof header === 'string' ? 0 : header.base_seq;
}

/** Reads committed events from the log, a page at a time and none ahead of who asks. */
export class LogReader {
  readonly #source: LogSource;
  #pages: AsyncGenerator<EventPage> | undefined;
  /** Last event that the pages may hold. */
  #to = 0;
  /** Where the next reading starts. */
  #place: LogPosition | undefined;
  #isClosed = false;

  constructor(source: LogSource) {
    this.#source = source;
  }

  /**
   * The next events behind `seq`, at least one; none when the log has no more of them for now.
   * @throws {LithairError} `data_corrupt`: also when compaction deleted them meanwhile.
   */
  async next(seq: number): Promise<readonly LoggedEvent[]> {
    this.#pages ??= await this.#open(seq);
    if (this.#isClosed) return [];
    const { value, done } = await this.#pages.next();
    if (done === true) {
      this.#pages = undefined;
      return [];
    }
    const { events, end } = value;
    // What stands behind a committed event may still be cut from the log.
    if (end.seq <= this.#to) this.#source.marks.note((this.#place = end));
    return events;
  }

  /** Lets go of the files, once what is being read is read. */
  close(): void {
    this.#isClosed = true;
    this.#pages?.return(undefined).catch(() => undefined);
  }

  async #open(seq: number): Promise<AsyncGenerator<EventPage>> {
    const { disk, directory, marks, translatorOf } = this.#source;
    this.#to = this.#source.committedSeq();
    const after = this.#place ?? marks.upTo(seq, await firstInLog(this.#source));
    return readEvents(disk, directory, {
      ...{ from: { seq: seq + 1 }, to: { seq: this.#to }, after },
      ...{ pageBytes: PAGE_BYTES, isWhole: true, translatorOf },
    });
  }
}
