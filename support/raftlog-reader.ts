import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { crc32 } from './crc32';
import { readFrame, type ReadRecord } from './frame-reader';
import { sha256 } from './sha256';

export interface LogEvent {
  seq: number;
  event_type: string;
  event_id: string;
  aggregate_id: string;
  timestamp: number;
  payload: Record<string, unknown>;
  tx_left?: number;
  /** Both on the first event of a request that had a key. */
  idempotency_key?: string;
  fingerprint?: string;
  /** Fields that an update changed. */
  changed?: string[];
  /** Where events are chained. */
  hash?: string;
}

export interface LogHeader {
  format: string;
  version: number;
  log_id: string;
  encoding?: 'json' | 'binary';
  /** Seeds the checksums of frames. */
  salt?: number;
  /** Events behind it are chained by SHA-256. */
  hash_chain?: true;
  /** Hash of the last event before it. */
  base_hash?: string;
  /** What the models of the events behind it were declared as, by name. */
  schema?: Record<string, { singular: string; version: number; fields: Record<string, object> }>;
}

export interface LogDamage {
  offset: number;
  seq: number;
  reason: string;
}

export interface LogReading {
  header: LogHeader | undefined;
  /** Last event before the oldest segment: compaction deleted those up to it. */
  startsAfter: number;
  events: LogEvent[];
  /** Of each segment, and how many of the events stand before it. */
  segments: Array<{ header: LogHeader; before: number }>;
  damage: LogDamage | undefined;
}

const LINE_FEED = 10;
const CRC_DIGITS = 8;

export const logPath = (directory: string): string => join(directory, 'events.raftlog');

const sealedNames = (directory: string): string[] =>
  (existsSync(directory) ? readdirSync(directory) : [])
    .filter((name) => /^events-\d{16}\.raftlog$/.test(name))
    .sort();

/** The segments that compaction put away, oldest first. */
export const archivedNames = (directory: string): string[] =>
  sealedNames(join(directory, 'archive')).map((name) => join('archive', name));

/** The segments beside the one that grows, which is the last. */
export const keptNames = (directory: string): string[] => [
  ...sealedNames(directory),
  ...(existsSync(logPath(directory)) ? ['events.raftlog'] : []),
];

/** Names of the segments of a log, oldest first; the one that grows is the last. */
export const segmentNames = (directory: string): string[] => [
  ...archivedNames(directory),
  ...keptNames(directory),
];

/**
 * The suite's own reader of the log, written from docs/REFERENCE.md §3 and sharing no code with
 * the product: it checks each record's CRC-32 chained to the record before, where events are
 * chained their SHA-256, each segment against the end of the one before, and stops at the first
 * damage. The header is a line; lines or frames follow, as it says.
 */
export function readRaftlog(directory: string): LogReading {
  const nothing = { header: undefined, startsAfter: 0, damage: undefined };
  const reading: LogReading = { ...nothing, events: [], segments: [] };
  let lastCrc = 0;
  for (const name of segmentNames(directory)) {
    lastCrc = readSegment(readFileSync(join(directory, name)), reading, lastCrc);
    if (reading.damage !== undefined) break;
  }
  return reading;
}

/** Adds the events of a segment to those before it. @returns the checksum of its last record. */
function readSegment(bytes: Buffer, reading: LogReading, crcBefore: number): number {
  let header: LogHeader | undefined;
  let offset = 0;
  let previous = 0;
  let chain: string | undefined;
  while (offset < bytes.length) {
    const found = readRecord(bytes, { from: offset, previous, header });
    const record = typeof found === 'string' ? found : (chainDamage(found, chain) ?? found);
    const isEvent = typeof record !== 'string' && 'event_type' in record.value;
    if (
      typeof record === 'string' ||
      (header === undefined && !continues(record, reading, crcBefore))
    ) {
      const reason = typeof record === 'string' ? record : 'it does not continue the one before';
      reading.damage = { offset, seq: reading.startsAfter + reading.events.length + 1, reason };
      return 0;
    }
    if (isEvent) {
      reading.events.push(record.value as unknown as LogEvent);
      chain = record.value['hash'] as string | undefined;
    }
    if (header === undefined) {
      header = record.value as unknown as LogHeader;
      reading.segments.push({ header, before: reading.events.length });
      chain = header.hash_chain === true ? hashOfHeader(bytes, record.end) : undefined;
    }
    previous = record.crc;
    offset = record.end;
  }
  reading.header ??= header;
  return previous;
}

/** Whether the first line of a segment continues what was read before it. */
function continues({ value }: ReadRecord, reading: LogReading, crcBefore: number): boolean {
  const { base_seq: seq = 0, base_time: time = 0, base_crc: crc = 0, base_hash: hash } = value;
  const { events, header } = reading;
  if (header === undefined && Number(seq) > 0) {
    reading.startsAfter = Number(seq);
    return true;
  }
  const last = events.at(-1);
  const isBehind = seq === reading.startsAfter + events.length && time === (last?.timestamp ?? 0);
  return isBehind && crc === crcBefore && hash === last?.hash;
}

/** The hash that the first event of a segment continues. */
const hashOfHeader = (bytes: Buffer, end: number): string =>
  sha256(bytes.subarray(CRC_DIGITS + 1, end - 1));

/** @param chain hash of the event before, where events are chained. */
function chainDamage({ value, hashBehind }: ReadRecord, chain?: string): string | undefined {
  if (!('event_type' in value)) return undefined;
  if (chain === undefined) return 'hash' in value ? 'a hash outside the chain' : undefined;
  if (hashBehind === undefined) return 'the event carries no hash';
  return hashBehind(chain) === value['hash'] ? undefined : 'the hash differs';
}

export interface RecordPlace {
  from: number;
  /** Checksum of the record before. */
  previous: number;
  header: LogHeader | undefined;
}

export function readRecord(
  bytes: Buffer,
  { from, previous, header }: RecordPlace,
): ReadRecord | string {
  if (header?.encoding !== 'binary') return readLine(bytes, from, previous);
  return readFrame(bytes, { from, previous, salt: header.salt ?? 0 });
}

/** One verified line, or why it is not one. */
function readLine(bytes: Buffer, from: number, seed: number): ReadRecord | string {
  const end = bytes.indexOf(LINE_FEED, from);
  if (end < 0) return 'no line feed';
  const colon = from + CRC_DIGITS;
  const written = bytes.toString('latin1', from, colon);
  if (!/^[0-9a-f]{8}$/.test(written) || bytes[colon] !== 0x3a) return 'no checksum';
  const crc = crc32(bytes, colon + 1, end, seed);
  if (crc !== Number.parseInt(written, 16)) return 'the checksum differs';
  const text = bytes.toString('utf8', colon + 1, end);
  const value = JSON.parse(text) as ReadRecord['value'];
  return { crc, end: end + 1, value, hashBehind: lineHash(text) };
}

/** The hash that a line must carry, by that of the event before, if it carries one. */
function lineHash(text: string): ReadRecord['hashBehind'] {
  if (!/^\{"hash":"[0-9a-f]{64}",/.test(text)) return undefined;
  const [before, after] = [text.slice(0, 9), text.slice(9 + 64)];
  return (previous) => sha256(Buffer.from(`${before}${previous}${after}`));
}
