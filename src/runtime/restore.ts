import { DedupIndex } from '../engine/dedup-index';
import { Upcast, type UpcastEvents } from '../engine/schema/upcast';
import type { StateEngine } from '../engine/state-engine';
import { schemaOf } from '../model/schema/model-schema';
import type { StoragePlace } from '../storage/log/file-storage';
import type { LogPosition } from '../storage/log/log-position';
import { checkBefore } from '../storage/recovery/check-before';
import { corruption, recover, type Recovered } from '../storage/recovery/recovery';
import { removeUnfinished, setAside } from '../storage/snapshot/snapshot-files';
import { loadNewest } from './load-newest';
import type { Ports } from './ports';
import { restoreKeys } from './restore-keys';
import type { RuntimeOptions } from './runtime-options';
import { reportOf, type EvolutionReport } from './schema/evolution-report';
import { requireEvolution } from './schema/find-evolution';
import { requireFit } from './schema/misfits';
import { versionsIn } from './schema/recorded-schemas';

/** A state in memory as its directory makes it, and how that was found. */
export interface Restored {
  readonly engine: StateEngine;
  readonly dedup: DedupIndex;
  readonly recovered: Recovered;
  /** Where the snapshot ended that was loaded; absent when the whole log was replayed. */
  readonly from: LogPosition | undefined;
  /** What was found to have changed in the declaration, and was done about it. */
  readonly evolution: EvolutionReport;
}

/** Bound of the answers that are remembered, by an estimate of their memory. */
const DEDUP_BYTES_MAX = 64 * 1024 * 1024;

/**
 * Makes the state: the newest whole snapshot, if there is one, then the events behind it. Nothing
 * is written before the log is judged.
 * @throws {LithairError} as `recover`; `schema_changed`, `migration_failed`.
 */
export async function restore(
  options: RuntimeOptions,
  ports: Ports,
  place: StoragePlace,
): Promise<Restored> {
  const { disk, directory } = place;
  const evolution = await requireEvolution(place, options.models);
  const upcast = new Upcast(options.models);
  const { engine, header, rejected } = await loadNewest(options, ports, place, upcast);
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
  if (header !== undefined) await restoreKeys(dedup, place, header, upcast, options);
  let toDeclared: UpcastEvents | undefined;
  const recovered = await recover(place, {
    encoding: options.encoding,
    hashChain: options.hashChain,
    schema: schemaOf(options.models),
    from: header,
    onSegment: (segment) => (toDeclared = upcast.events(versionsIn(segment))),
    onEvent: ports.replay((written) => {
      const event = toDeclared === undefined ? written : toDeclared(written);
      engine.applyEvent(event);
      dedup.apply(event);
    }),
    onProgress: options.onReplayProgress,
  });
  engine.withStateMut((state) => state.rebuildUniques(upcast.touched));
  requireFit(engine, evolution.raised);
  await removeUnfinished(place);
  for (const { file, reason } of rejected) {
    const aside = await setAside(place, file);
    options.onSnapshotRejected?.(file, reason, aside);
  }
  return { engine, dedup, recovered, from: header, evolution: reportOf(engine, evolution, upcast) };
}
