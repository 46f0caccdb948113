import type { Environment } from '../environment/environment';

/** Where the version digit of a UUID stands. */
const VERSION_AT = 14;

/** Many identifiers are made in one millisecond: its text is made once. */
let textOf = { ms: -1, text: '' };

/**
 * A UUID version 7 (RFC 9562, 5.7): 48 bits of milliseconds in place of the first random bits of a
 * version 4.
 */
export function uuidV7(environment: Environment): string {
  const ms = environment.wallMs();
  if (textOf.ms !== ms) textOf = { ms, text: timeText(ms) };
  return textOf.text + environment.randomUuid().slice(VERSION_AT + 1);
}

function timeText(ms: number): string {
  const digits = ms.toString(16).padStart(12, '0');
  return `${digits.slice(0, 8)}-${digits.slice(8)}-7`;
}
