import type { Environment } from '../../environment/environment';
import type { DiskFile } from '../disk/disk';
import { binaryEncoding } from './binary-encoding';
import { ENCODINGS, type Encoding, type EncodingName } from './encoding';
import { sha256 } from './hash-chain';
import { chainedJsonEncoding, jsonEncoding } from './json-encoding';
import { LithairError } from '../../errors/lithair-error';
import { HEADER_BYTES_MAX, HEADER_BYTES_USUAL, PREFIX_BYTES } from './log-format';
import type { LogPosition } from './log-position';

const FORMAT = 'lithair.raftlog';
/**
 * Of a reader of this code. One of version 4 takes an event that says what it changed for a torn
 * write, and would cut it off.
 */
const VERSION = 5;

/**
 * What an application declares of its records: JSON of which the log knows no more than that it is
 * the same, or another. See `src/model/schema`.
 */
export type LogSchema = Readonly<Record<string, object>>;

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
  /** Under which the events behind it were written; absent when nobody knows. */
  readonly schema?: LogSchema;
}

/** What the first line of a file is: a header of ours, ours but too new, or not ours at all. */
export type HeaderReading = LogHeader | 'newer' | 'foreign';

/**
 * A new segment: its first line, and the position behind it.
 * @throws {LithairError} `invalid_model`: the schema is too large for a header.
 */
export function newSegment(
  log: SegmentForm & Pick<LogHeader, 'log_id' | 'salt' | 'schema'>,
  createdAtMs: number,
  after: Pick<LogPosition, 'seq' | 'timestamp' | 'crc' | 'hash'>,
): { readonly header: LogHeader; readonly line: Buffer; readonly end: LogPosition } {
  const full: LogHeader = {
    format: FORMAT,
    version: VERSION,
    min_reader: VERSION,
    log_id: log.log_id,
    created_at: new Date(createdAtMs).toISOString(),
    encoding: log.encoding,
    salt: log.salt,
    base_seq: after.seq,
    base_time: after.timestamp,
    base_crc: after.crc,
    ...(log.hashChain ? { hash_chain: true } : {}),
    ...(after.hash === undefined ? {} : { base_hash: after.hash }),
    ...schemaMember(log.schema),
  };
  const line = Buffer.from(`${' '.repeat(PREFIX_BYTES)}${JSON.stringify(full)}\n`);
  if (line.length > HEADER_BYTES_MAX) throw tooLarge(line.length);
  const crc = jsonEncoding.seal(line, 0, line.length, 0);
  const { seq, timestamp } = after;
  const hash = log.hashChain ? headerHash(line) : undefined;
  const end = { base: seq, offset: line.length, seq, timestamp, crc, hash };
  return { header: full, line, end };
}

const tooLarge = (bytes: number): LithairError =>
  new LithairError(
    'invalid_model',
    `the declared models take ${bytes} bytes to describe: ${HEADER_BYTES_MAX} are the most`,
  );

/** What the first event of a chained segment continues: see rule 9 of the format. */
const headerHash = (line: Buffer): string => sha256(line.subarray(PREFIX_BYTES, -1));

/** The header of a file and the position behind it. */
export async function readHeader(
  file: DiskFile,
): Promise<{ readonly header: HeaderReading; readonly start: LogPosition }> {
  const { bytes, end } = await readFirstLine(file);
  const crc = end === 0 ? -1 : jsonEncoding.check(bytes, 0, end, 0);
  const header = crc < 0 ? 'foreign' : parseHeader(bytes.toString('utf8', PREFIX_BYTES, end - 1));
  const { base_seq: seq, base_time: timestamp } =
    typeof header === 'string' ? { base_seq: 0, base_time: 0 } : header;
  const isChained = typeof header !== 'string' && header.hash_chain === true;
  const hash = isChained ? headerHash(bytes.subarray(0, end)) : undefined;
  return { header, start: { base: seq, offset: end, seq, timestamp, crc, hash } };
}

/** @returns `end` 0 when no line ends where a header could. */
async function readFirstLine(
  file: DiskFile,
): Promise<{ readonly bytes: Buffer; readonly end: number }> {
  for (const most of [HEADER_BYTES_USUAL, HEADER_BYTES_MAX]) {
    const bytes = Buffer.alloc(most);
    const count = await file.read(bytes, 0);
    const end = jsonEncoding.endOf(bytes, 0, count);
    if (end > 0 || count < most) return { bytes, end };
  }
  return { bytes: Buffer.alloc(0), end: 0 };
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

/** The member of a header that says a schema, if there is one. */
export const schemaMember = (schema: LogSchema | undefined): Pick<LogHeader, 'schema'> =>
  schema === undefined ? {} : { schema };

/** Whether who reads such a segment knows all that is written today. */
export const isOfToday = ({ min_reader }: LogHeader): boolean => min_reader >= VERSION;

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
