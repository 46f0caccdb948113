import type { LoggedEvent } from '../../engine/event';
import type { DiskFile } from '../disk/disk';
import type { HashPlace } from './hash-chain';

/** How the records of a segment are written down; said by its header. */
export const ENCODINGS = ['json', 'binary'] as const;
export type EncodingName = (typeof ENCODINGS)[number];

/** What a valid record of the log is. */
export type LogRecord =
  | { readonly kind: 'event'; readonly event: LoggedEvent }
  | { readonly kind: 'marker'; readonly synced: number };

/** How `parse` makes text. */
export interface ParseOptions {
  /** The bytes are known to be ASCII: text is made without looking for longer characters. */
  readonly isAscii: boolean;
  /**
   * Whether event identifiers, and what updates changed, are wanted; a replay needs neither, and
   * the former cost a tenth.
   */
  readonly isWhole: boolean;
}

/**
 * Records to bytes and back. Both encodings hold the same envelope, chain each record to the one
 * before by its CRC-32, and come to the same verdicts (they pass the same tests): see
 * `log-format.ts`. Positions are offsets into `bytes`; a record stands at `[start, end)`.
 */
export interface Encoding {
  readonly name: EncodingName;
  /** Where an event carries its hash; absent where events are not chained. */
  readonly hashPlace?: HashPlace | undefined;
  /** The most bytes an event can take. */
  roomFor(event: LoggedEvent): number;
  /** Writes an event without its checksum and its hash. @returns its end. */
  putEvent(target: Buffer, start: number, event: LoggedEvent): number;
  /** Writes a marker that ends at `end`, without its checksum. @returns its start. */
  putMarker(target: Buffer, end: number, synced: number): number;
  /** Writes the checksum of a record behind the one whose checksum is `previous`; returns it. */
  seal(target: Buffer, start: number, end: number, previous: number): number;

  /** Where the record that starts here ends; 0 when more bytes are needed, -1 when it is none. */
  endOf(bytes: Buffer, start: number, length: number): number;
  /** Which bytes of a record its checksum covers: all but so many at its start and at its end. */
  readonly covered: { readonly from: number; readonly tail: number };
  /** What seeds the checksum of the record behind one whose checksum is `previous`. */
  seedBehind(previous: number): number;
  /**
   * The checksum that a record says it has, -1 when it does not say that it continues `previous` in
   * the form of ours. All it says besides is covered by the checksum.
   */
  claim(bytes: Buffer, start: number, end: number, previous: number): number;
  /** The checksum of a record if it is right and continues `previous`, else -1. */
  check(bytes: Buffer, start: number, end: number, previous: number): number;
  /** The checksum that a record says it has. */
  storedCrc(bytes: Buffer, start: number): number;
  /** Whether a record is an event that carries a hash. */
  hasHash(bytes: Buffer, start: number): boolean;
  /**
   * Reads a record whose checksum is right; `undefined` when it is not in the form of ours. An
   * event may carry a hash or not: whether it must, and which, is for the reader of the segment.
   */
  parse(bytes: Buffer, start: number, end: number, options: ParseOptions): LogRecord | undefined;
  /**
   * Looks behind damage for records that are whole by themselves, a chunk at a time.
   * @param from where the damage starts. @param previous checksum of the last valid record.
   */
  laterRecords(
    file: DiskFile,
    from: number,
    previous: number,
  ): AsyncGenerator<readonly LogRecord[]>;
}

/**
 * The greatest `synced` of the markers behind damage, -1 when there is none. One that says more was
 * on stable storage than what is left of the log proves that acknowledged events are damaged.
 */
export async function findLaterSynced(
  encoding: Encoding,
  file: DiskFile,
  from: number,
  previous: number,
): Promise<number> {
  let found = -1;
  for await (const records of encoding.laterRecords(file, from, previous)) {
    for (const record of records) {
      if (record.kind === 'marker') found = Math.max(found, record.synced);
    }
  }
  return found;
}
