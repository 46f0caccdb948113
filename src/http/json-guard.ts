import { LithairError } from '../errors/lithair-error';

const DEPTH_MAX = 64;
/** A longer number, or one with an exponent, may not be what JavaScript makes of it. */
const PLAIN_DIGITS_MAX = 15;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const OPEN_BRACE = 0x7b;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACE = 0x7d;
const CLOSE_BRACKET = 0x5d;
const MINUS = 0x2d;

/**
 * One pass over the bytes of a JSON text before it is parsed: its depth, its keys and its numbers,
 * so that a small body cannot cost a lot, nor be stored as something else than it says. The parser
 * judges the rest.
 *
 * @throws {LithairError} `json_too_deep`, `json_too_many_keys`, `number_out_of_range`.
 */
export function guardJson(bytes: Buffer, keysMax: number): void {
  let depth = 0;
  let keys = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] as number;
    if (byte === QUOTE) {
      at = endOfString(bytes, at);
    } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
      depth += 1;
      if (depth > DEPTH_MAX)
        throw new LithairError('json_too_deep', `more than ${DEPTH_MAX} levels`);
    } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
      depth -= 1;
    } else if (byte === COLON) {
      keys += 1;
      if (keys > keysMax) throw new LithairError('json_too_many_keys', `more than ${keysMax} keys`);
    } else if (byte === MINUS || isDigit(byte)) {
      at = endOfNumber(bytes, at);
    }
  }
}

/** Index of the closing quote (or of the last byte, when there is none: the parser will say so). */
function endOfString(bytes: Buffer, open: number): number {
  let at = open + 1;
  while (at < bytes.length && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
  return at;
}

/** Index of the last byte of a number. */
function endOfNumber(bytes: Buffer, first: number): number {
  let at = first + 1;
  let isPlain = true;
  for (; at < bytes.length; at += 1) {
    const byte = bytes[at] as number;
    if (isDigit(byte)) continue;
    if (byte === 0x65 || byte === 0x45) isPlain = false;
    else if (byte !== 0x2e && byte !== 0x2b && byte !== MINUS) break;
  }
  if (!isPlain || at - first > PLAIN_DIGITS_MAX) requireExact(bytes.toString('latin1', first, at));
  return at - 1;
}

function requireExact(text: string): void {
  const value = Number(text);
  const isExact =
    Number.isNaN(value) ||
    (Number.isInteger(value) ? Number.isSafeInteger(value) : Number.isFinite(value));
  if (isExact) return;
  const shown = text.length > 40 ? `${text.slice(0, 40)}…` : text;
  throw new LithairError(
    'number_out_of_range',
    `${shown} cannot be kept exactly: send it as a string`,
  );
}

const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;
