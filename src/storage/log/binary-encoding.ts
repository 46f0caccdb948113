import { crc32 } from 'node:zlib';
import type { LoggedEvent } from '../../engine/event';
import { FRAME_BYTES } from './log-format';
import { HASH_DIGITS, type HashPlace } from './hash-chain';
import type { Encoding, LogRecord, ParseOptions } from './encoding';
import { internedType } from './interned-type';
import { laterFrames, type FrameAt } from './later-frames';
import { NIL, PackReader, PackWriter } from './msgpack';
import { namesRoom } from './names-room';

/** A frame starts with its checksum, which covers the rest. */
const CRC_BYTES = 4;
const RECORD_BYTES_MAX = 16 * 1024 * 1024;
/** An array of eight: what an event is. */
const EVENT = 0x98;
/** An array of nine: an event whose first member is its hash. */
const CHAINED_EVENT = 0x99;
/** An array of ten: an event that says what it changed; its first member is its hash, or nil. */
const TELLING_EVENT = 0x9a;
/** An array of one: what a marker is. */
const MARKER = 0x91;
const SHAPES = [EVENT, CHAINED_EVENT, TELLING_EVENT, MARKER];
const EVENT_BYTES = 144;
const HASH_BYTES = HASH_DIGITS / 2;
/** The byte of the array, then two that say `HASH_BYTES` bytes. */
const HASH_PLACE: HashPlace = {
  at: FRAME_BYTES + 3,
  bytes: HASH_BYTES,
  as: 'hex',
  from: FRAME_BYTES,
  tail: 0,
};

const writer = new PackWriter();
const reader = new PackReader();

/**
 * Frames of MessagePack. Smaller than lines and faster to read; the payload stays JSON text: the
 * state keeps that and the API answers it, so decoding it here would mean encoding it again.
 * @param salt of the segment (rule 8 of the format). @param isChained events carry their hash.
 */
export function binaryEncoding(salt: number, isChained = false): Encoding {
  const crcOf = (bytes: Buffer, start: number, end: number): number =>
    crc32(bytes.subarray(start + CRC_BYTES, end), salt);
  const endOf = (bytes: Buffer, start: number, length: number): number => {
    if (start + FRAME_BYTES > length) return 0;
    const size = bytes.readUInt32LE(start + 8);
    if (size === 0 || size > RECORD_BYTES_MAX) return -1;
    const end = start + FRAME_BYTES + size;
    return end > length ? 0 : end;
  };
  const claim = (bytes: Buffer, start: number, _end: number, previous: number): number =>
    bytes.readUInt32LE(start + 4) === previous ? bytes.readUInt32LE(start) : -1;
  const check = (bytes: Buffer, start: number, end: number, previous: number): number => {
    const claimed = claim(bytes, start, end, previous);
    return crcOf(bytes, start, end) === claimed ? claimed : -1;
  };
  const frameAt: FrameAt = (bytes, start, length) => {
    const end = endOf(bytes, start, length);
    if (end === 0) return 'more';
    if (end < 0 || crcOf(bytes, start, end) !== bytes.readUInt32LE(start)) return undefined;
    const record = parse(bytes, start, end, { isAscii: false, isWhole: true });
    return record && { record, end };
  };
  return {
    name: 'binary',
    hashPlace: isChained ? HASH_PLACE : undefined,
    roomFor,
    putEvent: isChained ? putChainedEvent : putEvent,
    putMarker: (target, end, synced) => {
      const start = end - FRAME_BYTES - 10;
      writer.begin(target, start + FRAME_BYTES);
      writer.byte(MARKER);
      writer.integer(synced, 'full');
      return start;
    },
    seal: (target, start, end, previous) => {
      target.writeUInt32LE(previous, start + 4);
      target.writeUInt32LE(end - start - FRAME_BYTES, start + 8);
      const crc = crcOf(target, start, end);
      target.writeUInt32LE(crc, start);
      return crc;
    },
    endOf,
    covered: { from: CRC_BYTES, tail: 0 },
    seedBehind: () => salt,
    claim,
    check,
    storedCrc: (bytes, start) => bytes.readUInt32LE(start),
    hasHash,
    parse,
    laterRecords: (file, from) => laterFrames(file, from, SHAPES, frameAt),
  };
}

