/**
 * CRC-32 (IEEE) as arithmetic: what the checksum of some bytes becomes when bytes follow of which
 * only the checksum is known. A checksum is a polynomial over GF(2) here, bit 31 its x^0, and each
 * byte that follows multiplies it by x^8 (the idea of `crc32_combine` of zlib).
 */
const POLYNOMIAL = 0xedb88320;

/** Tables for lengths below this, and for the multiples of it: one of each makes any length. */
const LENGTHS = 4096;

const timesX = (value: number): number => (value >>> 1) ^ (POLYNOMIAL & -(value & 1));

function timesPower(value: number, power: number): number {
  let product = value;
  for (let left = power; left > 0; left -= 1) product = timesX(product);
  return product;
}

function times(left: number, right: number): number {
  let product = 0;
  let factor = right;
  for (let bit = 0x80000000; bit !== 0; bit >>>= 1) {
    if ((left & bit) !== 0) product ^= factor;
    factor = timesX(factor);
  }
  return product;
}

/** What four bits, or eight, become that leave at the high end. */
const NIBBLES = Int32Array.from({ length: 16 }, (_, nibble) => timesPower(nibble, 4));
const BYTES = Int32Array.from({ length: 256 }, (_, byte) => timesPower(byte, 8));

/** x^(8 · length). */
function powerOf(length: number): number {
  let power = 0x80000000;
  let square = 0x00800000;
  for (let left = length; left > 0; left >>>= 1) {
    if ((left & 1) !== 0) power = times(power, square);
    square = times(square, square);
  }
  return power;
}

/** Products of x^(8 · length) with each polynomial of four bits. */
function tableOf(length: number): Int32Array {
  const power = powerOf(length);
  return Int32Array.from({ length: 16 }, (_, nibble) => times(nibble << 28, power));
}

const short: (Int32Array | undefined)[] = new Array<undefined>(LENGTHS).fill(undefined);
const long: (Int32Array | undefined)[] = [];

function multiply(value: number, table: Int32Array): number {
  let product = 0;
  for (let shift = 0; shift < 32; shift += 4) {
    const nibble = (value >>> shift) & 15;
    product = (product >>> 4) ^ (NIBBLES[product & 15] as number) ^ (table[nibble] as number);
  }
  return product;
}

/** What a difference of two checksums becomes behind `length` equal bytes. */
function shifted(difference: number, length: number): number {
  const rest = length % LENGTHS;
  const near = multiply(difference, (short[rest] ??= tableOf(rest)));
  if (rest === length) return near;
  const times4096 = (length - rest) / LENGTHS;
  return multiply(near, (long[times4096] ??= tableOf(length - rest)));
}

/**
 * The checksum of bytes whose checksum is `crc`, followed by `length` bytes of which it is known
 * that behind `seed` they have the checksum `own`.
 */
export const crcBehind = (crc: number, seed: number, own: number, length: number): number =>
  own ^ shifted(crc ^ seed, length);

/** The checksum of bytes whose checksum is `crc`, followed by those from `start` to `end`. */
export function crcOfFew(crc: number, bytes: Uint8Array, start: number, end: number): number {
  let inverted = ~crc;
  for (let at = start; at < end; at += 1) {
    const byte = (inverted ^ (bytes[at] as number)) & 0xff;
    inverted = (inverted >>> 8) ^ (BYTES[byte] as number);
  }
  return ~inverted;
}
