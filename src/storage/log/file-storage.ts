import path from 'node:path';
import type { Environment } from '../../environment/environment';
import { createDurably } from '../disk/create-durably';
import type { Disk, DiskFile } from '../disk/disk';
import { probeRoom } from '../disk/probe-room';
import { diskFailure } from '../disk/system-error';
import type { Anchor } from './anchor';
import { Batch } from './batch';
import type { Encoding } from './encoding';
import { FAILED_SYNC_FILE, rewriteLog, syncLog } from './failed-sync';
import { LOG_FILE, NEXT_LOG_FILE } from './log-format';
import { isAtStart, type LogPosition } from './log-position';
import {
  encodingOf,
  formOf,
  isOfToday,
  newSalt,
  newSegment,
  schemaMember,
  type LogHeader,
  type LogSchema,
  type SegmentForm,
} from './segment-header';
import { sealedName } from './segments';
import { emptyHead, HEAD_FILE, WatermarkWriter, type Watermark } from './watermark';

/** The scratch file of `probe`. */
const PROBE_FILE = `${LOG_FILE}.probe`;

/** How the log is laid down. */
export interface StorageOptions extends SegmentForm {
  /**
   * What events are written under from now on; what the log says of itself when it is left out. A
   * segment has one schema: another begins a new one.
   */
  readonly schema?: LogSchema | undefined;
  /** A segment is sealed once it is this large, its schema not counted. */
  readonly segmentBytes: number;
  /** The head could not be written: the disk is failing. */
  readonly onHeadFailure: (error: unknown) => void;
  /** A segment was sealed: `file` is never written again. */
  readonly onSeal?: ((file: string) => void) | undefined;
}

/** Somebody who wants to know where an event stands, once it is on stable storage. */
interface PlaceRequest {
  readonly seq: number;
  readonly timestamp: number;
  place: LogPosition | undefined;
  readonly resolve: (place: LogPosition) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * The open log of a data directory: appends sealed batches at its end, starts a new segment when
 * one is full, and knows what is on stable storage. `append` has one caller at a time; the order of
 * calls is the order of the log.
 */
export class FileStorage {
  readonly #disk: Disk;
  readonly #environment: Environment;
  readonly #directory: string;
  readonly #options: StorageOptions;
  readonly #head: WatermarkWriter;
  #file: DiskFile;
  #header: LogHeader;
  #encoding: Encoding;
  #schemaBytes: number;
  #end: LogPosition;
  #synced: LogPosition;
  #syncing: Promise<void> = Promise.resolve();
  #writing: { readonly batch: Batch; readonly end: LogPosition } | undefined;
  #wanted: PlaceRequest | undefined;

  private constructor(
    { disk, environment, directory }: StoragePlace,
    options: StorageOptions,
    log: { readonly header: LogHeader; readonly end: LogPosition },
    file: DiskFile,
    head: WatermarkWriter,
  ) {
    this.#disk = disk;
    this.#environment = environment;
    this.#directory = directory;
    this.#options = options;
    this.#head = head;
    this.#file = file;
    this.#header = log.header;
    this.#encoding = encodingOf(log.header);
    this.#schemaBytes = schemaBytesOf(log.header);
    this.#end = log.end;
    this.#synced = log.end;
  }

