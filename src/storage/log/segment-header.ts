import type { Environment } from '../../environment/environment';
import type { DiskFile } from '../disk/disk';
import { binaryEncoding } from './binary-encoding';
import { ENCODINGS, type Encoding, type EncodingName } from './encoding';
import { sha256 } from './hash-chain';
import { chainedJsonEncoding, jsonEncoding } from './json-encoding';
import { HEADER_BYTES_MAX, PREFIX_BYTES } from './log-format';
import type { LogPosition } from './log-position';

const FORMAT = 'lithair.raftlog';
/** Of a reader of this code; a segment that is not chained needs less. */
const VERSION = 3;
const VERSION_WITHOUT_CHAIN = 2;

/** How the records of a segment are written. */
export interface SegmentForm {
  readonly encoding: EncodingName;
  /** Whether events carry the SHA-256 that chains them. */
  readonly hashChain: boolean;
}

/** The first line of a segment (see `log-format.ts`). */
export interface LogHeader {
  readonly format: typeof FORMAT;
  /** Version of the writer. */
  readonly version: number;
  /** Oldest reader that understands it. */
  readonly min_reader: number;
  /** 32 hex digits, the same for all segments of a log. */
  readonly log_id: string;
  /** ISO 8601. */
  readonly created_at: string;
  readonly encoding: EncodingName;
  /** Seeds the checksums of frames; a secret of the log. */
  readonly salt: number;
  /** Last event, its time and its checksum in the segment before; 0 for the first segment. */
  readonly base_seq: number;
  readonly base_time: number;
  readonly base_crc: number;
  /** Events behind it carry their hash. */
  readonly hash_chain?: true;
  /** Hash of the last event before; absent when that has none. */
  readonly base_hash?: string;
}

/** What the first line of a file is: a header of ours, ours but too new, or not ours at all. */
export type HeaderReading = LogHeader | 'newer' | 'foreign';

/** A new segment: its first line, and the position behind it. */
export function newSegment(
  log: SegmentForm & Pick<LogHeader, 'log_id' | 'salt'>,
  createdAtMs: number,
  after: Pick<LogPosition, 'seq' | 'timestamp' | 'crc' | 'hash'>,
): { readonly header: LogHeader; readonly line: Buffer; readonly end: LogPosition } {
  const version = log.hashChain ? VERSION : VERSION_WITHOUT_CHAIN;
  const full: LogHeader = {
    format: FORMAT,
    version,
    min_reader: version,
    log_id: log.log_id,
    created_at: new Date(createdAtMs).toISOString(),
    encoding: log.encoding,
    salt: log.salt,
    base_seq: after.seq,
    base_time: after.timestamp,
    base_crc: after.crc,
    ...(log.hashChain ? { hash_chain: true } : {}),
    ...(after.hash === undefined ? {} : { base_hash: after.hash }),
  };
  const line = Buffer.from(`${' '.repeat(PREFIX_BYTES)}${JSON.stringify(full)}\n`);
  const crc = jsonEncoding.seal(line, 0, line.length, 0);
  const { seq, timestamp } = after;
  const hash = log.hashChain ? headerHash(line) : undefined;
  const end = { base: seq, offset: line.length, seq, timestamp, crc, hash };
  return { header: full, line, end };
}

/** What the first event of a chained segment continues: see rule 9 of the format. */
const headerHash = (line: Buffer): string => sha256(line.subarray(PREFIX_BYTES, -1));

/** The header of a file and the position behind it. */
export async function readHeader(
  file: DiskFile,
): Promise<{ readonly header: HeaderReading; readonly start: LogPosition }> {
  const bytes = Buffer.alloc(HEADER_BYTES_MAX);
  const count = await file.read(bytes, 0);
  const end = jsonEncoding.endOf(bytes, 0, count);
  const crc = jsonEncoding.check(bytes, 0, end, 0);
  const header = crc < 0 ? 'foreign' : parseHeader(bytes.toString('utf8', PREFIX_BYTES, end - 1));
  const { base_seq: seq, base_time: timestamp } =
    typeof header === 'string' ? { base_seq: 0, base_time: 0 } : header;
  const isChained = typeof header !== 'string' && header.hash_chain === true;
  const hash = isChained ? headerHash(bytes.subarray(0, end)) : undefined;
  return { header, start: { base: seq, offset: end, seq, timestamp, crc, hash } };
}

function parseHeader(json: string): HeaderReading {
  let value: Partial<LogHeader>;
  try {
    value = Object(JSON.parse(json)) as Partial<LogHeader>;
  } catch {
    return 'foreign';
  }
  if (value.format !== FORMAT || typeof value.log_id !== 'string') return 'foreign';
  if (typeof value.min_reader !== 'number' || value.min_reader > VERSION) return 'newer';
  const encoding = value.encoding ?? 'json';
  if (!ENCODINGS.includes(encoding)) return 'newer';
  // Version 1 had one segment, of lines.
  const first = { encoding, salt: 0, base_seq: 0, base_time: 0, base_crc: 0 };
  return { ...first, ...value } as LogHeader;
}

/** Never 0, which is what a log of version 1 has. */
export const newSalt = (environment: Environment): number =>
  Buffer.from(environment.randomBytes(4)).readUInt32LE() || 1;

/** The form that a header gives its segment. */
export const formOf = ({ encoding, hash_chain }: LogHeader): SegmentForm => {
  return { encoding, hashChain: hash_chain === true };
};

/** How the records behind a header are written down. */
export function encodingOf(header: LogHeader): Encoding {
  const { encoding, hashChain } = formOf(header);
  if (encoding === 'binary') return binaryEncoding(header.salt, hashChain);
  return hashChain ? chainedJsonEncoding : jsonEncoding;
}
