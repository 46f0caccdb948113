import { crc32 } from 'node:zlib';
import type { LoggedEvent } from '../../engine/event';
import type { Encoding } from './encoding';
import { HASH_DIGITS, type HashPlace } from './hash-chain';
import { readHex, writeHex } from './hex';
import { laterLines } from './later-lines';
import { parseLine } from './line-parser';
import { PREFIX_BYTES } from './log-format';

const COLON = 0x3a;
const NEWLINE = 0x0a;

/** The start of an event that carries its hash, and the room for that. */
const HASH_MEMBER = '{"hash":"';
const ROOM_FOR_HASH = `${HASH_MEMBER}${'0'.repeat(HASH_DIGITS)}",`;
const HASH_PLACE: HashPlace = {
  at: PREFIX_BYTES + HASH_MEMBER.length,
  bytes: HASH_DIGITS,
  as: 'latin1',
  from: PREFIX_BYTES,
  tail: 1,
};
/** Which of `{"hash":`, `{"seq":` and `{"synced":` a line starts with, by its third byte. */
const HASH_LETTER = 0x68;

/** One line a record: `less` and `grep` read it. */
export const jsonEncoding: Encoding = {
  name: 'json',
  // A UTF-16 unit takes at most three bytes of UTF-8; the envelope is ASCII of a bounded length.
  roomFor: (event) =>
    PREFIX_BYTES + 768 + event.eventId.length + event.aggregateId.length + event.payload.length * 3,
  putEvent: (target, start, event) => {
    const json = start + PREFIX_BYTES;
    return json + target.write(`{${membersOf(event)}\n`, json);
  },
  putMarker: (target, end, synced) => {
    const json = `{"synced":${synced}}\n`;
    const start = end - json.length - PREFIX_BYTES;
    target.write(json, start + PREFIX_BYTES, 'latin1');
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
    return newline < 0 || newline >= length ? 0 : newline + 1;
  },
  check: (bytes, start, end, previous) => {
    const json = start + PREFIX_BYTES;
    if (end - 1 <= json || bytes[json - 1] !== COLON) return -1;
    const crc = crc32(bytes.subarray(json, end - 1), previous);
    return crc === readHex(bytes, start) ? crc : -1;
  },
  storedCrc: readHex,
  hasHash: (bytes, start) => bytes[start + PREFIX_BYTES + 2] === HASH_LETTER,
  parse: (bytes, start, end, options) => parseLine(bytes, start + PREFIX_BYTES, end - 1, options),
  laterRecords: laterLines,
};

/** The same, with the hash of each event as its first member. */
export const chainedJsonEncoding: Encoding = {
  ...jsonEncoding,
  hashPlace: HASH_PLACE,
  putEvent: (target, start, event) => {
    const json = start + PREFIX_BYTES;
    return json + target.write(`${ROOM_FOR_HASH}${membersOf(event)}\n`, json);
  },
};

/** An event as JSON: what a line of the log holds behind its checksum. */
export const envelopeOf = (event: LoggedEvent): string =>
  `${event.hash === undefined ? '{' : `${HASH_MEMBER}${event.hash}",`}${membersOf(event)}`;

/** The members of an event but its hash, and the closing brace. */
function membersOf(event: LoggedEvent): string {
  const tx = event.txLeft === 0 ? '' : `"tx_left":${event.txLeft},`;
  const request =
    event.request === undefined
      ? ''
      : `"idempotency_key":"${event.request.key}","fingerprint":"${event.request.fingerprint}",`;
  return (
    `"seq":${event.seq},"event_type":"${event.type}","event_id":"${event.eventId}",` +
    `"aggregate_id":"${event.aggregateId}","timestamp":${event.timestamp},${tx}${request}"payload":${event.payload}}`
  );
}
