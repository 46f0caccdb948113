const DIGITS = Buffer.from('0123456789abcdef', 'latin1');

/**
 * Value of each byte as a hex digit, -1 for the others; upper case is not ours, so it is damage.
 */
const VALUES = new Int8Array(256).fill(-1);
for (const [value, byte] of DIGITS.entries()) VALUES[byte] = value;

/** Writes a CRC as eight lower-case hex digits. */
export function writeHex(target: Uint8Array, at: number, crc: number): void {
  for (let digit = 0; digit < 8; digit += 1) {
    target[at + digit] = DIGITS[(crc >>> (28 - 4 * digit)) & 15] as number;
  }
}

/** Reads eight hex digits; -1 when they are not. */
export function readHex(source: Uint8Array, at: number): number {
  let crc = 0;
  for (let digit = 0; digit < 8; digit += 1) {
    const value = VALUES[source[at + digit] as number] as number;
    if (value < 0) return -1;
    crc = crc * 16 + value;
  }
  return crc;
}
