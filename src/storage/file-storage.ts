import path from 'node:path';
import { LithairError } from '../errors/lithair-error';
import type { Batch } from './batch';
import type { Disk, DiskFile } from './disk';
import { LOG_FILE, type LogHeader } from './log-format';
import type { LogPosition } from './log-scan';
import { emptyHead, HEAD_FILE, WatermarkWriter, type Watermark } from './watermark';

/**
 * The open log of a data directory: appends sealed batches at its end and knows what is on stable
 * storage. One caller at a time; the order of calls is the order of the log.
 */
export class FileStorage {
  readonly #file: DiskFile;
  readonly #logId: string;
  readonly #head: WatermarkWriter;
  #end: LogPosition;
  #synced: LogPosition;

  private constructor(file: DiskFile, header: LogHeader, end: LogPosition, head: WatermarkWriter) {
    this.#file = file;
    this.#logId = header.log_id;
    this.#end = end;
    this.#synced = end;
    this.#head = head;
  }

  /**
   * Opens a log that recovery has judged, at the position where it continues.
   * @param onHeadFailure the head could not be written: the disk is failing.
   */
  static async open(
    disk: Disk,
    directory: string,
    log: { readonly header: LogHeader; readonly end: LogPosition },
    onHeadFailure: (error: unknown) => void,
  ): Promise<FileStorage> {
    const headPath = path.join(directory, HEAD_FILE);
    if (!(await disk.entries(directory))?.includes(HEAD_FILE))
      await disk.createDurably(headPath, emptyHead());
    const file = await disk.open(path.join(directory, LOG_FILE), 'read-write');
    const head = new WatermarkWriter(await disk.open(headPath, 'read-write'), onHeadFailure);
    const storage = new FileStorage(file, log.header, log.end, head);
    // What recovery read may still be in the page cache only: from here on it is promised.
    await file.sync();
    storage.#note(false);
    return storage;
  }

  /** Last event on stable storage. */
  get syncedSeq(): number {
    return this.#synced.seq;
  }

  /** Size of the log, in bytes. */
  get size(): number {
    return this.#end.offset;
  }

  /**
   * One write. The events are in the system's hands when it resolves, on stable storage after
   * `sync`.
   */
  async append(batch: Batch): Promise<void> {
    const { bytes, lastCrc } = batch.seal(this.#end.crc, this.#synced.seq);
    await this.#file.write(bytes, this.#end.offset);
    const offset = this.#end.offset + bytes.length;
    this.#end = { offset, seq: batch.lastSeq, timestamp: 0, crc: lastCrc };
  }

  /**
   * One fdatasync, then (not waited for) the head. A failure must never be retried: see
   * `AsyncWriter`.
   */
  async sync(): Promise<void> {
    const reached = this.#end;
    await this.#file.sync();
    this.#synced = reached;
    this.#note(false);
  }

  /** Syncs, marks the log as closed cleanly, and closes the files. */
  async close(): Promise<void> {
    await this.#file.sync();
    this.#synced = this.#end;
    await this.#head.close(this.#mark(true));
    await this.#file.close();
  }

  #note(closed: boolean): void {
    this.#head.note(this.#mark(closed));
  }

  #mark(closed: boolean): Watermark {
    const { seq, offset, crc } = this.#synced;
    return { log_id: this.#logId, seq, end: offset, crc, closed };
  }
}

/** The error of a disk that failed, with what the system said. */
export function diskFailure(doing: string, error: unknown): LithairError {
  const reason = error instanceof Error ? error.message : String(error);
  return new LithairError('disk_failed', `${doing}: ${reason}`, {}, error);
}
