import path from 'node:path';
import { LithairError } from '../../errors/lithair-error';
import { besideName } from '../disk/create-durably';
import type { Disk } from '../disk/disk';
import { withFile } from '../disk/with-file';
import { readLogBase, writeLogBase } from '../log/log-base';
import type { LogPosition } from '../log/log-position';
import { readFirstHeader } from '../log/segment-sequence';
import { isInLog } from '../recovery/check-before';
import { isDamaged } from '../snapshot/read-snapshot';
import { newestWholeSnapshot, readSnapshotFile, snapshotNames } from '../snapshot/snapshot-files';
import { SNAPSHOT_FILE, type SnapshotHeader } from '../snapshot/snapshot-format';

const CHUNK_BYTES = 1024 * 1024;

/** What stands for the beginning of a log that was deleted by compaction. */
export interface StartOfLog {
  /** Last event before its oldest segment. */
  readonly base: Pick<LogPosition, 'seq' | 'timestamp' | 'crc'>;
  readonly snapshot: SnapshotHeader;
}

/**
 * What a copy of a log needs besides its segments: nothing when they start with the first event.
 * @param lastSeq the copy ends behind this event.
 * @throws {LithairError} `data_corrupt`: the beginning is gone, and nothing stands for it;
 * `usage`: the copy would end before what stands for it.
 */
export async function startOfLog(
  disk: Disk,
  directory: string,
  fromBase: number,
  lastSeq: number,
): Promise<StartOfLog | undefined> {
  const first = await readFirstHeader(disk, directory, fromBase);
  if (typeof first === 'string' || first.base_seq === 0) return undefined;
  const { log_id, base_seq: seq, base_time: timestamp, base_crc: crc } = first;
  const said = await readLogBase(disk, directory);
  const isCompacted = said?.log_id === log_id && said.seq >= seq;
  const covers = ({ base }: SnapshotHeader): boolean => base >= seq;
  const snapshot = await newestWholeSnapshot(
    disk,
    directory,
    log_id,
    (header) => covers(header) && header.seq <= lastSeq,
  );
  if (isCompacted && snapshot !== undefined && (await isInLog(disk, directory, snapshot)))
    return { base: { seq, timestamp, crc }, snapshot };
  const later = await newestWholeSnapshot(disk, directory, log_id, covers);
  const gone = `${directory}: events 1 to ${seq} were `;
  if (isCompacted && later !== undefined)
    throw new LithairError(
      'usage',
      `${gone}compacted away: nothing before event ${(await earliest(disk, directory, later, covers)).seq} can be made again`,
    );
  const message = isCompacted
    ? `${gone}compacted away, and no whole snapshot is there that holds what they made`
    : `${gone}removed`;
  throw new LithairError('data_corrupt', message, { file: SNAPSHOT_FILE, offset: 0, seq: 1 });
}

/** The oldest of the whole snapshots of a log that are wanted. */
async function earliest(
  disk: Disk,
  directory: string,
  newest: SnapshotHeader,
  isWanted: (header: SnapshotHeader) => boolean,
): Promise<SnapshotHeader> {
  let found = newest;
  for (;;) {
    const { seq } = found;
    const before = await newestWholeSnapshot(
      disk,
      directory,
      newest.log_id,
      (header) => isWanted(header) && header.seq < seq,
    );
    if (before === undefined) return found;
    found = before;
  }
}

/** Gives a copy what stands for the beginning of its log, and reads it back. */
export async function copyStart(
  disk: Disk,
  source: string,
  directory: string,
  { base, snapshot }: StartOfLog,
): Promise<void> {
  const name = await nameOf(disk, source, snapshot);
  await copyFile(disk, path.join(source, name), path.join(directory, SNAPSHOT_FILE));
  const written = await readSnapshotFile(disk, directory, SNAPSHOT_FILE);
  if (isDamaged(written))
    throw new LithairError(
      'disk_failed',
      `${path.join(directory, SNAPSHOT_FILE)}: what was written does not read back`,
    );
  await writeLogBase(disk, directory, { log_id: snapshot.log_id, ...base, kept_seq: base.seq });
}

async function nameOf(disk: Disk, directory: string, { seq }: SnapshotHeader): Promise<string> {
  const [newest = SNAPSHOT_FILE, ...earlier] = await snapshotNames(disk, directory);
  const number = String(seq).padStart(16, '0');
  return earlier.find((name) => name.endsWith(number)) ?? newest;
}

async function copyFile(disk: Disk, from: string, to: string): Promise<void> {
  const beside = besideName(to);
  await withFile(disk, from, async (source) => {
    const target = await disk.create(beside);
    try {
      const chunk = Buffer.allocUnsafeSlow(CHUNK_BYTES);
      for (let at = 0; ;) {
        const count = await source.read(chunk, at);
        if (count === 0) break;
        await target.write(chunk.subarray(0, count), at);
        await target.sync();
        at += count;
      }
    } finally {
      await target.close();
    }
  });
  await disk.rename(beside, to);
  await disk.syncDirectory(path.dirname(to));
}
