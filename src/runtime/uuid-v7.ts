import type { Environment } from '../environment/environment';

/** Where the version digit of a UUID stands. */
const VERSION_AT = 14;

/**
 * A UUID version 7 (RFC 9562, 5.7): 48 bits of milliseconds in place of the first random bits of a
 * version 4.
 */
export function uuidV7(environment: Environment): string {
  const time = environment.wallMs().toString(16).padStart(12, '0');
  const random = environment.randomUuid().slice(VERSION_AT + 1);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random}`;
}
