import { crc32 } from 'node:zlib';
import type { LoggedEvent } from '../../engine/event';
import type { Encoding } from './encoding';
import { HASH_DIGITS, type HashPlace } from './hash-chain';
import { readHex, writeHex } from './hex';
import { laterLines } from './later-lines';
import { parseLine } from './line-parser';
import { LineWriter } from './line-writer';
import { PREFIX_BYTES } from './log-format';
import { namesRoom } from './names-room';

const COLON = 0x3a;
const NEWLINE = 0x0a;

/** The start of an event that carries its hash, and the room for that. */
const HASH_MEMBER = '{"hash":"';
const BEHIND_HASH = '",';
const HASH_PLACE: HashPlace = {
  at: PREFIX_BYTES + HASH_MEMBER.length,
  bytes: HASH_DIGITS,
  as: 'latin1',
  from: PREFIX_BYTES,
  tail: 1,
};
/** Which of `{"hash":`, `{"seq":` and `{"synced":` a line starts with, by its third byte. */
const HASH_LETTER = 0x68;

const writer = new LineWriter();

/** One line a record: `less` and `grep` read it. */
export const jsonEncoding: Encoding = {
  name: 'json',
  // A UTF-16 unit takes at most three bytes of UTF-8; the envelope is ASCII of a bounded length.
  roomFor: (event) =>
    PREFIX_BYTES +
    768 +
    event.eventId.length +
    event.aggregateId.length +
    namesRoom(event.changed) +
    event.payload.length * 3,
  putEvent: (target, start, event) => {
    writer.begin(target, start + PREFIX_BYTES);
    writer.ascii('{');
    putMembers(event);
    return writer.at;
  },
  putMarker: (target, end, synced) => {
    const json = `{"synced":${synced}}\n`;
    const start = end - json.length - PREFIX_BYTES;
    target.write(json, start + PREFIX_BYTES);
    return start;
  },
  seal: (target, start, end, previous) => {
    const crc = crc32(target.subarray(start + PREFIX_BYTES, end - 1), previous);
    writeHex(target, start, crc);
    target[start + PREFIX_BYTES - 1] = COLON;
    return crc;
  },
  endOf: (bytes, start, length) => {
    const newline = bytes.indexOf(NEWLINE, start);
    // Nothing is found at -1.
    return newline >= length ? 0 : newline + 1;
  },
  covered: { from: PREFIX_BYTES, tail: 1 },
  seedBehind: (previous) => previous,
  claim,
  check: (bytes, start, end, previous) => {
    const claimed = claim(bytes, start, end);
    const json = start + PREFIX_BYTES;
    return crc32(bytes.subarray(json, end - 1), previous) === claimed ? claimed : -1;
  },
  storedCrc: readHex,
  hasHash: (bytes, start) => bytes[start + PREFIX_BYTES + 2] === HASH_LETTER,
  parse: (bytes, start, end, options) => parseLine(bytes, start + PREFIX_BYTES, end - 1, options),
  laterRecords: laterLines,
};

function claim(bytes: Buffer, start: number, end: number): number {
  const json = start + PREFIX_BYTES;
  return end - 1 <= json || bytes[json - 1] !== COLON ? -1 : readHex(bytes, start);
}

/** The same, with the hash of each event as its first member. */
export const chainedJsonEncoding: Encoding = {
  ...jsonEncoding,
  hashPlace: HASH_PLACE,
  putEvent: (target, start, event) => {
    writer.begin(target, start + PREFIX_BYTES);
    writer.ascii(HASH_MEMBER);
    writer.room(HASH_DIGITS);
    writer.ascii(BEHIND_HASH);
    putMembers(event);
    return writer.at;
  },
};

/** An event as JSON: what a line of the log holds behind its checksum. */
export function envelopeOf(event: LoggedEvent): string {
  const { hash } = event;
  const encoding = hash === undefined ? jsonEncoding : chainedJsonEncoding;
  const line = Buffer.alloc(encoding.roomFor(event));
  const end = encoding.putEvent(line, 0, event);
  if (hash !== undefined) line.write(hash, HASH_PLACE.at);
  return line.toString('utf8', PREFIX_BYTES, end - 1);
}

/** The members of an event but its hash, and the end of the line. */
function putMembers(event: LoggedEvent): void {
  writer.ascii('"seq":');
  writer.integer(event.seq);
  writer.ascii(',"event_type":"');
  writer.ascii(event.type);
  writer.ascii('","event_id":"');
  writer.ascii(event.eventId);
  writer.ascii('","aggregate_id":"');
  writer.ascii(event.aggregateId);
  writer.ascii('","timestamp":');
  writer.integer(event.timestamp);
  if (event.txLeft > 0) {
    writer.ascii(',"tx_left":');
    writer.integer(event.txLeft);
  }
  if (event.request !== undefined) {
    writer.ascii(',"idempotency_key":"');
    writer.ascii(event.request.key);
    writer.ascii('","fingerprint":"');
    writer.ascii(event.request.fingerprint);
    writer.ascii('"');
  }
  if (event.changed !== undefined) {
    writer.ascii(',"changed":[');
    putNames(event.changed);
    writer.ascii(']');
  }
  writer.ascii(',"payload":');
  writer.text(event.payload);
  writer.ascii('}\n');
}

/** Names of fields need no escapes: see rule 6 of the format. */
function putNames(names: readonly string[]): void {
  for (let index = 0; index < names.length; index += 1) {
    writer.ascii(index === 0 ? '"' : ',"');
    writer.ascii(names[index] as string);
    writer.ascii('"');
  }
}
