import { crc32 } from 'node:zlib';
import { isOfOne, type DedupEntry } from '../../engine/dedup-entry';
import { readHex, writeHex } from '../log/hex';
import { PREFIX_BYTES } from '../log/log-format';
import type { LogPosition } from '../log/log-position';

/**
 * `dedup.raftids`: the idempotency keys that are remembered at one place of the log. A cache: the
 * truth is in the log, so a file that is missing, damaged, too old or of another log is not used,
 * and never fatal (INV-7).
 *
 *     1c2d…:{"format":"lithair.raftids","version":1,"min_reader":1,"log_id":"…","covered_seq":9, …}
 *     77aa…:{"key":"k1","fingerprint":"…","seq":7, …,"payload":{…}}
 *     0b1e…:{"entries":1}
 *
 * A line is eight hex digits, a colon, JSON on one line, a newline; UTF-8.
 *
 *  1. The digits are the CRC-32 (IEEE) of the JSON, seeded with the digits of the line before (0
 *     for the first).
 *  2. The first line is the header: the log (`log_id`) and the place in it where the snapshot ends
 *     that the file was written with (`covered_…`, as the members of `LogPosition`).
 *  3. Each other line but the last is an entry; `seq` increases and is not above `covered_seq`. A
 *     request of one event has `type`, `id` and, last, `payload`, the very text of the log; one of
 *     several has `created` (identifiers), `updated` and `deleted` (counts).
 *  4. The last line is the footer: how many entries there are. Nothing follows it.
 */
export const DEDUP_FILE = 'dedup.raftids';

const FORMAT = 'lithair.raftids';
const VERSION = 1;
const CHUNK_BYTES = 128 * 1024;
const NEWLINE = 0x0a;
const COLON = 0x3a;
const PAYLOAD = ',"payload":';

/** What a valid file says. */
export interface DedupFile {
  readonly logId: string;
  readonly covered: LogPosition;
  readonly entries: readonly DedupEntry[];
}

/** Why a file cannot be used. */
export interface UnusableDedup {
  readonly unusable: string;
}

/** The JSON of a line. */
interface Range {
  readonly start: number;
  readonly end: number;
}

/** The bytes of a file, in chunks that take a few milliseconds each to make. */
export function* encodeDedup({ logId, covered, entries }: DedupFile): Generator<Uint8Array> {
  const header = {
    format: FORMAT,
    version: VERSION,
    min_reader: 1,
    log_id: logId,
    covered_seq: covered.seq,
    covered_timestamp: covered.timestamp,
    covered_base: covered.base,
    covered_offset: covered.offset,
    covered_crc: covered.crc,
  };
  const lines = new Lines();
  lines.add(JSON.stringify(header));
  for (const entry of entries) {
    lines.add(textOf(entry));
    if (lines.bytes >= CHUNK_BYTES) yield lines.take();
  }
  lines.add(JSON.stringify({ entries: entries.length }));
  yield lines.take();
}

/** Reads a file and verifies every byte of it. */
export function decodeDedup(bytes: Buffer): DedupFile | UnusableDedup {
  const lines = verifiedLines(bytes);
  if (!Array.isArray(lines)) return lines;
  try {
    return readLines(bytes, lines);
  } catch {
    return { unusable: 'its lines are not what they should be' };
  }
}

function readLines(bytes: Buffer, lines: readonly Range[]): DedupFile | UnusableDedup {
  const [head, ...others] = lines;
  const foot = others.pop();
  if (head === undefined || foot === undefined) return { unusable: 'it has no footer' };
  const header = readHeader(parse(bytes, head));
  if ('unusable' in header) return header;
  const count = parse(bytes, foot)['entries'];
  if (count !== others.length)
    return { unusable: `it has ${others.length} entries, its footer says ${String(count)}` };
  const entries = others.map((line) => readEntry(bytes, line));
  const isOrdered = entries.every(({ seq }, at) => seq > (entries[at - 1]?.seq ?? 0));
  if (!isOrdered || (entries.at(-1)?.seq ?? 0) > header.covered.seq)
    return { unusable: 'its entries are not in order' };
  return { ...header, entries };
}

function textOf(entry: DedupEntry): string {
  if (!isOfOne(entry)) {
    const { key, fingerprint, seq, timestamp, created, updated, deleted } = entry;
    return JSON.stringify({ key, fingerprint, seq, timestamp, created, updated, deleted });
  }
  const { key, fingerprint, seq, timestamp, type, id, payload } = entry;
  const head = JSON.stringify({ key, fingerprint, seq, timestamp, type, id });
  return `${head.slice(0, -1)}${PAYLOAD}${payload}}`;
}

/** Neither key nor identifier can hold a quote, so the first `payload` is the entry's own. */
function readEntry(bytes: Buffer, line: Range): DedupEntry {
  const at = bytes.subarray(line.start, line.end).indexOf(PAYLOAD);
  if (at < 0) return parse(bytes, line) as unknown as DedupEntry;
  const head = JSON.parse(`${bytes.toString('utf8', line.start, line.start + at)}}`) as object;
  // Not a slice of the line's text, which would keep all of the line in memory.
  const payload = bytes.toString('utf8', line.start + at + PAYLOAD.length, line.end - 1);
  return { ...head, payload } as DedupEntry;
}

function readHeader(
  header: Readonly<Record<string, unknown>>,
): Omit<DedupFile, 'entries'> | UnusableDedup {
  if (header['format'] !== FORMAT) return { unusable: 'it has another format' };
  if (Number(header['min_reader']) > VERSION) return { unusable: 'a newer version wrote it' };
  const covered = {
    seq: Number(header['covered_seq']),
    timestamp: Number(header['covered_timestamp']),
    base: Number(header['covered_base']),
    offset: Number(header['covered_offset']),
    crc: Number(header['covered_crc']),
  };
  return { logId: String(header['log_id']), covered };
}

function parse(bytes: Buffer, { start, end }: Range): Readonly<Record<string, unknown>> {
  return JSON.parse(bytes.toString('utf8', start, end)) as Record<string, unknown>;
}

/** Where the JSON of each line is, when every checksum continues the one before. */
function verifiedLines(bytes: Buffer): Range[] | UnusableDedup {
  const lines: Range[] = [];
  let crc = 0;
  for (let line = 0; line < bytes.length;) {
    const start = line + PREFIX_BYTES;
    const end = bytes.indexOf(NEWLINE, line);
    if (end < start) return { unusable: `the line at byte ${line} is not complete` };
    crc = crc32(bytes.subarray(start, end), crc);
    if (readHex(bytes, line) !== crc || bytes[start - 1] !== COLON)
      return { unusable: `the checksum at byte ${line} does not continue the line before` };
    lines.push({ start, end });
    line = end + 1;
  }
  return lines;
}

/** Lines on their way to a chunk; the checksum goes on from one chunk to the next. */
class Lines {
  #crc = 0;
  #lines: Buffer[] = [];
  bytes = 0;

  add(json: string): void {
    const line = Buffer.from(`00000000:${json}\n`);
    this.#crc = crc32(line.subarray(PREFIX_BYTES, -1), this.#crc);
    writeHex(line, 0, this.#crc);
    this.#lines.push(line);
    this.bytes += line.length;
  }

  take(): Uint8Array {
    const chunk = Buffer.concat(this.#lines, this.bytes);
    this.#lines = [];
    this.bytes = 0;
    return chunk;
  }
}
