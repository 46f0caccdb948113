import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import { crc32 } from './crc32';
import type { Wound } from './file-surgeon';
import { eventFrame, markerFrame } from './frame-writer';
import { logPath, type LogEvent, type LogHeader, readRecord } from './raftlog-reader';
import { sha256 } from './sha256';

type LogRecord = LogEvent | { synced: number };

/** Whether each event keeps the hash that it carries, or gets the one that is right. */
export type Hashes = 'kept' | 'made again';

const CRC_DIGITS = 8;
const isEvent = (record: LogRecord): record is LogEvent => 'event_type' in record;

/**
 * Somebody who may write all of a data directory and knows its format: every checksum is right
 * again when they are done, and the head and the snapshots, which could tell of more, are gone. Of
 * a log of one segment.
 */
export class LogForger {
  readonly #directory: string;
  readonly #header: LogHeader;
  readonly #headerLine: Buffer;
  records: LogRecord[] = [];

  constructor(directory: string) {
    this.#directory = directory;
    const bytes = readFileSync(logPath(directory));
    let header: LogHeader | undefined;
    let end = 0;
    for (let from = 0, previous = 0; from < bytes.length;) {
      const record = readRecord(bytes, { from, previous, header });
      if (typeof record === 'string') throw new Error(`${from}: ${record}`);
      if (header === undefined) [header, end] = [record.value as unknown as LogHeader, record.end];
      else this.records.push(record.value as unknown as LogRecord);
      previous = record.crc;
      from = record.end;
    }
    if (header === undefined) throw new Error('a log without a header');
    this.#header = header;
    this.#headerLine = bytes.subarray(0, end);
  }

  /** Where an event stands among the records. */
  at(seq: number): number {
    return this.records.findIndex((record) => isEvent(record) && record.seq === seq);
  }

  event(seq: number): LogEvent {
    return this.records[this.at(seq)] as LogEvent;
  }

  /** Numbers the events again, in times that increase. */
  renumber(): void {
    const times = this.records.filter(isEvent).map(({ timestamp }) => timestamp);
    times.sort((a, b) => a - b);
    let [seq, timestamp] = [0, 0];
    this.records = this.records.map((record) => {
      if (!isEvent(record)) return record;
      timestamp = Math.max(timestamp + 1, times[seq] ?? 0);
      seq += 1;
      return { ...record, seq, timestamp };
    });
  }

  /** Takes the chain off: what is left says of itself that it was never chained. */
  takeChainOff(): void {
    this.records = this.records.map((record) => {
      const { hash: _, ...rest } = record as LogEvent;
      return rest;
    });
    delete this.#header.hash_chain;
  }

  /** @returns where the first event stands that is numbered so, for whoever must find it. */
  write(hashes: Hashes, seq: number): Wound {
    const isChained = this.#header.hash_chain === true;
    const line = isChained ? this.#headerLine : headerLine(this.#header);
    const parts = [line];
    let crc = Number.parseInt(line.toString('latin1', 0, CRC_DIGITS), 16);
    let hash = sha256(line.subarray(CRC_DIGITS + 1, -1));
    let [size, offset] = [line.length, -1];
    for (const record of this.records) {
      if (isEvent(record) && record.hash !== undefined && hashes === 'made again')
        record.hash = sha256(this.#bodyOf({ ...record, hash }));
      if (isEvent(record)) hash = record.hash ?? hash;
      if (isEvent(record) && record.seq === seq) offset = size;
      const part = this.#record(record, crc);
      crc = part.crc;
      size += part.bytes.length;
      parts.push(part.bytes);
    }
    writeFileSync(logPath(this.#directory), Buffer.concat(parts));
    for (const name of readdirSync(this.#directory))
      if (/\.head$|^state\.raftsnap|^dedup\./.test(name)) rmSync(join(this.#directory, name));
    return { file: basename(logPath(this.#directory)), offset: offset < 0 ? size : offset, seq };
  }

  /** What the hash of an event covers. */
  #bodyOf(event: LogEvent): Buffer {
    if (this.#header.encoding !== 'binary') return Buffer.from(JSON.stringify(event));
    return frameOf(event).subarray(12);
  }

  #record(record: LogRecord, previous: number): { bytes: Buffer; crc: number } {
    if (this.#header.encoding !== 'binary') return sealedLine(JSON.stringify(record), previous);
    const bytes = isEvent(record) ? frameOf(record) : markerFrame(record.synced);
    bytes.writeUInt32LE(previous, 4);
    const crc = crc32(bytes, 4, bytes.length, this.#header.salt ?? 0);
    bytes.writeUInt32LE(crc, 0);
    return { bytes, crc };
  }
}

const frameOf = (event: LogEvent): Buffer =>
  eventFrame({ ...event, payloadText: JSON.stringify(event.payload) });

const headerLine = (header: LogHeader): Buffer => sealedLine(JSON.stringify(header), 0).bytes;

function sealedLine(json: string, previous: number): { bytes: Buffer; crc: number } {
  const body = Buffer.from(json);
  const crc = crc32(body, 0, body.length, previous);
  const digits = crc.toString(16).padStart(CRC_DIGITS, '0');
  return { bytes: Buffer.concat([Buffer.from(`${digits}:`), body, Buffer.from('\n')]), crc };
}
