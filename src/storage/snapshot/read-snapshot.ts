import { isAscii } from 'node:buffer';
import { crc32 } from 'node:zlib';
import type { RecordEntry } from '../../engine/record-entry';
import type { DiskFile } from '../disk/disk';
import { readChunks, type Chunk } from '../log/chunks';
import { readHex } from '../log/hex';
import { HEADER_BYTES_USUAL, PREFIX_BYTES } from '../log/log-format';
import { HistoryReader, type PastSink } from './history-lines';
import { readViewLines, type ViewSink } from './view-lines';
import {
  isSnapshotHeader,
  type EndLine,
  type SnapshotHeader,
  type SnapshotLine,
} from './snapshot-format';

const NEWLINE = 0x0a;
const COLON = 0x3a;
const SPACE = 0x20;
const ZERO = 0x30;
const LINE_BYTES_MAX = 1024 * 1024;
/** One that is only checked is read back while requests are answered: a piece is short work. */
const CHECKED_PIECE_BYTES = 256 * 1024;

/** A snapshot that was read to its end, and is whole. */
export interface WholeSnapshot {
  readonly header: SnapshotHeader;
  readonly records: number;
  readonly bytes: number;
}

/** The first place where a snapshot is not whole. */
export interface DamagedSnapshot {
  readonly damage: string;
  readonly offset: number;
}

export type SnapshotReading = WholeSnapshot | DamagedSnapshot;

export const isDamaged = (reading: SnapshotReading): reading is DamagedSnapshot =>
  'damage' in reading;

/** Takes each record of a block whose checksum is right. */
export type RecordSink = (section: string, entry: RecordEntry) => void;

/** Takes what a snapshot holds, as it is read. */
export interface SnapshotSink {
  /** Comes first. */
  readonly onHeader?: (header: SnapshotHeader) => void;
  readonly onRecord: RecordSink;
  readonly onPast?: PastSink;
  readonly onView?: ViewSink;
}

/**
 * Reads a snapshot to its end and checks all of it. Records are handed over block by block, so a
 * caller throws away what it took when the reading ends in damage.
 * @param sink left out: nothing is made of the records, only checked.
 */
export async function readSnapshot(file: DiskFile, sink?: SnapshotSink): Promise<SnapshotReading> {
  const reader = new SnapshotReader(sink);
  const pieceBytes = sink === undefined ? CHECKED_PIECE_BYTES : undefined;
  await readChunks(file, 0, (chunk) => reader.consume(chunk), pieceBytes);
  return reader.result(await file.size());
}

/** The first line alone; `undefined` when it is damaged or not ours. */
export async function readSnapshotHeader(file: DiskFile): Promise<SnapshotHeader | undefined> {
  const reader = new SnapshotReader();
  await readChunks(file, 0, (chunk) => reader.consume(chunk, 'header'), HEADER_BYTES_USUAL);
  return reader.header;
}

class SnapshotReader {
  readonly #onHeader: SnapshotSink['onHeader'];
  readonly #onRecord: RecordSink | undefined;
  readonly #history: HistoryReader | undefined;
  readonly #onView: ViewSink | undefined;
  header: SnapshotHeader | undefined;
  readonly #records = new Map<string, number>();
  readonly #keys = new Map<string, number>();
  #total = 0;
  #historyLines = 0;
  #crc = 0;
  #offset = 0;
  #end: EndLine | undefined;
  #damage: string | undefined;

  constructor({ onHeader, onRecord, onPast, onView }: Partial<SnapshotSink> = {}) {
    this.#onHeader = onHeader;
    this.#onRecord = onRecord;
    this.#onView = onView;
    this.#history = onPast === undefined ? undefined : new HistoryReader(onPast);
  }

  consume({ bytes, length }: Chunk, until?: 'header'): number | 'stop' {
    let start = 0;
    while (start < length) {
      if (until === 'header' && this.header !== undefined) return 'stop';
      const next = this.#part(bytes, start, length);
      if (next < 0) return 'stop';
      if (next === 0) break;
      this.#offset += next - start;
      start = next;
    }
    return start;
  }

