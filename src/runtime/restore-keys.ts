import { isOfOne, type DedupEntry } from '../engine/dedup-entry';
import type { DedupIndex } from '../engine/dedup-index';
import type { Upcast, UpcastEvents } from '../engine/schema/upcast';
import { LithairError } from '../errors/lithair-error';
import { DEDUP_FILE } from '../storage/dedup/dedup-file';
import { loadDedup } from '../storage/dedup/dedup-store';
import type { StoragePlace } from '../storage/log/file-storage';
import { LogWalk } from '../storage/log/log-walk';
import { baseOfSegmentWhere, readFirstHeader } from '../storage/log/segment-sequence';
import { corruption } from '../storage/recovery/recovery';
import { judge } from '../storage/recovery/verdict';
import type { SnapshotHeader } from '../storage/snapshot/snapshot-format';
import type { RuntimeOptions } from './runtime-options';
import { versionsIn } from './schema/recorded-schemas';
import { versionsOfSnapshot } from './schema/snapshot-versions';

/**
 * Gives an empty index the keys before the place where a snapshot ends, and replay starts: from the
 * file that was written with the snapshot, or else from the log, which has them all (INV-6): no
 * segment that is younger than `ageMaxS` is ever deleted by compaction.
 * @throws {LithairError} `data_corrupt`: the part of the log, or of its archive, that has them is
 * damaged or was removed.
 */
export async function restoreKeys(
  dedup: DedupIndex,
  { disk, directory }: StoragePlace,
  snapshot: SnapshotHeader,
  upcast: Upcast,
  { dedupAgeMaxS: ageMaxS, onCacheMiss }: Pick<RuntimeOptions, 'dedupAgeMaxS' | 'onCacheMiss'>,
): Promise<void> {
  const file = await loadDedup(disk, directory, snapshot);
  if (!('unusable' in file)) {
    // Its answers are written down as the records of the snapshot are.
    const toDeclared = upcast.events(versionsOfSnapshot(snapshot));
    dedup.restore(snapshot.seq, toDeclared ? broughtBy(toDeclared, file.entries) : file.entries);
    return;
  }
  onCacheMiss?.(DEDUP_FILE, file.unusable);
  const oldest = snapshot.timestamp - ageMaxS * 1_000_000;
  const fromBase = await baseOfSegmentWhere(disk, directory, ({ base_time }) => base_time < oldest);
  const first = await readFirstHeader(disk, directory, fromBase);
  if (typeof first !== 'string' && first.base_seq > 0 && first.base_time >= oldest) {
    const message =
      `${directory}: keys that are remembered for ${ageMaxS} s stood before event ` +
      `${first.base_seq + 1}: that part of the log is gone, and ${DEDUP_FILE} cannot be used ` +
      `(${file.unusable}). Bring the archive back, or have them forgotten: LT_DEDUP_MAX_AGE_S=1`;
    throw new LithairError('data_corrupt', message, { file: DEDUP_FILE, offset: 0, seq: 1 });
  }
  let toDeclared: UpcastEvents | undefined;
  const scan = await new LogWalk(disk, directory, {
    fromBase,
    onSegment: (segment) => (toDeclared = upcast.events(versionsIn(segment))),
    onEvent: (event) => dedup.apply(toDeclared === undefined ? event : toDeclared(event)),
    isPast: (event) => event.seq > snapshot.seq,
  }).run();
  if (scan.end.seq < snapshot.seq)
    throw corruption(directory, judge(scan, undefined, snapshot.seq));
}

/** What is remembered answers as records of the declared version are answered. */
const broughtBy = (
  toDeclared: UpcastEvents,
  entries: readonly DedupEntry[],
): readonly DedupEntry[] =>
  entries.map((entry) => {
    if (!isOfOne(entry)) return entry;
    const { payload } = toDeclared({ ...entry, aggregateId: entry.id });
    return { ...entry, payload };
  });
