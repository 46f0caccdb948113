import type { LoggedEvent } from '../engine/event';
import type { Encoding, LogRecord } from '../storage/log/encoding';
import { sealHash, storedHash } from '../storage/log/hash-chain';
import type { LogPosition } from '../storage/log/log-position';
import {
  encodingOf,
  formOf,
  newSegment,
  readHeader,
  type LogHeader,
} from '../storage/log/segment-header';
import { sealedName } from '../storage/log/segments';
import { headSaying } from '../storage/log/watermark';
import type { MemoryDisk } from './memory-disk';
import { DATA, HEAD, LOG } from './sample-log';

/** A segment as whoever forges it sees it. */
export interface ForgedSegment {
  header: LogHeader;
  records: LogRecord[];
}

/** Reads a log of the tests, segment by segment. */
export async function readSegments(disk: MemoryDisk): Promise<ForgedSegment[]> {
  const segments: ForgedSegment[] = [];
  for (const path of segmentPaths(disk)) {
    const { header, start } = await readHeader(await disk.open(path, 'read'));
    if (typeof header === 'string') throw new Error(`${path}: ${header}`);
    segments.push({ header, records: recordsIn(disk.content(path), start.offset, header) });
  }
  return segments;
}

/**
 * Writes a log as an attacker does who may write all of the directory: every checksum, the base of
 * every segment and the head are right again.
 * @param hashes an event keeps the one it carries (none: it is written without), or gets another
 * that is right; an attacker can do that too, and only an anchor tells.
 */
export function writeSegments(
  disk: MemoryDisk,
  segments: readonly ForgedSegment[],
  hashes: 'kept' | 'made again',
): void {
  for (const path of segmentPaths(disk)) disk.forget(path);
  let before: Before = { seq: 0, timestamp: 0, crc: 0, hash: undefined };
  for (const [index, segment] of segments.entries()) {
    const { header } = segment;
    const base = { ...before, hash: hashes === 'kept' ? header.base_hash : before.hash };
    const { log_id, salt } = header;
    const made = newSegment(
      { log_id, salt, ...formOf(header) },
      Date.parse(header.created_at),
      base,
    );
    const body = sealed(segment, made.end, hashes);
    const content = Buffer.concat([made.line, body.bytes]);
    const isLast = index === segments.length - 1;
    disk.put(isLast ? LOG : `${DATA}/${sealedName(before.seq)}`, content);
    const { seq, crc } = body.last;
    const mark = { log_id, seq, base: before.seq, end: content.length, crc, closed: true };
    disk.put(HEAD, Buffer.from(headSaying(mark)));
    before = body.last;
  }
}

type Before = Pick<LogPosition, 'seq' | 'timestamp' | 'crc' | 'hash'>;

const segmentPaths = (disk: MemoryDisk): string[] =>
  disk
    .paths()
    .filter((path) => /^\/data\/events(-\d+)?\.raftlog$/.test(path))
    .sort();

function recordsIn(content: Buffer, from: number, header: LogHeader): LogRecord[] {
  const encoding = encodingOf(header);
  const records: LogRecord[] = [];
  for (let at = from; at < content.length;) {
    const end = encoding.endOf(content, at, content.length);
    const record = encoding.parse(content, at, end, { isAscii: false, isWhole: true });
    if (record !== undefined) records.push(record);
    at = end;
  }
  return records;
}

function sealed(
  { header, records }: ForgedSegment,
  start: Before,
  hashes: 'kept' | 'made again',
): { readonly bytes: Buffer; readonly last: Before } {
  const encoding = encodingOf(header);
  const parts: Buffer[] = [];
  let last = start;
  for (const record of records) {
    const bytes =
      record.kind === 'marker'
        ? markerOf(record.synced, encoding)
        : eventOf(record.event, header, hashes === 'kept' ? undefined : last.hash);
    parts.push(bytes);
    const crc = encoding.seal(bytes, 0, bytes.length, last.crc);
    if (record.kind === 'marker') last = { ...last, crc };
    else {
      const { seq, timestamp } = record.event;
      last = { seq, timestamp, crc, hash: hashIn(bytes, header) };
    }
  }
  return { bytes: Buffer.concat(parts), last };
}

function markerOf(synced: number, encoding: Encoding): Buffer {
  const target = Buffer.alloc(64);
  return target.subarray(encoding.putMarker(target, target.length, synced));
}

/** @param previous the event gets the hash that is right behind this one. */
function eventOf(event: LoggedEvent, header: LogHeader, previous: string | undefined): Buffer {
  const { hash_chain: _, ...plain } = header;
  const encoding = encodingOf(event.hash === undefined ? plain : { ...plain, hash_chain: true });
  const target = Buffer.alloc(encoding.roomFor(event));
  const bytes = target.subarray(0, encoding.putEvent(target, 0, event));
  const { hashPlace } = encoding;
  if (hashPlace !== undefined && previous !== undefined)
    sealHash(hashPlace, bytes, 0, bytes.length, previous);
  else if (hashPlace !== undefined) bytes.write(event.hash ?? '', hashPlace.at, hashPlace.as);
  return bytes;
}

function hashIn(bytes: Buffer, header: LogHeader): string | undefined {
  const { hashPlace, hasHash } = encodingOf({ ...header, hash_chain: true });
  return hashPlace && hasHash(bytes, 0) ? storedHash(hashPlace, bytes, 0) : undefined;
}