const roomFor = (event: LoggedEvent): number =>
  FRAME_BYTES +
  EVENT_BYTES +
  event.type.length +
  event.eventId.length +
  event.aggregateId.length +
  (event.request === undefined ? 0 : 192) +
  namesRoom(event.changed) +
  event.payload.length * 3;

function hasHash(bytes: Buffer, start: number): boolean {
  const shape = bytes[start + FRAME_BYTES];
  if (shape === TELLING_EVENT) return bytes[start + FRAME_BYTES + 1] !== NIL;
  return shape === CHAINED_EVENT;
}

function putEvent(target: Buffer, start: number, event: LoggedEvent): number {
  writer.begin(target, start + FRAME_BYTES);
  if (event.changed === undefined) writer.byte(EVENT);
  else {
    writer.byte(TELLING_EVENT);
    writer.nil();
  }
  putMembers(event);
  return writer.at;
}

function putChainedEvent(target: Buffer, start: number, event: LoggedEvent): number {
  writer.begin(target, start + FRAME_BYTES);
  writer.byte(event.changed === undefined ? CHAINED_EVENT : TELLING_EVENT);
  writer.room(HASH_BYTES);
  putMembers(event);
  return writer.at;
}

function putMembers(event: LoggedEvent): void {
  writer.integer(event.seq);
  writer.ascii(event.type);
  writer.ascii(event.eventId);
  writer.ascii(event.aggregateId);
  writer.integer(event.timestamp);
  writer.integer(event.txLeft);
  if (event.request === undefined) writer.nil();
  else {
    writer.byte(0x92);
    writer.ascii(event.request.key);
    writer.ascii(event.request.fingerprint);
  }
  if (event.changed !== undefined) writer.names(event.changed);
  writer.text(event.payload);
}

function parse(
  bytes: Buffer,
  start: number,
  end: number,
  options: ParseOptions,
): LogRecord | undefined {
  reader.begin(bytes, start + FRAME_BYTES, end);
  const shape = reader.byte();
  if (shape === MARKER) {
    const synced = reader.integer();
    return reader.isDone ? { kind: 'marker', synced } : undefined;
  }
  const isTelling = shape === TELLING_EVENT;
  if (shape !== EVENT && shape !== CHAINED_EVENT && !isTelling) return undefined;
  const isPlain = shape === EVENT || (isTelling && reader.nil());
  const hash = isPlain ? undefined : reader.binary(HASH_BYTES);
  const seq = reader.integer();
  const typeBytes = reader.stringBytes();
  const type = internedType(bytes, reader.at, (reader.at += typeBytes));
  const eventIdBytes = reader.stringBytes();
  const eventId = options.isWhole ? reader.ascii(eventIdBytes) : reader.skipped(eventIdBytes);
  const aggregateId = reader.ascii(reader.stringBytes());
  const timestamp = reader.integer();
  const txLeft = reader.integer();
  const request = reader.nil() ? undefined : parseRequest();
  const changed = isTelling ? parseNames(options) : undefined;
  const payload = reader.text(reader.stringBytes(), options.isAscii);
  if (!reader.isDone) return undefined;
  const event = { seq, type, eventId, aggregateId, timestamp, txLeft, request, changed, payload };
  return { kind: 'event', event: hash === undefined ? event : { ...event, hash } };
}

const parseNames = ({ isWhole }: ParseOptions): string[] | undefined =>
  isWhole ? reader.names() : reader.skippedNames();

function parseRequest(): { key: string; fingerprint: string } {
  reader.byte();
  const key = reader.ascii(reader.stringBytes());
  return { key, fingerprint: reader.ascii(reader.stringBytes()) };
}