  result(size: number): SnapshotReading {
    const damage = this.#damage ?? this.#shortage(size);
    if (damage !== undefined) return { damage, offset: this.#offset };
    return { header: this.#ours, records: this.#total, bytes: size };
  }

  /** An end line is only read behind a header. */
  get #ours(): SnapshotHeader {
    return this.header as SnapshotHeader;
  }

  #shortage(size: number): string | undefined {
    if (this.#end === undefined) return 'it has no end';
    if (this.#offset !== size) return 'something follows its end';
    const { sections, views = [] } = this.#ours;
    const isComplete =
      sections.every(({ name, records }) => (this.#records.get(name) ?? 0) === records) &&
      views.every(({ name, keys }) => (this.#keys.get(name) ?? 0) === keys);
    const { records, history = 0, keys = 0 } = this.#end;
    const isCounted =
      records === this.#total && history === this.#historyLines && keys === sumOf(this.#keys);
    return isComplete && isCounted ? undefined : 'records are missing';
  }

  /** A line and the bytes it announces. @returns its end, 0 for more bytes, -1 for damage. */
  #part(bytes: Buffer, start: number, length: number): number {
    const newline = bytes.indexOf(NEWLINE, start);
    if (newline < 0 || newline >= length)
      return length - start > LINE_BYTES_MAX ? this.#fail('a line has no end') : 0;
    if (this.#end !== undefined) return this.#fail('something follows its end');
    const json = start + PREFIX_BYTES;
    const announced = announcedBytes(bytes, json, newline);
    const end = newline + 1 + announced;
    if (end > length) return 0;
    if (newline <= json || bytes[json - 1] !== COLON) return this.#fail('a line has no checksum');
    const lineCrc = crc32(bytes.subarray(json, newline), this.#crc);
    const crc = announced === 0 ? lineCrc : crc32(bytes.subarray(newline + 1, end), lineCrc);
    if (crc !== readHex(bytes, start))
      return this.#fail('a checksum does not continue the one before');
    this.#crc = crc;
    const text = bytes.toString('utf8', json, newline);
    return this.#line(text, bytes, newline + 1, end) ? end : -1;
  }

  #line(text: string, bytes: Buffer, start: number, end: number): boolean {
    const value = parsed(text);
    if (value === undefined) return this.#refuse('a line is not JSON');
    if (this.header === undefined) {
      if (!isSnapshotHeader(value)) return this.#refuse('its header is not ours');
      this.header = value;
      this.#onHeader?.(value);
    } else if ('end' in value) {
      this.#history?.end();
      this.#end = value;
    } else if ('history' in value) {
      this.#historyLines += value.history;
      if (this.#history?.read(value.section, bytes.subarray(start, end)) === false)
        return this.#refuse('a line of history is not one');
    } else if ('keys' in value) {
      const { section, keys } = value;
      this.#keys.set(section, (this.#keys.get(section) ?? 0) + keys);
      const onView = this.#onView;
      if (onView !== undefined && !readViewLines(section, bytes.subarray(start, end), onView))
        return this.#refuse('a line of a view is not one');
    } else if ('records' in value) {
      const { section, records } = value;
      this.#records.set(section, (this.#records.get(section) ?? 0) + records);
      this.#total += records;
      if (this.#onRecord !== undefined) deliver(bytes, start, end, section, this.#onRecord);
    }
    return true;
  }

  #fail(damage: string): -1 {
    this.#damage = damage;
    return -1;
  }

  #refuse(damage: string): false {
    this.#damage = damage;
    return false;
  }
}

const sumOf = (counts: ReadonlyMap<string, number>): number =>
  [...counts.values()].reduce((sum, count) => sum + count, 0);

function parsed(text: string): SnapshotLine | undefined {
  try {
    return Object(JSON.parse(text)) as SnapshotLine;
  } catch {
    return undefined;
  }
}

const BYTES = Buffer.from(',"bytes":');

/** How many bytes a block line announces; what it says is only believed after its checksum. */
function announcedBytes(bytes: Buffer, start: number, end: number): number {
  const line = bytes.subarray(start, Math.min(end, start + HEADER_BYTES_USUAL));
  const at = line.lastIndexOf(BYTES);
  if (at < 0 || !line.subarray(0, SECTION.length).equals(SECTION)) return 0;
  const announced = Number(line.toString('latin1', at + BYTES.length, line.length - 1));
  return Number.isSafeInteger(announced) && announced > 0 ? announced : 0;
}

const SECTION = Buffer.from('{"section":');

function deliver(
  bytes: Buffer,
  from: number,
  to: number,
  section: string,
  onRecord: RecordSink,
): void {
  const encoding = isAscii(bytes.subarray(from, to)) ? 'latin1' : 'utf8';
  let at = from;
  const integer = (): number => {
    let value = 0;
    for (; bytes[at] !== SPACE; at += 1) value = value * 10 + (bytes[at] as number) - ZERO;
    at += 1;
    return value;
  };
  while (at < to) {
    const createdSeq = integer();
    const version = integer();
    const space = bytes.indexOf(SPACE, at);
    const newline = bytes.indexOf(NEWLINE, space);
    const id = bytes.toString('latin1', at, space);
    const json = bytes.toString(encoding, space + 1, newline);
    onRecord(section, { id, json, version, createdSeq });
    at = newline + 1;
  }
}
