import type { Environment } from '../environment/environment.js';

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** A UUID version 7 (RFC 9562): 48 bits of milliseconds, then 74 random bits. */
export function uuidV7(environment: Environment): string {
  const ms = environment.wallMs();
  const random = environment.randomBytes(10);
  const byte = (at: number): string => HEX[random[at] as number] as string;
  const time = ms.toString(16).padStart(12, '0');
  const version = HEX[0x70 | ((random[0] as number) & 0x0f)] as string;
  const variant = HEX[0x80 | ((random[2] as number) & 0x3f)] as string;
  const tail = byte(4) + byte(5) + byte(6) + byte(7) + byte(8) + byte(9);
  return `${time.slice(0, 8)}-${time.slice(8)}-${version}${byte(1)}-${variant}${byte(3)}-${tail}`;
}
