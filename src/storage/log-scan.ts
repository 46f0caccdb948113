import { crc32 } from 'node:zlib';
import type { LoggedEvent } from '../engine/event';
import { readChunks, type Chunk } from './chunks';
import type { DiskFile } from './disk';
import { readHex } from './hex';
import { findLaterSynced } from './later-synced';
import { parseLine } from './line-parser';
import { PREFIX_BYTES, readHeader, type LogHeader } from './log-format';

const NEWLINE = 0x0a;
const COLON = 0x3a;

/** A place in the log between two lines, and what continues from it. */
export interface LogPosition {
  /** Bytes before it. */
  readonly offset: number;
  /** Last event before it; 0 when there is none. */
  readonly seq: number;
  readonly timestamp: number;
  /** Checksum of the line before it. */
  readonly crc: number;
}

export interface Damage {
  readonly reason: string;
  /** Greatest `synced` of the valid markers behind the damage; -1 when there is none. */
  readonly laterSynced: number;
}

/** What a log says when it is read from its first byte. */
export interface LogScan {
  /** Not a header of ours: nothing else was read. */
  readonly header: LogHeader | 'newer' | 'foreign';
  readonly size: number;
  /** Where the last whole transaction ends. */
  readonly end: LogPosition;
  /** Why the bytes behind `end` are not part of the log; absent when there are none. */
  readonly damage?: Damage;
  /**
   * Checksum of the line that ends at the offset that was asked for; absent when none ends there.
   */
  readonly watchedCrc: number | undefined;
}

export interface ScanOptions {
  /** Called for each event of each whole transaction, in order. */
  readonly onEvent: (event: LoggedEvent) => void;
  /** Bytes read so far, and in all; called once a chunk. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  /** See `LogScan.watchedCrc`. */
  readonly watch?: number | undefined;
}

/** Reads a log once, in chunks, up to the first byte that does not make sense. Writes nothing. */
export async function scanLog(file: DiskFile, options: ScanOptions): Promise<LogScan> {
  const size = await file.size();
  const scanner = new Scanner(options);
  await readChunks(file, 0, (chunk) => {
    options.onProgress?.(chunk.offset + chunk.length, size);
    return scanner.consume(chunk);
  });
  const { header, end } = scanner;
  const result = { header, size, end, watchedCrc: scanner.watchedCrc };
  if (typeof header === 'string' || (end.offset === size && header !== undefined))
    return { ...result, header };
  if (header === undefined) return { ...result, header: 'foreign' };
  const laterSynced = await findLaterSynced(file, scanner.position.offset, scanner.position.crc);
  return { ...result, header, damage: { reason: scanner.reason, laterSynced } };
}

class Scanner {
  readonly #options: ScanOptions;
  header: LogHeader | 'newer' | 'foreign' | undefined;
  /** After the last valid line. */
  position: LogPosition = { offset: 0, seq: 0, timestamp: 0, crc: 0 };
  /** After the last whole transaction. */
  end: LogPosition = this.position;
  reason = 'the last line is not complete';
  watchedCrc: number | undefined;
  #transaction: LoggedEvent[] = [];

  constructor(options: ScanOptions) {
    this.#options = options;
  }

  consume({ bytes, length, offset }: Chunk): number | 'stop' {
    let start = 0;
    while (start < length) {
      const newline = bytes.indexOf(NEWLINE, start);
      if (newline < 0 || newline >= length) break;
      if (!this.#line(bytes, start, newline, offset)) return 'stop';
      start = newline + 1;
    }
    return start;
  }

  #line(bytes: Buffer, start: number, newline: number, base: number): boolean {
    const json = start + PREFIX_BYTES;
    const crc = newline > json ? crc32(bytes.subarray(json, newline), this.position.crc) : -1;
    if (crc !== readHex(bytes, start) || bytes[json - 1] !== COLON) {
      if (this.header === undefined) this.header = 'foreign';
      return this.#stop('its checksum does not continue the line before');
    }
    const offset = base + newline + 1;
    if (offset === this.#options.watch) this.watchedCrc = crc;
    if (this.header === undefined) {
      this.header = readHeader(bytes.toString('utf8', json, newline));
      this.position = this.end = { ...this.position, offset, crc };
      return typeof this.header !== 'string';
    }
    return this.#content(bytes, json, newline, offset, crc);
  }

  #content(bytes: Buffer, json: number, newline: number, offset: number, crc: number): boolean {
    const line = parseLine(bytes, json, newline);
    if (line === undefined) return this.#stop('the line is not an event');
    if (line.kind === 'marker') {
      if (this.#transaction.length > 0) return this.#stop('a batch starts inside a transaction');
      this.position = this.end = { ...this.position, offset, crc };
      return true;
    }
    const { event } = line;
    const { seq, timestamp } = this.position;
    if (event.seq !== seq + 1)
      return this.#stop(`it holds event ${event.seq} where ${seq + 1} belongs`);
    if (event.timestamp <= timestamp)
      return this.#stop(`the time of event ${event.seq} does not increase`);
    const expected = this.#transaction.at(-1)?.txLeft;
    if (expected !== undefined && event.txLeft !== expected - 1)
      return this.#stop('a transaction is broken');
    this.position = { offset, seq: event.seq, timestamp: event.timestamp, crc };
    this.#deliver(event);
    return true;
  }

  #deliver(event: LoggedEvent): void {
    if (event.txLeft > 0) {
      this.#transaction.push(event);
      this.reason = 'the last transaction is not complete';
      return;
    }
    for (const earlier of this.#transaction) this.#options.onEvent(earlier);
    this.#transaction = [];
    this.#options.onEvent(event);
    this.end = this.position;
    this.reason = 'the last line is not complete';
  }

  #stop(reason: string): false {
    this.reason = reason;
    return false;
  }
}
