import { readdirSync, readFileSync } from 'node:fs';

import { crc32 } from './crc32';
import type { Fields } from './log-replay';

export interface SnapshotRecord {
  /** Of the event that created it, and of the one that last changed it. */
  createdSeq: number;
  version: number;
  id: string;
  fields: Fields;
}

export interface SnapshotHeader {
  format: string;
  log_id: string;
  seq: number;
  timestamp: number;
  sections: Array<{ name: string; records: number }>;
}

export interface SnapshotReading {
  header: SnapshotHeader | undefined;
  /** Records by the name of their model, in the order of the file. */
  sections: Map<string, SnapshotRecord[]>;
  damage: string | undefined;
}

export const NEWEST_SNAPSHOT = 'state.raftsnap';
/** What a server writes before it gives the file its name. */
export const UNFINISHED_SNAPSHOT = 'state.raftsnap.tmp';

const LINE_FEED = 10;
const CRC_DIGITS = 8;
const RECORD = /^(\d+) (\d+) (\S+) (.*)$/s;

export const isSnapshot = (name: string): boolean => /^state\.raftsnap(\.\d{16})?$/.test(name);

/** Names of the snapshots of a directory, oldest first. */
export function snapshotNames(directory: string): string[] {
  const names = readdirSync(directory).filter(isSnapshot).sort();
  const earlier = names.filter((name) => name !== NEWEST_SNAPSHOT);
  return earlier.length < names.length ? [...earlier, NEWEST_SNAPSHOT] : earlier;
}

/**
 * The suite's own reader of a snapshot, sharing no code with the product: every line's checksum
 * continues the one before and covers the records that follow it; the header, the blocks and the
 * end must agree on how many there are.
 */
export function readSnapshot(path: string): SnapshotReading {
  const bytes = readFileSync(path);
  const reading: SnapshotReading = { header: undefined, sections: new Map(), damage: undefined };
  let offset = 0;
  let crc = 0;
  let announced: number | undefined;
  while (offset < bytes.length && announced === undefined) {
    const line = readLine(bytes, offset, crc);
    if (typeof line === 'string') return { ...reading, damage: `octet ${offset}: ${line}` };
    if (reading.header === undefined) reading.header = line.value as unknown as SnapshotHeader;
    else if ('end' in line.value) announced = line.value['records'] as number;
    // The past of records: features/historique.feature says what that must be.
    else if (!('history' in line.value))
      addBlock(reading, line.value, bytes.toString('utf8', line.blockFrom, line.end));
    crc = line.crc;
    offset = line.end;
  }
  if (announced === undefined) reading.damage = 'pas de ligne de fin';
  else if (offset < bytes.length) reading.damage = 'quelque chose suit la ligne de fin';
  else reading.damage = miscount(reading, announced);
  return reading;
}

interface Line {
  crc: number;
  value: Fields;
  /** Where the records of a block start and end; both at the end of the line without a block. */
  blockFrom: number;
  end: number;
}

/** A line and the bytes that it announces, or why they are not whole. */
function readLine(bytes: Buffer, from: number, seed: number): Line | string {
  const feed = bytes.indexOf(LINE_FEED, from);
  if (feed < 0) return 'pas de fin de ligne';
  const json = from + CRC_DIGITS + 1;
  const value = parse(bytes.toString('utf8', json, feed));
  if (value === undefined) return 'pas du JSON';
  const blockFrom = feed + 1;
  const end = blockFrom + Number('section' in value ? value['bytes'] : 0);
  if (end > bytes.length) return 'un bloc est coupé';
  const crc = crc32(bytes, blockFrom, end, crc32(bytes, json, feed, seed));
  const written = bytes.toString('latin1', from, from + CRC_DIGITS);
  return written === crc.toString(16).padStart(CRC_DIGITS, '0')
    ? { crc, value, blockFrom, end }
    : 'la somme de contrôle diffère';
}

function parse(text: string): Fields | undefined {
  try {
    return JSON.parse(text) as Fields;
  } catch {
    return undefined;
  }
}

function addBlock(reading: SnapshotReading, line: Fields, text: string): void {
  const name = String(line['section']);
  const records = text.split('\n').filter(Boolean).map(readRecord);
  if (records.length !== line['records'])
    reading.damage = `un bloc annonce ${String(line['records'])} fiches et en a ${records.length}`;
  const section = reading.sections.get(name) ?? [];
  reading.sections.set(name, section);
  section.push(...records);
}

function readRecord(line: string): SnapshotRecord {
  const [, createdSeq, version, id = '', json = ''] = RECORD.exec(line) ?? [];
  const fields = JSON.parse(json) as Fields;
  return { createdSeq: Number(createdSeq), version: Number(version), id, fields };
}

function miscount({ header, sections, damage }: SnapshotReading, end: number): string | undefined {
  if (damage !== undefined) return damage;
  const counted = [...sections.values()].reduce((sum, records) => sum + records.length, 0);
  if (counted !== end) return `${counted} fiches, ${end} annoncées à la fin`;
  const wrong = header?.sections.find(
    ({ name, records }) => (sections.get(name)?.length ?? 0) !== records,
  );
  return wrong && `${sections.get(wrong.name)?.length ?? 0} fiches dans ${wrong.name}`;
}
