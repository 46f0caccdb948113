import type { LogEvent } from './raftlog-reader';

/** A frame without its checksums: the form that docs/REFERENCE.md §3 gives an event. */
export function eventFrame({ payloadText, ...event }: LogEvent & { payloadText: string }): Buffer {
  const { hash, seq, event_type, event_id, aggregate_id, timestamp, tx_left = 0 } = event;
  const { idempotency_key: key, fingerprint = '', changed } = event;
  const isTelling = changed !== undefined;
  const hashed = hash && Buffer.concat([Buffer.from([0xc4, 32]), Buffer.from(hash, 'hex')]);
  const body = [
    Buffer.from([isTelling ? 0x9a : hashed ? 0x99 : 0x98]),
    hashed || Buffer.from(isTelling ? [0xc0] : []),
    integer(seq),
    ...[event_type, event_id, aggregate_id].map(shortText),
    integer(timestamp),
    integer(tx_left),
    ...(key === undefined
      ? [Buffer.from([0xc0])]
      : [Buffer.from([0x92]), shortText(key), shortText(fingerprint)]),
    ...(isTelling ? [names(changed)] : []),
    longText(payloadText),
  ];
  return framed(Buffer.concat(body));
}

/** A batch's marker, without its checksums. */
export const markerFrame = (synced: number): Buffer =>
  framed(Buffer.concat([Buffer.from([0x91]), uint64(synced)]));

function framed(body: Buffer): Buffer {
  const head = Buffer.alloc(12);
  head.writeUInt32LE(body.length, 8);
  return Buffer.concat([head, body]);
}

function integer(value: number): Buffer {
  if (value <= 0x7f) return Buffer.from([value]);
  if (value > 0xffff_ffff) return uint64(value);
  const bytes = Buffer.from([0xce, 0, 0, 0, 0]);
  bytes.writeUInt32BE(value, 1);
  return bytes;
}

function uint64(value: number): Buffer {
  const bytes = Buffer.alloc(9);
  bytes[0] = 0xcf;
  bytes.writeBigUInt64BE(BigInt(value), 1);
  return bytes;
}

function names(all: string[]): Buffer {
  const head = Buffer.from([0xdc, 0, 0]);
  head.writeUInt16BE(all.length, 1);
  return Buffer.concat([head, ...all.map(shortText)]);
}

function shortText(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.from([0xd9, bytes.length]), bytes]);
}

function longText(text: string): Buffer {
  const bytes = Buffer.from(text);
  const head = Buffer.from([0xdb, 0, 0, 0, 0]);
  head.writeUInt32BE(bytes.length, 1);
  return Buffer.concat([head, bytes]);
}
