import type { LoggedEvent } from '../engine/event';
import { Upcast } from '../engine/schema/upcast';
import type { StateEngine } from '../engine/state-engine';
import { reasonOf } from '../errors/reason-of';
import { schemaOf } from '../model/schema/model-schema';
import { DigestWriter } from '../storage/compaction/digest-writer';
import { AsyncWriter } from '../storage/log/async-writer';
import type { EventLog } from '../storage/log/event-log';
import { refuseForeignDirectory } from '../storage/recovery/data-directory';
import type { Disk, DirectoryLock } from '../storage/disk/disk';
import { diskError } from '../storage/disk/system-error';
import { FileStorage, type StoragePlace } from '../storage/log/file-storage';
import type { LogPosition } from '../storage/log/log-position';
import type { Recovered } from '../storage/recovery/recovery';
import { BackgroundCheck } from './background-check';
import { compactAfterSnapshot } from './compactor';
import { Feed } from './feed/feed';
import { LogMarks } from './feed/log-marks';
import type { LogSource } from './feed/log-reader';
import { HybridClock } from './hybrid-clock';
import type { Ports } from './ports';
import { restore } from './restore';
import { Runtime, type RecoveryFacts } from './runtime';
import type { RuntimeOptions } from './runtime-options';
import { versionsIn } from './schema/recorded-schemas';
import { Snapshotter, type SnapshotOptions } from './snapshotter';
import { Writer } from './writer';

/**
 * Locks a data directory, replays its log and opens it for writing.
 * @throws {LithairError} `directory_locked`, `data_corrupt`, `not_a_data_directory`,
 * `unsupported_format`, `unknown_event_type`, `schema_changed`, `migration_failed`, `disk_failed`,
 * `disk_full`.
 */
export async function openRuntime(options: RuntimeOptions, ports: Ports): Promise<Runtime> {
  try {
    return await openDirectory(options, ports);
  } catch (error) {
    throw diskError(`opening ${options.directory}`, error);
  }
}

async function openDirectory(options: RuntimeOptions, ports: Ports): Promise<Runtime> {
  await refuseForeignDirectory(ports.disk, options.directory);
  await ports.disk.makeDirectory(options.directory);
  const lock = await ports.disk.lock(options.directory);
  try {
    return await openLocked(options, ports, lock);
  } catch (error) {
    // The reason why it cannot be opened, not what that did to the lock.
    await lock.release().catch(() => undefined);
    throw error;
  }
}

async function openLocked(
  options: RuntimeOptions,
  ports: Ports,
  lock: DirectoryLock,
): Promise<Runtime> {
  const { environment } = ports;
  const place = { disk: ports.disk, environment, directory: options.directory };
  const startedMs = environment.monotonicMs();
  const { engine, dedup, from, recovered, evolution } = await restore(options, ports, place);
  engine.withStateMut((state) => state.prepareQueries());
  const recovery = factsOf(from?.seq ?? 0, recovered, environment.monotonicMs() - startedMs);
  let poison: (error: unknown) => void = () => undefined;
  const digests = digestsOf(options, place);
  const storage = await FileStorage.open(place, recovered, {
    ...options,
    schema: schemaOf(options.models),
    onHeadFailure: (error) => poison(error),
    onSeal: () => digests.note(),
  });
  const asyncWriter = new AsyncWriter(storage, environment, options);
  poison = (error) => asyncWriter.poison(error);
  const log = ports.log(asyncWriter);
  const check = checkOf(options, ports.disk, from, poison);
  const snapshots = new Snapshotter(
    { engine, dedup },
    storage,
    log,
    place,
    { logId: recovered.header.log_id, lastSeq: recovery.snapshot_seq },
    withCompaction(options, async () => {
      // What was not checked since the start is left where it is.
      if (check?.isDone !== false) await compactAfterSnapshot(place, options, digests);
    }),
  );
  const clock = new HybridClock(environment, recovered.end.timestamp, options.onClockHold);
  const feed = feedOf(options, place, engine, log);
  const tell = ports.feed((events) => feed.tell(events));
  const writer = new Writer({
    ...{ engine, dedup, log, clock },
    lastSeq: recovered.end.seq,
    waitingMax: options.queueEventsMax,
    onCommit: (events) => {
      snapshots.noteCommit((events.at(-1) as LoggedEvent).seq);
      if (feed.isActive) tell(events);
    },
  });
  digests.note();
  return new Runtime({
    ...{ engine, dedup, environment, recovered, recovery, evolution, writer, clock, log },
    ...{ snapshots, check, digests, feed },
    durability: options.durability,
    unlock: () => lock.release(),
  });
}

function feedOf(
  options: RuntimeOptions,
  { disk, directory, environment }: StoragePlace,
  engine: StateEngine,
  log: EventLog,
): Feed {
  const committedSeq = (): number => engine.withState((state) => state.lastSeq);
  // Of its own: that of the start knows what the state was made of.
  const upcast = new Upcast(options.models);
  const translatorOf: LogSource['translatorOf'] = (segment) => upcast.events(versionsIn(segment));
  return new Feed({
    environment,
    options,
    log: { disk, directory, marks: new LogMarks(), committedSeq, translatorOf },
    hasten: () => log.hasten(),
  });
}

/** The check of what a snapshot covers, if that was left for after the start. */
function checkOf(
  { checkLog, directory }: RuntimeOptions,
  disk: Disk,
  from: LogPosition | undefined,
  onDamage: (error: unknown) => void,
): BackgroundCheck | undefined {
  if (from === undefined || checkLog === 'start') return undefined;
  return new BackgroundCheck(disk, directory, from, onDamage);
}

function digestsOf({ onCacheMiss }: RuntimeOptions, place: StoragePlace): DigestWriter {
  return new DigestWriter(place.disk, place.directory, (file, error) =>
    onCacheMiss?.(`${file}.sha256`, reasonOf(error)),
  );
}

function withCompaction(
  options: RuntimeOptions,
  afterSnapshot: () => Promise<void>,
): SnapshotOptions {
  // Compaction goes by the older of two.
  const keptAtLeast = options.compaction === 'off' ? 1 : 2;
  return {
    ...options,
    snapshotKeep: Math.max(options.snapshotKeep, keptAtLeast),
    afterSnapshot,
  };
}

function factsOf(snapshotSeq: number, { end }: Recovered, ms: number): RecoveryFacts {
  return { snapshot_seq: snapshotSeq, events: end.seq - snapshotSeq, ms: Math.round(ms) };
}
