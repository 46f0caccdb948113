import { hash } from 'node:crypto';

const NOTHING = new Uint8Array(0);
/** 128 bits: two different requests with one digest will not be met. */
const DIGEST_BYTES = 16;

/**
 * What makes a request the same as an earlier one: the first 128 bits of a SHA-256, in hex.
 * @param head what was asked; none of its parts may hold a newline, which separates them.
 */
export function fingerprintOf(head: readonly string[], body: Uint8Array = NOTHING): string {
  const asked = Buffer.concat([Buffer.from(`${head.join('\n')}\n\n`), body]);
  // Through a buffer: a slice of the 64 digits would keep all of them in memory.
  return hash('sha256', asked, 'buffer').toString('hex', 0, DIGEST_BYTES);
}
