import type { LoggedEvent } from '../../engine/event';
import type { Disk } from '../disk/disk';
import { ChunkReader } from './chunks';
import { findLaterSynced, type Encoding } from './encoding';
import { LOG_FILE } from './log-format';
import { isAtStart, type LogPosition } from './log-position';
import type { Damage, LogScan } from './log-scan';
import { encodingOf, type HeaderReading, type LogHeader } from './segment-header';
import { SegmentScanner } from './segment-scan';
import { SegmentSequence, type OpenSegment } from './segment-sequence';

export interface LogWalkOptions {
  /** Where to start: behind a snapshot. The first byte of the oldest segment otherwise. */
  readonly from?: LogPosition | undefined;
  /** Called when the reading of a segment begins, before its events. */
  readonly onSegment?: ((header: LogHeader) => void) | undefined;
  /** Called for each event of each whole transaction, in order. */
  readonly onEvent: (event: LoggedEvent) => void;
  /** Bytes read so far, and in all; called once a chunk. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  /** See `LogScan.watchedCrc`. */
  readonly watch?: { readonly base: number; readonly end: number } | undefined;
  readonly isWhole?: boolean | undefined;
  /** Base of the segment to start with, at its first byte; the oldest otherwise. */
  readonly fromBase?: number | undefined;
  /** Reading ends before the transaction of the first event of which this is true. */
  readonly isPast?: ((event: LoggedEvent) => boolean) | undefined;
  /** Reading ends here: a place between two batches. */
  readonly to?: { readonly base: number; readonly end: number } | undefined;
  /** Bytes that are read at once. */
  readonly chunkBytes?: number | undefined;
}

/** A stretch of a segment whose records are valid and continue what was read before. */
export interface Stretch {
  readonly segment: OpenSegment;
  /**
   * Whole records, valid until the next stretch is asked for; the last of them may stand inside a
   * transaction that is not whole. The first stretch of each segment is empty.
   */
  readonly bytes: Buffer;
  /** Where they stand in the segment: never behind the end of the stretch before. */
  readonly offset: number;
  /** Where the last whole transaction ends. */
  readonly end: LogPosition;
}

/**
 * Reads a log once, segment after segment, up to the first byte that does not make sense, and never
 * writes. The log may be in use: a batch that is being written is not taken for damage, and a
 * segment that is sealed meanwhile is followed.
 */
export class LogWalk {
  readonly #options: LogWalkOptions;
  readonly #segments: SegmentSequence;
  /** Of the last segment that made sense from its first byte; or why there is none. */
  #header: HeaderReading = 'foreign';
  /** The segment that is being read, or was last. */
  #name: string | undefined;
  #end: LogPosition;
  #size = 0;
  #oldestBase = 0;
  #damage: Damage | undefined;
  #isOver = false;
  #watchedCrc: number | undefined;
  #doneBytes = 0;
  #totalBytes = 0;

  constructor(disk: Disk, directory: string, options: LogWalkOptions) {
    this.#options = options;
    this.#end = options.from ?? NOWHERE;
    const firstBase = options.fromBase ?? options.from?.base ?? 0;
    this.#segments = new SegmentSequence(disk, directory, firstBase);
  }

  /** Reads to the end, or to the first byte that does not make sense. */
  async run(): Promise<LogScan> {
    for await (const _ of this.stretches());
    return this.scan;
  }

  /** What was read so far, and why it ended. */
  get scan(): LogScan {
    const { from } = this.#options;
    return {
      header: this.#header,
      size: this.#size,
      end: this.#end,
      from: this.#end.base === from?.base ? from.offset : 0,
      oldestBase: this.#oldestBase,
      damage: this.#damage,
      watchedCrc: this.#watchedCrc,
    };
  }

  /** Whether reading ended at `isPast` or `to`, not at the end of the log. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Reads a chunk at a time; whoever stops asking stops the reading. */
  async *stretches(): AsyncGenerator<Stretch> {
    if (this.#options.onProgress !== undefined) this.#totalBytes = await this.#segments.size();
    let goesOn = true;
    while (goesOn) {
      const segment = await this.#segments.next(this.#end.seq);
      if (segment === undefined) {
        this.#size = 0;
        this.#fail(LOG_FILE, 0, 'it was removed', Infinity);
        return;
      }
      try {
        this.#size = await segment.file.size();
        const { header } = segment;
        const from = this.#enter(segment);
        // Only a header of ours says where to go on.
        goesOn = from !== undefined && (yield* this.#read(segment, header as LogHeader, from));
      } finally {
        await segment.file.close();
      }
    }
  }

  /** Where to go on in a segment; `undefined` when it does not continue what was read. */
  #enter({ header, start, name, isSealed }: OpenSegment): LogPosition | undefined {
    const isFirst = typeof this.#header === 'string';
    const from = this.#begin(header, start, isFirst);
    if (typeof header !== 'string' && header.base_seq > this.#end.seq && this.#name !== undefined) {
      const reason = `events ${this.#end.seq + 1} to ${header.base_seq} are missing behind it`;
      return this.#fail(this.#name, this.#end.offset, reason, Infinity);
    }
    this.#name = name;
    if (typeof from === 'string') {
      if (isFirst) this.#header = header;
      const mayBeTorn = isFirst && !isSealed && typeof header === 'string';
      return this.#fail(name, 0, from, mayBeTorn ? -1 : Infinity);
    }
    this.#header = header;
    if (typeof header !== 'string') this.#options.onSegment?.(header);
    return from;
  }

  #begin(header: HeaderReading, start: LogPosition, isFirst: boolean): LogPosition | string {
    if (typeof header === 'string') return 'its header is damaged';
    const { from } = this.#options;
    if (isFirst) {
      this.#oldestBase = header.base_seq;
      if (from === undefined) return (this.#end = start);
      if (header.base_seq === from.base) return this.#goOn(from, start);
    }
    const { seq, crc, timestamp, hash } = this.#end;
    if (header.base_seq > seq)
      return `events ${seq + 1} to ${header.base_seq} are missing before it`;
    const isNext =
      header.base_seq === seq &&
      header.base_crc === crc &&
      header.base_time === timestamp &&
      header.base_hash === hash;
    const isSameLog = typeof this.#header === 'string' || this.#header.log_id === header.log_id;
    return isNext && isSameLog ? start : 'it does not continue the segment before';
  }

  /** The place in the first segment where reading starts. */
  #goOn(from: LogPosition, start: LogPosition): LogPosition | string {
    if (isAtStart(from)) return start;
    const isSame = (from.hash === undefined) === (start.hash === undefined);
    return isSame ? from : `events up to ${from.seq} are not chained as they were`;
  }

