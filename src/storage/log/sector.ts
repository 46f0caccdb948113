import { crc32 } from 'node:zlib';
import { readHex, writeHex } from './hex';
import { PREFIX_BYTES } from './log-format';

/** What a disk writes whole or not at all. */
export const SECTOR_BYTES = 512;

const COLON = 0x3a;
const NEWLINE = 0x0a;

/** `<crc32 as 8 hex digits>:<JSON>`, padded with spaces to 511 bytes, and a newline; ASCII. */
export function encodeSector(value: object): Buffer {
  const sector = Buffer.alloc(SECTOR_BYTES, ' ');
  sector.write(JSON.stringify(value), PREFIX_BYTES);
  sector[SECTOR_BYTES - 1] = NEWLINE;
  sector[PREFIX_BYTES - 1] = COLON;
  writeHex(sector, 0, crc32(sector.subarray(PREFIX_BYTES)));
  return sector;
}

/** What a sector says; `undefined` when its checksum is wrong. */
export function decodeSector(sector: Buffer): unknown {
  const json = sector.subarray(PREFIX_BYTES);
  if (sector[PREFIX_BYTES - 1] !== COLON || readHex(sector, 0) !== crc32(json)) return undefined;
  return JSON.parse(json.toString('latin1'));
}
