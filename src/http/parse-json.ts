import { isUtf8 } from 'node:buffer';
import { LithairError } from '../errors/lithair-error';
import { guardJson } from './json-guard';

/**
 * Bytes of a body to a JSON value.
 * @throws {LithairError} `empty_body`, `invalid_utf8`, `malformed_json`, `forbidden_key`, and those
 * of `guardJson`.
 */
export function parseJson(bytes: Buffer, keysMax: number): unknown {
  const text = decode(bytes);
  guardJson(bytes, keysMax);
  return parseText(text);
}

/**
 * The same for one JSON value a line; empty lines are skipped. A refusal names the position of the
 * value.
 */
export function parseNdjson(bytes: Buffer, keysMax: number): unknown[] {
  const lines = decode(bytes).split('\n');
  guardJson(bytes, keysMax);
  return lines.filter((line) => line.trim() !== '').map((line, index) => parseText(line, index));
}

function decode(bytes: Buffer): string {
  if (bytes.length === 0) throw new LithairError('empty_body', 'send a JSON value');
  if (!isUtf8(bytes))
    throw new LithairError('invalid_utf8', 'send the body as UTF-8 (RFC 8259, 8.1)');
  return bytes.toString('utf8');
}

function parseText(text: string, index?: number): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const details = index === undefined ? {} : { index };
    throw new LithairError('malformed_json', (error as SyntaxError).message.slice(0, 200), details);
  }
  // The key may be spelled with escapes (\u005f is an underscore), so suspicion is enough for the
  // slow look.
  if (text.includes('__proto__') || /\\u005f/i.test(text)) refuseProto(value);
  return value;
}

/**
 * `__proto__` is no data anyone means, and too many programs that read it back would be changed by
 * it.
 */
function refuseProto(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, member] of Object.entries(value)) {
    if (key === '__proto__')
      throw new LithairError('forbidden_key', 'the key __proto__ is not allowed');
    refuseProto(member);
  }
}
