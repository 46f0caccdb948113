import type { Upcast, UpcastText } from '../engine/schema/upcast';
import { StateEngine } from '../engine/state-engine';
import { LithairError } from '../errors/lithair-error';
import type { Model } from '../model/model';
import type { Disk } from '../storage/disk/disk';
import { readFirstHeader } from '../storage/log/segment-sequence';
import { activeHeader } from '../storage/recovery/data-directory';
import { loadSnapshot, type LoadedSnapshot } from '../storage/snapshot/load-snapshot';
import type { SnapshotSink } from '../storage/snapshot/read-snapshot';
import type { SnapshotHeader } from '../storage/snapshot/snapshot-format';
import { historySince, keepsHistoryOf, keepsHistoryOfModel } from './kept-history';
import { missingViews } from './kept-views';
import type { Ports } from './ports';
import type { RuntimeOptions } from './runtime-options';
import type { ReadPlace } from './schema/find-evolution';
import { versionsOfSnapshot } from './schema/snapshot-versions';

/** The state that the newest snapshot has which is whole, and has the past that is declared. */
export async function loadNewest(
  options: LoadOptions,
  { backend }: { readonly backend?: Ports['backend'] | undefined },
  { disk, directory }: ReadPlace,
  upcast: Upcast,
): Promise<Omit<LoadedSnapshot, 'unwanted'> & { readonly engine: StateEngine }> {
  const { models } = options;
  let engine = new StateEngine(models, backend, options);
  const begin = (): SnapshotSink => {
    engine = new StateEngine(models, backend, options);
    return sinkOf(engine, upcast);
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
      state.resumeHistories((model) => historySince(header, model));
    });
  }
  return { engine, header, rejected };
}

/** What a state is made of. */
export type LoadOptions = Pick<RuntimeOptions, 'models' | 'onCacheMiss'> &
  Partial<Pick<RuntimeOptions, 'events' | 'views'>>;

/** Records of earlier versions are brought to the declared ones; their past cannot be. */
function sinkOf(engine: StateEngine, upcast: Upcast): SnapshotSink {
  const texts = new Map<string, UpcastText | undefined>();
  const unkept = new Set<string>();
  return engine.withStateMut((state): SnapshotSink => ({
    onHeader: (header) => {
      const versionOf = versionsOfSnapshot(header);
      for (const model of state.models) {
        texts.set(model.name, upcast.texts(model.name, versionOf(model.name)));
        if (!keepsHistoryOfModel(header, model)) unkept.add(model.name);
      }
    },
    onRecord: (model, entry) => {
      const { id, version, createdSeq, json: payload } = entry;
      const json = texts.get(model)?.({ aggregateId: id, seq: version, payload }) ?? payload;
      state.restore(model, { id, version, createdSeq, json });
    },
    onPast: (model, entry) => {
      if (!unkept.has(model)) state.restorePast(model, entry);
    },
    onView: (view, entry) => state.restoreView(view, entry),
  }));
}

/** Nothing of the log was deleted: it can tell the past from its first event on. */
export async function isWholeLog(disk: Disk, directory: string): Promise<boolean> {
  const first = await readFirstHeader(disk, directory);
  return typeof first !== 'string' && first.base_seq === 0;
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
  { models, views = [] }: LoadOptions,
  { disk, directory }: ReadPlace,
): Promise<Needs | undefined> {
  const hasHistory = models.some(({ history }) => history.size > 0);
  if (!hasHistory && views.length === 0) return undefined;
  const isWhole = await isWholeLog(disk, directory);
  const lacking = new Set<string>();
  const isMet = (header: SnapshotHeader): boolean => {
    const missing = missingViews(header, views);
    for (const view of missing) lacking.add(view);
    const isAsTold = keepsHistoryOf(header, models) && hasViewsOf(header, models, views);
    return missing.length === 0 && (!isWhole || isAsTold);
  };
  return { isWholeLog: isWhole, isMet, lacking };
}

function notRebuildable(directory: string, views: ReadonlySet<string>): LithairError {
  const message =
    `${directory}: ${[...views].join(', ')}: declared differently than before, and the beginning ` +
    'of the log, which a view is made of, was deleted. Declare it as it was, or bring the log back';
  return new LithairError('view_not_rebuildable', message);
}

/** A view of a snapshot was made of what records were when it was written. */
const hasViewsOf = (
  header: SnapshotHeader,
  models: readonly Model[],
  views: RuntimeOptions['views'],
): boolean =>
  views.length === 0 ||
  models.every(({ name, version }) => (versionsOfSnapshot(header)(name) ?? version) === version);
