import { DedupIndex } from '../engine/dedup-index';
import { StateEngine } from '../engine/state-engine';
import type { StoragePlace } from '../storage/log/file-storage';
import type { LogPosition } from '../storage/log/log-position';
import { checkBefore } from '../storage/recovery/check-before';
import { activeHeader } from '../storage/recovery/data-directory';
import { corruption, recover, type Recovered } from '../storage/recovery/recovery';
import type { RecordSink } from '../storage/snapshot/read-snapshot';
import { loadSnapshot, type LoadedSnapshot } from '../storage/snapshot/load-snapshot';
import { removeUnfinished, setAside } from '../storage/snapshot/snapshot-files';
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
  let engine = new StateEngine(options.models, ports.backend);
  const begin = (): RecordSink => {
    engine = new StateEngine(options.models, ports.backend);
    return engine.withStateMut((state) => (model, entry) => state.restore(model, entry));
  };
  const logId = (await activeHeader(disk, directory))?.log_id;
  const loaded: LoadedSnapshot =
    logId === undefined ? { rejected: [] } : await loadSnapshot(disk, directory, logId, begin);
  const { header } = loaded;
  if (header !== undefined)
    engine.withStateMut((state) => state.resumeAt(header.seq, header.timestamp));
  if (header !== undefined && options.checkLog === 'start') {
    const verdict = await checkBefore(disk, directory, header);
    if (verdict !== undefined) throw corruption(directory, verdict);
  }
  const dedup = new DedupIndex(options.models, {
    keysMax: options.dedupKeysMax,
    bytesMax: DEDUP_BYTES_MAX,
    ageMaxS: options.dedupAgeMaxS,
  });
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
  for (const { file, reason } of loaded.rejected) {
    const aside = await setAside(place, file);
    options.onSnapshotRejected?.(file, reason, aside);
  }
  return { engine, dedup, recovered, from: header };
}
