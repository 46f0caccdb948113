/** More types than any application declares; a log that has more only makes more strings. */
const TYPES_MAX = 4096;

interface Known {
  readonly bytes: Uint8Array;
  readonly text: string;
}

/** Known types by length, first and last byte, which tell most of them apart. */
const known = new Map<number, Known[]>();
let count = 0;

/**
 * The text of an event type. There are few, so each is one string for all events, found by its
 * bytes without making another.
 */
export function internedType(bytes: Buffer, start: number, end: number): string {
  // A record that is cut short has no byte here: what is not a number is a bucket like others.
  const first = bytes[start] as number;
  const last = bytes[end - 1] as number;
  const bucket = (end - start) * 65_536 + first * 256 + last;
  const candidates = known.get(bucket);
  if (candidates !== undefined) {
    for (const candidate of candidates) {
      if (isAt(bytes, start, candidate.bytes)) return candidate.text;
    }
  }
  const text = bytes.toString('latin1', start, end);
  if (count < TYPES_MAX) {
    count += 1;
    const added = { bytes: Uint8Array.prototype.slice.call(bytes, start, end), text };
    if (candidates === undefined) known.set(bucket, [added]);
    else candidates.push(added);
  }
  return text;
}

function isAt(bytes: Uint8Array, start: number, expected: Uint8Array): boolean {
  for (let index = 0; index < expected.length; index += 1) {
    if (bytes[start + index] !== expected[index]) return false;
  }
  return true;
}
