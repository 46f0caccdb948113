import { DedupIndex } from '../engine/dedup-index';
import { StateEngine } from '../engine/state-engine';
import { LithairError } from '../errors/lithair-error';
import type { Disk } from '../storage/disk/disk';
import type { StoragePlace } from '../storage/log/file-storage';
import type { LogPosition } from '../storage/log/log-position';
import { readFirstHeader } from '../storage/log/segment-sequence';
import { checkBefore } from '../storage/recovery/check-before';
import { activeHeader } from '../storage/recovery/data-directory';
import { corruption, recover, type Recovered } from '../storage/recovery/recovery';
import type { SnapshotSink } from '../storage/snapshot/read-snapshot';
import { loadSnapshot, type LoadedSnapshot } from '../storage/snapshot/load-snapshot';
import { removeUnfinished, setAside } from '../storage/snapshot/snapshot-files';
import type { SnapshotHeader } from '../storage/snapshot/snapshot-format';
import { keepsHistoryOf } from './kept-history';
import { missingViews } from './kept-views';
import type { Ports } from './ports';
import { restoreKeys } from './restore-keys';
import type { RuntimeOptions } from './runtime-options';

/** A state in memory as its directory makes it, and how that was found. */
export interface Restored {
  readonly engine: StateEngine;
  readonly dedup: DedupIndex;
  readonly recovered: Recovered;
  /** Where the snapshot ended that was loaded; absent when the whole log was replayed. */
  readonly from: LogPosition | undefined;
}

/** Bound of the answers that are remembered, by an estimate of their memory. */
const DEDUP_BYTES_MAX = 64 * 1024 * 1024;

/**
 * Makes the state: the newest whole snapshot, if there is one, then the events behind it. Nothing
 * is written before the log is judged.
 * @throws {LithairError} as `recover`.
 */
export async function restore(
  options: RuntimeOptions,
  ports: Ports,
  place: StoragePlace,
): Promise<Restored> {
  const { disk, directory } = place;
  const { engine, header, rejected } = await loadNewest(options, ports, place);
  if (header !== undefined && options.checkLog === 'start') {
    const verdict = await checkBefore(disk, directory, header);
    if (verdict !== undefined) throw corruption(directory, verdict);
  }
  const limits = {
    keysMax: options.dedupKeysMax,
    bytesMax: DEDUP_BYTES_MAX,
    ageMaxS: options.dedupAgeMaxS,
  };
  const dedup = new DedupIndex(options.models, limits, options.events);
  if (header !== undefined)
    await restoreKeys(dedup, place, header, options.dedupAgeMaxS, options.onCacheMiss);
  const recovered = await recover(place, {
    encoding: options.encoding,
    hashChain: options.hashChain,
    from: header,
    onEvent: ports.replay((event) => {
      engine.applyEvent(event);
      dedup.apply(event);
    }),
    onProgress: options.onReplayProgress,
  });
  await removeUnfinished(place);
  for (const { file, reason } of rejected) {
    const aside = await setAside(place, file);
    options.onSnapshotRejected?.(file, reason, aside);
  }
  return { engine, dedup, recovered, from: header };
}

/** Nothing of the log was deleted: it can tell the past from its first event on. */
async function isWholeLog(disk: Disk, directory: string): Promise<boolean> {
  const first = await readFirstHeader(disk, directory);
  return typeof first !== 'string' && first.base_seq === 0;
}

/** The state that the newest snapshot has which is whole, and has the past that is declared. */
async function loadNewest(
  options: RuntimeOptions,
  { backend }: Ports,
  { disk, directory }: StoragePlace,
): Promise<Omit<LoadedSnapshot, 'unwanted'> & { readonly engine: StateEngine }> {
  const { models } = options;
  let engine = new StateEngine(models, backend, options);
  const begin = (): SnapshotSink => {
    engine = new StateEngine(models, backend, options);
    return engine.withStateMut((state) => ({
      onRecord: (model, entry) => state.restore(model, entry),
      onPast: (model, entry) => state.restorePast(model, entry),
      onView: (view, entry) => state.restoreView(view, entry),
    }));
  };
  const logId = (await activeHeader(disk, directory))?.log_id;
  if (logId === undefined) return { engine, rejected: [] };
  const needs = await needsOf(options, { disk, directory });
  const loaded = await loadSnapshot(disk, directory, logId, begin, needs?.isMet);
  const { header, rejected, unwanted } = loaded;
  if (header === undefined && unwanted.length > 0 && needs?.isWholeLog === false)
    throw notRebuildable(directory, needs.lacking);
  for (const file of unwanted)
    options.onCacheMiss?.(file, 'it has less of the past, or of the views, than is declared');
  if (header !== undefined) {
    engine.withStateMut((state) => {
      state.resumeAt(header.seq, header.timestamp);
      state.resumeEvents(header.events ?? []);
      for (const { name, seq } of header.views ?? []) state.resumeView(name, seq);
      if (!keepsHistoryOf(header, models)) state.beginHistories();
    });
  }
  return { engine, header, rejected };
}

/** What a snapshot has to have; `undefined`: any will do. */
interface Needs {
  readonly isWholeLog: boolean;
  readonly isMet: (header: SnapshotHeader) => boolean;
  /** Views that some snapshot did not have. */
  readonly lacking: ReadonlySet<string>;
}

/**
 * A past that the log can tell again is made whole; one that it cannot begins with the snapshot. A
 * view has no such beginning: it is made of all events, or not at all.
 */
async function needsOf(
  { models, views }: RuntimeOptions,
  { disk, directory }: Pick<StoragePlace, 'disk' | 'directory'>,
): Promise<Needs | undefined> {
  const hasHistory = models.some(({ history }) => history.size > 0);
  if (!hasHistory && views.length === 0) return undefined;
  const isWhole = await isWholeLog(disk, directory);
  const lacking = new Set<string>();
  const isMet = (header: SnapshotHeader): boolean => {
    const missing = missingViews(header, views);
    for (const view of missing) lacking.add(view);
    return missing.length === 0 && (!isWhole || keepsHistoryOf(header, models));
  };
  return { isWholeLog: isWhole, isMet, lacking };
}

function notRebuildable(directory: string, views: ReadonlySet<string>): LithairError {
  const message =
    `${directory}: ${[...views].join(', ')}: declared differently than before, and the beginning ` +
    'of the log, which a view is made of, was deleted. Declare it as it was, or bring the log back';
  return new LithairError('view_not_rebuildable', message);
}
