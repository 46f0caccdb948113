import { decode } from '@msgpack/msgpack';

import { crc32 } from './crc32';
import { sha256 } from './sha256';

/** Checksum, checksum of the record before, length: little-endian, before the body. */
const HEAD_BYTES = 12;

/** The members of an event, in the order in which a frame holds them. */
type EventMembers = [
  seq: number,
  type: string,
  eventId: string,
  aggregateId: string,
  timestamp: number,
  txLeft: number,
  request: [key: string, fingerprint: string] | null,
  payload: string,
];

/** Those of an event that says what it changed: its hash, if it has one, and the names as well. */
type TellingMembers = [
  hash: Uint8Array | null,
  ...(EventMembers extends [...infer Before, string] ? Before : never),
  changed: string[],
  payload: string,
];

/** A verified record: its checksum, where it ends, and what it says. */
export interface ReadRecord {
  crc: number;
  end: number;
  value: Record<string, unknown>;
  /** The hash that it must carry behind the event whose hash is given, if it carries one. */
  hashBehind?: ((previous: string) => string) | undefined;
}

/**
 * One frame of a binary log, or why it is not one. Its body is decoded by a library that knows
 * nothing of the product, so the log is MessagePack for others too.
 */
export function readFrame(
  bytes: Buffer,
  { from, previous, salt }: { from: number; previous: number; salt: number },
): ReadRecord | string {
  const body = from + HEAD_BYTES;
  if (body > bytes.length) return 'no frame';
  const end = body + bytes.readUInt32LE(from + 8);
  if (end > bytes.length) return 'the frame is longer than the file';
  const crc = crc32(bytes, from + 4, end, salt);
  if (crc !== bytes.readUInt32LE(from)) return 'the checksum differs';
  if (previous !== bytes.readUInt32LE(from + 4)) return 'the frame does not follow the one before';
  const packed = bytes.subarray(body, end);
  const members = decode(packed) as
    [number] | EventMembers | [Uint8Array, ...EventMembers] | TellingMembers;
  if (members.length === 1) return { crc, end, value: { synced: members[0] } };
  const { hash, event } = membersOf(members);
  if (hash === null) return { crc, end, value: event };
  const value = { hash: Buffer.from(hash).toString('hex'), ...event };
  return { crc, end, value, hashBehind: (previous) => frameHash(packed, previous) };
}

/** What an array of eight, of nine or of ten says. */
function membersOf(members: EventMembers | [Uint8Array, ...EventMembers] | TellingMembers): {
  hash: Uint8Array | null;
  event: Record<string, unknown>;
} {
  if (members.length === 8) return { hash: null, event: eventOf(members) };
  if (members.length === 9) {
    const [hash, ...rest] = members;
    return { hash, event: eventOf(rest) };
  }
  const [hash, seq, type, eventId, id, timestamp, txLeft, request, changed, payload] = members;
  const rest: EventMembers = [seq, type, eventId, id, timestamp, txLeft, request, payload];
  return { hash, event: eventOf(rest, changed) };
}

/** The array and the size of the hash take three bytes, the hash itself the next 32. */
function frameHash(packed: Buffer, previous: string): string {
  const parts = [packed.subarray(0, 3), Buffer.from(previous, 'hex'), packed.subarray(35)];
  return sha256(Buffer.concat(parts));
}

/** The same names as in a log of lines. */
function eventOf(members: EventMembers, changed?: string[]): Record<string, unknown> {
  const [seq, event_type, event_id, aggregate_id, timestamp, txLeft, request, payload] = members;
  return {
    ...{ seq, event_type, event_id, aggregate_id, timestamp },
    ...(txLeft === 0 ? {} : { tx_left: txLeft }),
    ...(request === null ? {} : { idempotency_key: request[0], fingerprint: request[1] }),
    ...(changed === undefined ? {} : { changed }),
    payload: JSON.parse(payload) as Record<string, unknown>,
  };
}
