import { isAscii } from 'node:buffer';
import type { LoggedEvent } from '../../engine/event';
import type { Chunk } from './chunks';
import type { Encoding, ParseOptions } from './encoding';
import { isHashRight } from './hash-chain';
import type { LogPosition } from './log-position';
import { RecordOutline } from './record-outline';

export interface SegmentScanOptions {
  /** Called for each event of each whole transaction, in order. */
  readonly onEvent: (event: LoggedEvent) => void;
  /** Reading ends before the transaction of the first event of which this is true. */
  readonly isPast?: ((event: LoggedEvent) => boolean) | undefined;
  /** See `SegmentScanner.watchedCrc`. */
  readonly watch?: number | undefined;
  readonly isWhole?: boolean | undefined;
}

/**
 * Reads the records of a segment once, chunk by chunk, from a position up to the first byte that
 * does not make sense. Writes nothing.
 */
export class SegmentScanner {
  readonly #encoding: Encoding;
  readonly #options: SegmentScanOptions;
  /** After the last valid record, which may stand inside a transaction that is not whole. */
  lastValid: LogPosition;
  /** Where the last whole transaction ends. */
  end: LogPosition;
  /** Why the bytes behind `end` are not part of the log, if there are any. */
  reason = 'the last record is not complete';
  /** Checksum of the record that ends at the watched offset; absent when none ends there. */
  watchedCrc: number | undefined;
  /**
   * Behind `lastValid` stands, whole, a record that breaks the chain: no torn write leaves that.
   */
  isForged = false;
  /** Reading ended because of `isPast`. */
  isPast = false;
  #transaction: LoggedEvent[] = [];
  readonly #outline: RecordOutline;

  // The position, in the open: an object for each record would be a tenth of the time of a replay.
  #offset: number;
  #seq: number;
  #timestamp: number;
  #crc: number;
  #hash: string | undefined;

  constructor(encoding: Encoding, from: LogPosition, options: SegmentScanOptions) {
    this.#encoding = encoding;
    this.#outline = new RecordOutline(encoding);
    this.#options = options;
    this.#offset = from.offset;
    this.#seq = from.seq;
    this.#timestamp = from.timestamp;
    this.#crc = from.crc;
    this.#hash = from.hash;
    this.lastValid = this.end = from;
    if (from.offset === options.watch) this.watchedCrc = from.crc;
  }

  /** Reads on. @returns how many bytes it is done with; `'stop'` when reading ends here. */
  consume({ bytes, length, offset }: Chunk): number | 'stop' {
    const parse: ParseOptions = {
      isAscii: isAscii(bytes.subarray(0, length)),
      isWhole: this.#options.isWhole === true,
    };
    const outline = this.#outline;
    outline.read(bytes, length, this.#crc);
    let start = 0;
    let isWhole = true;
    for (let index = 0; index < outline.count && isWhole; index += 1) {
      const end = outline.end(index);
      const crc = outline.check(index, this.#crc);
      isWhole =
        crc < 0
          ? this.#stop('its checksum does not continue the record before')
          : this.#record(bytes, start, end, offset + end, crc, parse);
      if (isWhole) start = end;
    }
    if (isWhole && outline.isBroken) isWhole = this.#stop('a record has an impossible length');
    this.lastValid = this.#position();
    if (this.#transaction.length === 0) this.end = this.lastValid;
    return isWhole ? start : 'stop';
  }

  /** Takes a record that ends at `offset` of the segment, and whose checksum is right. */
  #record(
    bytes: Buffer,
    start: number,
    end: number,
    offset: number,
    crc: number,
    options: ParseOptions,
  ): boolean {
    const record = this.#encoding.parse(bytes, start, end, options);
    if (record === undefined) return this.#forged('the record is not an event');
    if (record.kind === 'event') {
      if (!this.#follows(record.event)) return false;
      this.isPast = this.#options.isPast?.(record.event) === true;
      if (this.isPast || !this.#continuesChain(bytes, start, end, record.event)) return false;
      if (this.#transaction.length === 0 && record.event.txLeft > 0) this.end = this.#position();
      this.#seq = record.event.seq;
      this.#timestamp = record.event.timestamp;
      this.#hash = record.event.hash;
    } else if (this.#transaction.length > 0) {
      return this.#forged('a batch starts inside a transaction');
    }
    this.#offset = offset;
    this.#crc = crc;
    if (offset === this.#options.watch) this.watchedCrc = crc;
    if (record.kind === 'event') this.#deliver(record.event);
    return true;
  }

  #follows(event: LoggedEvent): boolean {
    if (event.seq !== this.#seq + 1)
      return this.#forged(`it holds event ${event.seq} where ${this.#seq + 1} belongs`);
    if (event.timestamp <= this.#timestamp)
      return this.#forged(`the time of event ${event.seq} does not increase`);
    const expected = this.#transaction.at(-1)?.txLeft;
    if (expected !== undefined && event.txLeft !== expected - 1)
      return this.#forged('a transaction is broken');
    return true;
  }

  #continuesChain(bytes: Buffer, start: number, end: number, { seq, hash }: LoggedEvent): boolean {
    const { hashPlace } = this.#encoding;
    if (hashPlace === undefined) {
      if (hash === undefined) return true;
      return this.#forged(`event ${seq} carries a hash where none is chained`);
    }
    if (hash === undefined) return this.#forged(`event ${seq} carries no hash`);
    // Never absent: a chained segment starts with the hash of its header.
    if (!isHashRight(hashPlace, bytes, start, end, this.#hash as string))
      return this.#forged(`the hash of event ${seq} does not continue the event before`);
    return true;
  }

  #deliver(event: LoggedEvent): void {
    if (event.txLeft > 0) {
      this.#transaction.push(event);
      this.reason = 'the last transaction is not complete';
      return;
    }
    if (this.#transaction.length > 0) {
      for (const earlier of this.#transaction) this.#options.onEvent(earlier);
      this.#transaction = [];
      this.reason = 'the last record is not complete';
    }
    this.#options.onEvent(event);
  }

  #position(): LogPosition {
    const base = this.lastValid.base;
    return {
      base,
      offset: this.#offset,
      seq: this.#seq,
      timestamp: this.#timestamp,
      crc: this.#crc,
      hash: this.#hash,
    };
  }

  /** The checksum of a record is right, and yet it does not belong there. */
  #forged(reason: string): false {
    this.isForged = this.#encoding.hashPlace !== undefined;
    return this.#stop(reason);
  }

  #stop(reason: string): false {
    this.reason = reason;
    return false;
  }
}