  /** Opens a log that recovery has judged, at the position where it continues. */
  static async open(
    place: StoragePlace,
    log: { readonly header: LogHeader; readonly end: LogPosition },
    options: StorageOptions,
  ): Promise<FileStorage> {
    const { disk, directory } = place;
    const headPath = path.join(directory, HEAD_FILE);
    const names = await disk.entries(directory);
    if (!names.includes(HEAD_FILE)) await createDurably(disk, headPath, emptyHead());
    if (names.includes(FAILED_SYNC_FILE)) await rewriteLog(disk, directory, log.end.offset);
    if (names.includes(PROBE_FILE)) await disk.remove(path.join(directory, PROBE_FILE));
    const file = await disk.open(path.join(directory, LOG_FILE), 'read-write');
    const headFile = await disk.open(headPath, 'read-write');
    const head = new WatermarkWriter(headFile, options.onHeadFailure);
    const storage = new FileStorage(place, options, log, file, head);
    // What recovery read may be in the page cache only, names as well: from here on it is promised.
    await disk.syncDirectory(directory);
    await syncLog(disk, directory, file);
    storage.#note(false);
    if (!storage.#isAsAsked) await storage.#roll();
    return storage;
  }

  get #isAsAsked(): boolean {
    const { encoding, hashChain } = formOf(this.#header);
    const isForm = encoding === this.#options.encoding && hashChain === this.#options.hashChain;
    const isKnown = isForm && isSameSchema(this.#header.schema, this.#schema);
    return isKnown && isOfToday(this.#header);
  }

  /** Of the next segment. */
  get #schema(): LogSchema | undefined {
    return this.#options.schema ?? this.#header.schema;
  }

  /** Last event on stable storage. */
  get syncedSeq(): number {
    return this.#synced.seq;
  }

  /** The last event on stable storage that the chain ends with; absent when it is not chained. */
  get anchor(): Anchor | undefined {
    const { seq, timestamp, hash } = isAtStart(this.#synced) ? baseOf(this.#header) : this.#synced;
    return hash === undefined ? undefined : { log_id: this.#header.log_id, seq, timestamp, hash };
  }

  /** Size of the segment that grows, in bytes. */
  get size(): number {
    return this.#end.offset;
  }

  get end(): LogPosition {
    return this.#end;
  }

  /** An empty batch in the encoding of the log. */
  newBatch(initialBytes?: number): Batch {
    return new Batch(this.#encoding, initialBytes);
  }

  /**
   * One write. The events are in the system's hands when it resolves, on stable storage after
   * `sync`.
   */
  async append(batch: Batch): Promise<void> {
    const isFull = this.#end.offset - this.#schemaBytes >= this.#options.segmentBytes;
    if (isFull && !isAtStart(this.#end)) await this.#roll();
    const { bytes, end } = batch.seal(this.#end, this.#synced.seq);
    this.#writing = { batch, end };
    if (this.#wanted !== undefined) this.#wanted.place ??= this.#placeInFlight(this.#wanted);
    try {
      await this.#file.write(bytes, this.#end.offset);
    } catch (error) {
      this.#refusePlace(error);
      throw error;
    } finally {
      this.#writing = undefined;
    }
    this.#end = end;
  }

  /**
   * One fdatasync, then (not waited for) the head. A failure must never be retried: see
   * `AsyncWriter`.
   */
  sync(): Promise<void> {
    this.#syncing = this.#syncNow();
    return this.#syncing;
  }

  /**
   * Where the log stands right behind an event, once that is on stable storage. One request at a
   * time. Rejects when the disk fails before.
   * @returns `undefined` when the event was written already, with others behind it: too late to
   * ask.
   */
  placeOf(seq: number, timestamp: number): Promise<LogPosition> | undefined {
    if (this.#synced.seq === seq) return Promise.resolve(this.#synced);
    if (this.#end.seq > seq) return undefined;
    return new Promise((resolve, reject) => {
      const wanted: PlaceRequest = { seq, timestamp, resolve, reject, place: undefined };
      wanted.place = this.#end.seq === seq ? this.#end : this.#placeInFlight(wanted);
      this.#wanted = wanted;
    });
  }

  /**
   * After a write that found no room: cuts what was written of it, so that the log ends where it
   * did before, on stable storage.
   */
  async retreat(): Promise<void> {
    await this.#file.truncate(this.#end.offset);
    await this.sync();
  }

  /** Rejects as a write of so many bytes at the end of the log would; leaves the log alone. */
  probe(bytes: number): Promise<void> {
    const scratch = path.join(this.#directory, PROBE_FILE);
    return probeRoom(this.#disk, scratch, { at: this.#end.offset, bytes });
  }

  freeBytes(): Promise<number> {
    return this.#disk.freeBytes(this.#directory);
  }

  /** Syncs, marks the log as closed cleanly, and closes the files. */
  async close(): Promise<void> {
    await this.sync();
    await this.#head.close(this.#mark(true));
    await this.#file.close();
  }

  async #syncNow(): Promise<void> {
    const reached = this.#end;
    try {
      await syncLog(this.#disk, this.#directory, this.#file);
    } catch (error) {
      this.#refusePlace(error);
      throw error;
    }
    if (reached.seq < this.#synced.seq || reached.base < this.#synced.base) return;
    this.#synced = reached;
    this.#note(false);
    const wanted = this.#wanted;
    if (wanted?.place === undefined || wanted.seq > reached.seq) return;
    this.#wanted = undefined;
    wanted.resolve(wanted.place);
  }

  /** The place of an event of the batch that is being written. */
  #placeInFlight({ seq, timestamp }: PlaceRequest): LogPosition | undefined {
    const found = this.#writing?.batch.placeOf(seq);
    if (found === undefined || this.#writing === undefined) return undefined;
    const { base, offset } = this.#writing.end;
    const { fromEnd, crc, hash } = found;
    return { base, offset: offset - fromEnd, seq, timestamp, crc, hash };
  }

  #refusePlace(error: unknown): void {
    this.#wanted?.reject(error);
    this.#wanted = undefined;
  }

  /**
   * Seals the segment and starts the next. Each step leaves a log that recovery completes: the new
   * segment is whole beside the old one before the old one gets its last name. A segment that holds
   * nothing is not sealed but replaced: two segments behind the same event could not be told apart.
   */
  async #roll(): Promise<void> {
    await this.#syncing;
    await this.sync();
    const { base } = this.#end;
    const isUnused = isAtStart(this.#end);
    const file = path.join(this.#directory, LOG_FILE);
    const next = path.join(this.#directory, NEXT_LOG_FILE);
    const before = isUnused ? baseOf(this.#header) : this.#end;
    // The same in every segment: a batch that was encoded before a roll is sealed after it.
    const salt = this.#header.salt || newSalt(this.#environment);
    const { log_id } = this.#header;
    const { encoding, hashChain } = this.#options;
    const form = { log_id, salt, encoding, hashChain, ...schemaMember(this.#schema) };
    const segment = newSegment(form, this.#environment.wallMs(), before);
    await createDurably(this.#disk, next, segment.line);
    const opened = await this.#disk.open(next, 'read-write');
    const sealed = sealedName(base);
    try {
      if (!isUnused) await this.#disk.rename(file, path.join(this.#directory, sealed));
      await this.#disk.rename(next, file);
      await this.#disk.syncDirectory(this.#directory);
    } catch (error) {
      // Half of it is done: only a start can tell which, so want of room is a failure here too.
      throw diskFailure('starting a segment', error);
    }
    const left = this.#file;
    this.#file = opened;
    this.#header = segment.header;
    this.#encoding = encodingOf(segment.header);
    this.#schemaBytes = schemaBytesOf(segment.header);
    this.#end = this.#synced = segment.end;
    this.#note(false);
    // Last: a timer may ask for a sync at any time, and must not meet a file that is closed.
    await left.close().catch((error: unknown) => {
      throw diskFailure('sealing a segment', error);
    });
    if (!isUnused) this.#options.onSeal?.(sealed);
  }

  #note(closed: boolean): void {
    this.#head.note(this.#mark(closed));
  }

  #mark(closed: boolean): Watermark {
    const { base, seq, offset, crc } = this.#synced;
    return { log_id: this.#header.log_id, seq, base, end: offset, crc, closed };
  }
}

/** A large schema must not make segments of one batch each. */
const schemaBytesOf = ({ schema }: LogHeader): number =>
  schema === undefined ? 0 : Buffer.byteLength(JSON.stringify(schema));

/** Whether two schemas are the same text: that is how they are written down. */
const isSameSchema = (a: LogSchema | undefined, b: LogSchema | undefined): boolean =>
  JSON.stringify(a) === JSON.stringify(b);

/** The last event before a segment. */
function baseOf(header: LogHeader): Pick<LogPosition, 'seq' | 'timestamp' | 'crc' | 'hash'> {
  const { base_seq: seq, base_time: timestamp, base_crc: crc, base_hash: hash } = header;
  return { seq, timestamp, crc, hash };
}

/** Where a log lives, and what it needs to be written. */
export interface StoragePlace {
  readonly disk: Disk;
  readonly environment: Environment;
  readonly directory: string;
}
