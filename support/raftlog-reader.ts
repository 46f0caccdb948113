import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { crc32 } from './crc32';

export interface LogEvent {
  seq: number;
  event_type: string;
  event_id: string;
  aggregate_id: string;
  timestamp: number;
  payload: Record<string, unknown>;
  tx_left?: number;
}

export interface LogHeader {
  format: string;
  version: number;
  log_id: string;
}

export interface LogDamage {
  offset: number;
  seq: number;
  reason: string;
}

export interface LogReading {
  header: LogHeader | undefined;
  events: LogEvent[];
  damage: LogDamage | undefined;
}

const LINE_FEED = 10;
const CRC_DIGITS = 8;

export const logPath = (directory: string): string => join(directory, 'events.raftlog');

/**
 * The suite's own reader of `events.raftlog`, written from docs/REFERENCE.md §3 and sharing no
 * code with the product: it checks each line's CRC-32 chained to the line before, and stops at
 * the first damage.
 */
export function readRaftlog(directory: string): LogReading {
  const path = logPath(directory);
  const bytes = existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
  const reading: LogReading = { header: undefined, events: [], damage: undefined };
  let offset = 0;
  let crc = 0;
  while (offset < bytes.length) {
    const end = bytes.indexOf(LINE_FEED, offset);
    const line = readLine(bytes, offset, end, crc);
    if (typeof line === 'string') {
      reading.damage = { offset, seq: reading.events.length + 1, reason: line };
      return reading;
    }
    if ('event_type' in line.value) reading.events.push(line.value as unknown as LogEvent);
    else reading.header ??= line.value as unknown as LogHeader;
    crc = line.crc;
    offset = end + 1;
  }
  return reading;
}

interface Line {
  crc: number;
  value: Record<string, unknown>;
}

/** One verified line, or why it is not one. */
function readLine(bytes: Buffer, from: number, end: number, seed: number): Line | string {
  if (end < 0) return 'no line feed';
  const colon = from + CRC_DIGITS;
  const written = bytes.toString('latin1', from, colon);
  if (!/^[0-9a-f]{8}$/.test(written) || bytes[colon] !== 0x3a) return 'no checksum';
  const crc = crc32(bytes, colon + 1, end, seed);
  if (crc !== Number.parseInt(written, 16)) return 'the checksum differs';
  return { crc, value: JSON.parse(bytes.toString('utf8', colon + 1, end)) as Line['value'] };
}
