import { resolveSettings, type ResolvedSettings } from './config/resolve-settings';
import type { Settings } from './config/settings';
import type { LoggedEvent } from './engine/event';
import { TableBackend } from './engine/table-backend';
import { nodeEnvironment } from './environment/node-environment';
import type { LithairError } from './errors/lithair-error';
import { assertModels } from './model/assert-models';
import type { Model } from './model/model';
import { assertViews } from './model/assert-views';
import type { EventDefinition } from './model/define-event';
import type { ViewDefinition } from './model/view';
import { announceAcknowledged } from './runtime/announce-acknowledged';
import { openRuntime } from './runtime/open-runtime';
import type { Ports } from './runtime/ports';
import { nodeDisk } from './storage/disk/node-disk';
import type { CompactionReport } from './storage/compaction/compact';
import type { SnapshotHeader } from './storage/snapshot/snapshot-format';
import { Lithair, type NodeOptions } from './lithair';

export { Lithair, type ExecuteOptions, type NodeOptions, type SubscribeOptions } from './lithair';

export interface LithairOptions extends Partial<Settings>, NodeOptions {
  readonly models: readonly Model[];
  /** Event types of the application's own: see `defineEvent`. */
  readonly events?: readonly EventDefinition[];
  /** See `defineView`. */
  readonly views?: readonly ViewDefinition[];
  /**
   * Every setting, already decided: it stands in for all the single ones. A program reads no
   * variable unless it says so: `settings: resolveSettings({ environment: process.env })`.
   */
  readonly settings?: ResolvedSettings;
  /** Replaces ports of the product: see `Ports`. */
  readonly ports?: Partial<Ports>;
  /** The disk failed: nothing is acknowledged any more, and the process should end. */
  readonly onFailure?: (error: LithairError) => void;
  /** There is no room on the disk: reads go on, writes are refused until `onWritable`. */
  readonly onReadOnly?: (reason: LithairError) => void;
  /** There is room again. */
  readonly onWritable?: () => void;
  /** Called after each acknowledged event, in their order. Left out, it costs nothing. */
  readonly onAcknowledged?: (event: LoggedEvent) => void;
  /** A cache is not there, or could not be written: nothing is lost, a start takes longer. */
  readonly onCacheMiss?: (file: string, reason: string) => void;
  /** Bytes of the log replayed so far, and in all. */
  readonly onReplayProgress?: (done: number, total: number) => void;
  /** A snapshot was taken, or could not be. */
  readonly onSnapshot?: (result: SnapshotHeader | Error) => void;
  /** Parts of the log were put away or deleted, or could not be: see the setting `compaction`. */
  readonly onCompaction?: (result: CompactionReport | Error) => void;
  /** A snapshot was not whole at the start: it was set aside, and an older one or the log used. */
  readonly onSnapshotRejected?: (file: string, reason: string, aside: string) => void;
  /** The wall clock jumped ahead by more than a day, so many milliseconds: it is not followed. */
  readonly onClockHold?: (aheadMs: number) => void;
}

/**
 * Opens a data directory and puts the API of its models before it: the composition root, the one
 * place where the layers meet.
 *
 * @throws {LithairError} `directory_locked`, `data_corrupt`, `not_a_data_directory`,
 * `unsupported_format`, `unknown_event_type`, `disk_failed`, `disk_full`,
 * `invalid_configuration`, `invalid_model`, `schema_changed`, `migration_failed`,
 * `invalid_event`, `invalid_view`, `view_failed`,
 * `view_not_rebuildable`.
 * @example
 * const app = await lithair({ models: [Article], directory: './data' });
 * await app.listen(3000);
 */
export async function lithair(options: LithairOptions): Promise<Lithair> {
  const { models, events = [], views = [] } = options;
  assertModels(models);
  assertViews({ models, events, views });
  const resolved = options.settings ?? resolveSettings({ options });
  const environment = options.ports?.environment ?? nodeEnvironment();
  const ports: Ports = {
    disk: nodeDisk,
    environment,
    log: (log) => log,
    replay: (apply) => apply,
    feed: (tell) => tell,
    backend: () => new TableBackend(Math.floor(environment.random() * 0x7fffffff)),
    ...options.ports,
  };
  const runtime = await openRuntime(
    {
      ...resolved.settings,
      ...{ models, events, views },
      onFailure: options.onFailure ?? ignore,
      onReadOnly: options.onReadOnly ?? ignore,
      onWritable: options.onWritable ?? ignore,
      onCacheMiss: options.onCacheMiss,
      onReplayProgress: options.onReplayProgress,
      onSnapshot: options.onSnapshot,
      onSnapshotRejected: options.onSnapshotRejected,
      onCompaction: options.onCompaction,
      onClockHold: options.onClockHold,
    },
    { ...ports, log: announced(ports.log, options) },
  );
  return new Lithair(runtime, resolved, options);
}

function announced(
  log: Ports['log'],
  { onAcknowledged, onFault = ignore }: LithairOptions,
): Ports['log'] {
  if (onAcknowledged === undefined) return log;
  return (inner) => announceAcknowledged(log(inner), { onAcknowledged, onFault });
}

const ignore = (): void => undefined;
