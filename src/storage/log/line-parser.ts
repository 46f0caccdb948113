import type { RequestIdentity } from '../../engine/event';
import type { LogRecord, ParseOptions } from './encoding';
import { HASH_DIGITS } from './hash-chain';
import { internedType } from './interned-type';

const QUOTE = 0x22;
const ZERO = 0x30;

const literal = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const MARKER = literal('{"synced":');
const SEQ = literal('{"seq":');
const HASH = literal('{"hash":"');
const SEQ_BEHIND_HASH = literal('","seq":');
const TYPE = literal(',"event_type":"');
const EVENT_ID = literal('","event_id":"');
const AGGREGATE_ID = literal('","aggregate_id":"');
const TIMESTAMP = literal('","timestamp":');
const TX_LEFT = literal(',"tx_left":');
const KEY = literal(',"idempotency_key":"');
const FINGERPRINT = literal('","fingerprint":"');
const CLOSING_QUOTE = literal('"');
const CHANGED = literal(',"changed":[');
const FIRST_NAME = literal('"');
const NEXT_NAME = literal(',"');
const END_OF_NAMES = literal(']');
const PAYLOAD = literal(',"payload":');

/**
 * Reads the JSON of a line whose checksum is right, without parsing the payload: the keys stand in
 * one order (rule 6 of the format), so the payload is the rest of the line. Works on the bytes:
 * a string for each line would be half of the time of a replay.
 *
 * @returns `undefined` when the line is not in that form.
 */
export function parseLine(
  bytes: Buffer,
  start: number,
  end: number,
  options: ParseOptions,
): LogRecord | undefined {
  cursor.begin(bytes, start, end);
  if (cursor.follows(MARKER)) return parseMarker(end);
  const hash = cursor.follows(HASH) ? cursor.digits(HASH, HASH_DIGITS) : undefined;
  const seq = cursor.integer(hash === undefined ? SEQ : SEQ_BEHIND_HASH);
  const typeStart = cursor.text(TYPE);
  const type = internedType(bytes, typeStart, cursor.at);
  const eventIdStart = cursor.text(EVENT_ID);
  const eventId = options.isWhole ? bytes.toString('latin1', eventIdStart, cursor.at) : '';
  const idStart = cursor.text(AGGREGATE_ID);
  const aggregateId = bytes.toString('latin1', idStart, cursor.at);
  const timestamp = cursor.integer(TIMESTAMP);
  const txLeft = cursor.follows(TX_LEFT) ? cursor.integer(TX_LEFT) : 0;
  const request = cursor.follows(KEY) ? parseRequest(bytes) : undefined;
  const changed = cursor.follows(CHANGED) ? parseNames(bytes, options) : undefined;
  cursor.skip(PAYLOAD);
  if (cursor.failed) return undefined;
  const payload = options.isAscii
    ? bytes.toString('latin1', cursor.at, end - 1)
    : bytes.toString('utf8', cursor.at, end - 1);
  const event = { seq, type, eventId, aggregateId, timestamp, txLeft, request, changed, payload };
  return { kind: 'event', event: hash === undefined ? event : { ...event, hash } };
}

function parseMarker(end: number): LogRecord | undefined {
  const synced = cursor.integer(MARKER);
  return !cursor.failed && cursor.at === end - 1 ? { kind: 'marker', synced } : undefined;
}

function parseRequest(bytes: Buffer): RequestIdentity {
  const keyStart = cursor.text(KEY);
  const key = bytes.toString('latin1', keyStart, cursor.at);
  const fingerprintStart = cursor.text(FINGERPRINT);
  const fingerprint = bytes.toString('latin1', fingerprintStart, cursor.at);
  cursor.skip(CLOSING_QUOTE);
  return { key, fingerprint };
}

function parseNames(bytes: Buffer, { isWhole }: ParseOptions): string[] | undefined {
  const names: string[] = [];
  cursor.skip(CHANGED);
  for (let before = FIRST_NAME; !cursor.failed && !cursor.follows(END_OF_NAMES);) {
    const start = cursor.text(before);
    if (isWhole) names.push(bytes.toString('latin1', start, cursor.at));
    cursor.skip(CLOSING_QUOTE);
    before = NEXT_NAME;
  }
  cursor.skip(END_OF_NAMES);
  return isWhole ? names : undefined;
}

/** Walks over the fixed parts of a line; the first one that is missing fails all that follow. */
class Cursor {
  #bytes: Buffer = Buffer.alloc(0);
  #end = 0;
  at = 0;
  failed = false;

  begin(bytes: Buffer, start: number, end: number): void {
    this.#bytes = bytes;
    this.at = start;
    this.#end = end;
    this.failed = false;
  }

  follows(expected: Uint8Array): boolean {
    const { at } = this;
    if (at + expected.length > this.#end) return false;
    for (let index = 0; index < expected.length; index += 1) {
      if (this.#bytes[at + index] !== expected[index]) return false;
    }
    return true;
  }

  skip(expected: Uint8Array): void {
    if (this.follows(expected)) this.at += expected.length;
    else this.failed = true;
  }

  /** Digits after a fixed part; a number that we would not have written fails. */
  integer(before: Uint8Array): number {
    this.skip(before);
    let value = 0;
    const first = this.at;
    while (this.at < this.#end) {
      const digit = (this.#bytes[this.at] as number) - ZERO;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
      this.at += 1;
    }
    if (this.at === first || value > Number.MAX_SAFE_INTEGER) this.failed = true;
    return value;
  }

  /** Text of a known length after a fixed part. */
  digits(before: Uint8Array, length: number): string {
    this.skip(before);
    const start = this.at;
    this.at += length;
    return this.#bytes.toString('latin1', start, this.at);
  }

  /**
   * Walks to the next quote after a fixed part; no escapes occur there. Where there is none before
   * the end, the fixed part that follows fails. @returns where the text starts; it ends at `at`.
   */
  text(before: Uint8Array): number {
    this.skip(before);
    const start = this.at;
    this.at = this.#bytes.indexOf(QUOTE, start);
    return start;
  }
}

/** One for all lines: nothing waits inside `parseLine`. */
const cursor = new Cursor();
