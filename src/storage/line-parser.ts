import type { LoggedEvent } from '../engine/event';

/** Longest text before the payload of an event; identifiers have a bound, so this has. */
const HEAD_BYTES_MAX = 1024;
const MARKER = '{"synced":';

/** What stands between the colon and the newline of a valid line. */
export type Line =
  | { readonly kind: 'event'; readonly event: LoggedEvent }
  | { readonly kind: 'marker'; readonly synced: number };

/**
 * Reads the JSON of a line whose checksum is right, without parsing the payload: the keys stand in
 * one order (rule 6 of the format), so the payload is the rest of the line.
 *
 * @returns `undefined` when the line is not in that form.
 */
export function parseLine(bytes: Buffer, start: number, end: number): Line | undefined {
  const head = bytes.toString('latin1', start, Math.min(end, start + HEAD_BYTES_MAX));
  if (head.startsWith(MARKER)) return parseMarker(head);
  const cursor = new Cursor(head);
  const seq = cursor.integer('{"seq":');
  const type = cursor.text(',"event_type":"');
  const eventId = cursor.text('","event_id":"');
  const idStart = cursor.at + '","aggregate_id":"'.length;
  const aggregateId = cursor.text('","aggregate_id":"');
  const timestamp = cursor.integer('","timestamp":');
  const txLeft = cursor.follows(',"tx_left":') ? cursor.integer(',"tx_left":') : 0;
  cursor.skip(',"payload":');
  if (cursor.failed) return undefined;
  const event: LoggedEvent = {
    seq,
    type: intern(type),
    eventId,
    // A slice of `head` would keep all of it in memory for as long as the record lives.
    aggregateId: bytes.toString('latin1', start + idStart, start + idStart + aggregateId.length),
    timestamp,
    txLeft,
    payload: bytes.toString('utf8', start + cursor.at, end - 1),
  };
  return { kind: 'event', event };
}

function parseMarker(head: string): Line | undefined {
  const synced = Number(head.slice(MARKER.length, -1));
  return Number.isSafeInteger(synced) && head.endsWith('}')
    ? { kind: 'marker', synced }
    : undefined;
}

const interned = new Map<string, string>();

/** There are few event types: one string for each, not one for each event. */
function intern(type: string): string {
  const known = interned.get(type);
  if (known !== undefined) return known;
  // The copy is not a slice of a line.
  const copy = Buffer.from(type, 'latin1').toString('latin1');
  if (interned.size < 4096) interned.set(copy, copy);
  return copy;
}

/** Walks over the fixed parts of a line; the first one that is missing fails all that follow. */
class Cursor {
  readonly #text: string;
  at = 0;
  failed = false;

  constructor(text: string) {
    this.#text = text;
  }

  follows(expected: string): boolean {
    return this.#text.startsWith(expected, this.at);
  }

  skip(expected: string): void {
    if (this.follows(expected)) this.at += expected.length;
    else this.failed = true;
  }

  /** Digits after a fixed part. */
  integer(before: string): number {
    this.skip(before);
    let value = 0;
    const first = this.at;
    for (; ; this.at += 1) {
      const digit = this.#text.charCodeAt(this.at) - 48;
      if (!(digit >= 0 && digit <= 9)) break;
      value = value * 10 + digit;
    }
    if (this.at === first) this.failed = true;
    return value;
  }

  /** What stands between a fixed part and the next quote; no escapes occur there. */
  text(before: string): string {
    this.skip(before);
    const quote = this.#text.indexOf('"', this.at);
    if (quote < 0 || this.failed) {
      this.failed = true;
      return '';
    }
    const text = this.#text.slice(this.at, quote);
    this.at = quote;
    return text;
  }
}
