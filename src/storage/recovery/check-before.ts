import type { Disk, DiskFile } from '../disk/disk';
import { readChunks } from '../log/chunks';
import type { Encoding } from '../log/encoding';
import { isHashRight, storedHash } from '../log/hash-chain';
import { readLogBase } from '../log/log-base';
import { LOG_FILE } from '../log/log-format';
import { isAtStart, type LogPosition } from '../log/log-position';
import { RecordOutline } from '../log/record-outline';
import { encodingOf } from '../log/segment-header';
import { SegmentSequence, type OpenSegment } from '../log/segment-sequence';
import { examine } from './data-directory';
import type { Verdict } from './verdict';

/** What the record behind a place continues. */
type Link = Pick<LogPosition, 'crc' | 'hash'>;

/** Small enough that checking it between two requests is not noticed. */
const CHUNK_BYTES = 256 * 1024;

const NOTHING_BEFORE: Link = { crc: 0, hash: undefined };

/**
 * Checks the part of the log that a snapshot covers, without making anything of it: only checksums
 * and hashes, each of which continues the one before. A start from a snapshot does not need this
 * part, but what is damaged is to be found and said (INV-2). What compaction put into the archive
 * is left to `lithair verify`, unless the snapshot is so old that it needs that. Segments may be
 * sealed meanwhile.
 *
 * @param until where the snapshot ends. @param isStopped the answer is not wanted any more.
 * @returns what is wrong, `undefined` when nothing is.
 */
export async function checkBefore(
  disk: Disk,
  directory: string,
  until: LogPosition,
  isStopped: () => boolean = () => false,
): Promise<Verdict | undefined> {
  const base = await readLogBase(disk, directory);
  const skipArchive = base !== undefined && base.seq <= until.base;
  const from = skipArchive ? base : { seq: base?.kept_seq ?? 0 };
  const link = skipArchive ? base : undefined;
  if (await isChained(disk, directory, until, { ...from, link }, isStopped)) return undefined;
  return locate(disk, directory, skipArchive);
}

/**
 * Whether a snapshot's place is in the log and right, by the one segment that it is in.
 */
export const isInLog = (disk: Disk, directory: string, place: LogPosition): Promise<boolean> =>
  isChained(disk, directory, place, { seq: place.base, link: undefined }, () => false);

/** Whether the log continues itself from the start of a segment to a place, or nobody asks more. */
async function isChained(
  disk: Disk,
  directory: string,
  until: LogPosition,
  from: { readonly seq: number; readonly link: Link | undefined },
  isStopped: () => boolean,
): Promise<boolean> {
  const segments = new SegmentSequence(disk, directory, from.seq);
  let previous = from.seq === 0 ? NOTHING_BEFORE : from.link;
  for (;;) {
    const segment = await segments.next(until.base);
    if (segment === undefined) return false;
    const checked = await checkSegment(segment, until, previous, isStopped).finally(() =>
      segment.file.close(),
    );
    if (isStopped() || checked === 'until') return true;
    if (checked === 'wrong' || !segment.isSealed) return false;
    previous = checked;
  }
}

/**
 * Whether a segment continues the one before and is whole: what the next one continues, or that the
 * place where the snapshot ends is in it and is right.
 * @param previous what stands before it; `undefined` when nothing before it is there to say.
 */
async function checkSegment(
  { file, header, start }: OpenSegment,
  until: LogPosition,
  previous: Link | undefined,
  isStopped: () => boolean,
): Promise<Link | 'until' | 'wrong'> {
  if (typeof header === 'string') return 'wrong';
  const { base_crc: crc, base_hash: hash } = header;
  if (previous !== undefined && (crc !== previous.crc || hash !== previous.hash)) return 'wrong';
  const isUntil = header.base_seq === until.base;
  if (isUntil && isAtStart(until)) return 'until';
  const target = isUntil ? until : { offset: await file.size() };
  const link = await chainTo(file, encodingOf(header), start, target.offset, isStopped);
  if (link === undefined) return 'wrong';
  if (!isUntil) return link;
  return link.crc === until.crc && link.hash === until.hash ? 'until' : 'wrong';
}

/** The link of the record that ends at `end`, if all up to it continue each other. */
async function chainTo(
  file: DiskFile,
  encoding: Encoding,
  start: LogPosition,
  end: number,
  isStopped: () => boolean,
): Promise<Link | undefined> {
  let { crc, hash, offset } = start;
  const { hashPlace } = encoding;
  const continuesChain = (bytes: Buffer, at: number, next: number): boolean => {
    if (hashPlace === undefined || !encoding.hasHash(bytes, at)) return true;
    // Never absent: a chained segment starts with the hash of its header.
    if (!isHashRight(hashPlace, bytes, at, next, hash as string)) return false;
    hash = storedHash(hashPlace, bytes, at);
    return true;
  };
  const outline = new RecordOutline(encoding);
  await readChunks(
    file,
    offset,
    ({ bytes, length, offset: base }) => {
      outline.read(bytes, length, crc);
      let at = 0;
      for (let index = 0; base + at < end && !isStopped(); index += 1) {
        if (index === outline.count && !outline.isBroken) return at;
        const next = outline.end(index);
        crc = index === outline.count ? -1 : outline.check(index, crc);
        if (crc >= 0 && !continuesChain(bytes, at, next)) crc = -1;
        if (crc < 0) return 'stop';
        at = next;
        offset = base + at;
      }
      return 'stop';
    },
    CHUNK_BYTES,
  );
  return crc >= 0 && offset === end ? { crc, hash } : undefined;
}

/** Something is wrong: reads it all again, to name the place. */
async function locate(disk: Disk, directory: string, skipArchive: boolean): Promise<Verdict> {
  const onEvent = (): void => undefined;
  const { scan, verdict } = await examine(disk, directory, { onEvent, skipArchive });
  if (verdict.kind === 'corrupt') return verdict;
  const { offset, seq } = scan.end;
  const reason = 'the log is whole, but not the one that the snapshot was taken of';
  return { kind: 'corrupt', file: LOG_FILE, offset, seq: seq + 1, reason };
}
