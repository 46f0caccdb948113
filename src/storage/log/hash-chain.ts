import { hash } from 'node:crypto';

/** Hex digits of a hash. */
export const HASH_DIGITS = 64;

/** SHA-256 in hex, in one call: an object for each event takes up to twice as long. */
export const sha256 = (bytes: Buffer): string => hash('sha256', bytes);

/** Where an event carries its hash, and what that covers; counted in bytes from its record. */
export interface HashPlace {
  /** Where the hash stands. */
  readonly at: number;
  readonly bytes: number;
  /** How its digits are written: as they are, or as the bytes they stand for. */
  readonly as: 'latin1' | 'hex';
  /** What is hashed starts here … */
  readonly from: number;
  /** … and ends so many bytes before the record does. */
  readonly tail: number;
}

/** Writes the hash of an event behind the one whose hash is `previous`; returns it. */
export function sealHash(
  place: HashPlace,
  target: Buffer,
  start: number,
  end: number,
  previous: string,
): string {
  const at = start + place.at;
  target.write(previous, at, place.as);
  const own = sha256(target.subarray(start + place.from, end - place.tail));
  target.write(own, at, place.as);
  return own;
}

/** The hash that an event carries; whatever stands there when it carries none. */
export const storedHash = (place: HashPlace, bytes: Buffer, start: number): string =>
  bytes.toString(place.as, start + place.at, start + place.at + place.bytes);

/** Whether the hash that an event carries is its own behind `previous`. Leaves `bytes` as is. */
export function isHashRight(
  place: HashPlace,
  bytes: Buffer,
  start: number,
  end: number,
  previous: string,
): boolean {
  const stored = storedHash(place, bytes, start);
  const own = sealHash(place, bytes, start, end, previous);
  if (own === stored) return true;
  bytes.write(stored, start + place.at, place.as);
  return false;
}
