const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc >>> 0;
});

/**
 * CRC-32 (IEEE 802.3, reflected) of a slice, continued from `seed`.
 * Our own table, so that this reader shares nothing with the writer, not even zlib.
 */
export function crc32(bytes: Uint8Array, from: number, to: number, seed: number): number {
  let crc = ~seed;
  for (let i = from; i < to; i += 1) {
    crc = (crc >>> 8) ^ (TABLE[(crc ^ (bytes[i] as number)) & 0xff] as number);
  }
  return ~crc >>> 0;
}
