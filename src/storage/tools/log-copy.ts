import path from 'node:path';
import { createDurably } from '../disk/create-durably';
import type { Disk, DiskFile } from '../disk/disk';
import type { LogPosition } from '../log/log-position';
import type { Stretch } from '../log/log-walk';
import type { OpenSegment } from '../log/segment-sequence';
import { sealedName } from '../log/segments';

/** Where a copy goes. */
export interface CopyPlace {
  readonly disk: Disk;
  readonly directory: string;
  /** Name of the segment that grows. */
  readonly active: string;
}

/**
 * Writes a log as the copy of another, byte for byte and segment for segment, from what a walk
 * gives. A crash at any step leaves a beginning of the log, or one that `finishRoll` completes;
 * behind the last whole transaction there may be bytes that no sync has covered.
 */
export class LogCopy {
  readonly #place: CopyPlace;
  #segment: OpenSegment | undefined;
  #file: DiskFile | undefined;
  #end: LogPosition | undefined;
  /** Bytes of the segment that grows. */
  #size = 0;
  /** Bytes written, headers included. */
  bytes = 0;

  /** @param end where a copy that was begun earlier goes on. */
  constructor(place: CopyPlace, end?: LogPosition) {
    this.#place = place;
    this.#end = end;
  }

  /** Writes a stretch; stretches come in the order of the walk. */
  async take({ segment, bytes, offset, end }: Stretch): Promise<void> {
    if (segment !== this.#segment) await this.#enter(segment);
    if (bytes.length > 0) await this.#file?.write(bytes, offset);
    this.bytes += bytes.length;
    this.#size = Math.max(this.#size, offset + bytes.length);
    this.#end = end;
  }

  /** Cuts what is not whole, syncs and closes. @returns the end of the copy. */
  async finish(): Promise<LogPosition | undefined> {
    await this.#settle();
    await this.close();
    return this.#end;
  }

  /** Closes without more ado, after a failure. */
  async close(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    await file?.close();
  }

  async #enter(segment: OpenSegment): Promise<void> {
    const { start } = segment;
    const isContinued = this.#segment === undefined && this.#end?.base === start.base;
    if (!isContinued) await this.#startSegment(segment);
    this.#segment = segment;
    await this.#open();
  }

  /** The new segment is whole beside the old one before the old one gets its last name. */
  async #startSegment({ file, start }: OpenSegment): Promise<void> {
    const { disk, directory, active } = this.#place;
    const header = Buffer.alloc(start.offset);
    await file.read(header, 0);
    this.bytes += header.length;
    if (this.#end === undefined) {
      await createDurably(disk, this.#path(active), header);
      return;
    }
    const next = this.#path(`${active}.next`);
    await createDurably(disk, next, header);
    if (this.#file === undefined) await this.#open();
    await this.#settle();
    await this.close();
    await disk.rename(this.#path(active), this.#path(sealedName(this.#end.base)));
    await disk.rename(next, this.#path(active));
    await disk.syncDirectory(directory);
  }

  async #open(): Promise<void> {
    this.#file = await this.#place.disk.open(this.#path(this.#place.active), 'read-write');
    this.#size = await this.#file.size();
  }

  async #settle(): Promise<void> {
    if (this.#file === undefined || this.#end === undefined) return;
    if (this.#size > this.#end.offset) await this.#file.truncate(this.#end.offset);
    this.#size = this.#end.offset;
    await this.#file.sync();
  }

  #path(name: string): string {
    return path.join(this.#place.directory, name);
  }
}