  /** @returns whether there may be a segment behind it. */
  async *#read(
    segment: OpenSegment,
    header: LogHeader,
    start: LogPosition,
  ): AsyncGenerator<Stretch, boolean> {
    const encoding = encodingOf(header);
    let { isSealed } = segment;
    let from = start;
    let readTwice = -1;
    for (;;) {
      this.#size = await segment.file.size();
      const limit = this.#limit(header);
      const scanner = yield* this.#records(segment, encoding, from, limit);
      if (this.#isOver) return false;
      const isWhole = this.#end.offset === limit;
      if (isWhole && isSealed) break;
      if (!isSealed && (await this.#segments.isSealedNow(header.base_seq))) {
        // What was still missing at the end is there by now.
        isSealed = true;
      } else if (isWhole) {
        return false;
      } else {
        const isProved = isSealed || scanner.isForged;
        const later = isProved ? Infinity : await this.#laterSynced(segment, encoding, scanner);
        if (isProved || later <= this.#end.seq || readTwice === this.#end.offset) {
          this.#judgeTail(segment, from, scanner.reason, later);
          return false;
        }
        // Proof of damage, unless it was a batch in flight, which the proof says has landed.
        readTwice = this.#end.offset;
      }
      from = this.#end;
    }
    this.#doneBytes += this.#size;
    return true;
  }

  /** Reads records up to `limit`, or to the first one that is not valid. */
  async *#records(
    segment: OpenSegment,
    encoding: Encoding,
    from: LogPosition,
    limit: number,
  ): AsyncGenerator<Stretch, SegmentScanner> {
    const { onEvent, onProgress, watch, isWhole, isPast, to, chunkBytes } = this.#options;
    const scanner = new SegmentScanner(encoding, from, {
      onEvent,
      isPast,
      isWhole,
      watch: watch?.base === from.base ? watch.end : undefined,
    });
    this.#take(scanner);
    yield { segment, bytes: NO_BYTES, offset: from.offset, end: this.#end };
    const reader = new ChunkReader(segment.file, from.offset, limit, chunkBytes);
    for (let chunk = await reader.next(); chunk; chunk = await reader.next()) {
      const done = scanner.consume(chunk);
      this.#take(scanner);
      onProgress?.(this.#doneBytes + chunk.offset + chunk.length, this.#totalBytes);
      const bytes = chunk.bytes.subarray(0, scanner.lastValid.offset - chunk.offset);
      if (bytes.length > 0) yield { segment, bytes, offset: chunk.offset, end: this.#end };
      if (done === 'stop') break;
      reader.advance(chunk, done);
    }
    this.#isOver = scanner.isPast || (to?.base === from.base && this.#end.offset === to.end);
    return scanner;
  }

  #take(scanner: SegmentScanner): void {
    this.#end = scanner.end;
    this.#watchedCrc = scanner.watchedCrc ?? this.#watchedCrc;
  }

  #limit(header: LogHeader): number {
    const { to } = this.#options;
    return header.base_seq === to?.base ? Math.min(to.end, this.#size) : this.#size;
  }

  #laterSynced(segment: OpenSegment, encoding: Encoding, scanner: SegmentScanner): Promise<number> {
    const { offset, crc } = scanner.lastValid;
    return findLaterSynced(encoding, segment.file, offset, crc);
  }

  #judgeTail({ name }: OpenSegment, from: LogPosition, reason: string, later: number): void {
    if (this.#size < from.offset) {
      const short = `it ends before byte ${from.offset}, where event ${from.seq} was on disk`;
      this.#fail(name, this.#size, short, Infinity);
    } else this.#fail(name, this.#end.offset, reason, later);
  }

  #fail(file: string, offset: number, reason: string, laterSynced: number): undefined {
    this.#damage = { file, offset, seq: this.#end.seq + 1, reason, laterSynced };
  }
}

const NO_BYTES = Buffer.alloc(0);
const NOWHERE: LogPosition = { base: 0, offset: 0, seq: 0, timestamp: 0, crc: 0 };
