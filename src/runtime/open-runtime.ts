import { StateEngine } from '../engine/state-engine';
import type { Model } from '../model/model';
import { AsyncWriter, type WriterOptions } from '../storage/async-writer';
import { contentOf } from '../storage/data-directory';
import type { DirectoryLock } from '../storage/disk';
import { FileStorage } from '../storage/file-storage';
import { recover } from '../storage/recovery';
import { HybridClock } from './hybrid-clock';
import type { Ports } from './ports';
import { Runtime } from './runtime';
import { Writer } from './writer';

export interface RuntimeOptions extends WriterOptions {
  readonly directory: string;
  readonly models: readonly Model[];
  /** Bytes of the log replayed so far, and in all. */
  readonly onReplayProgress?: ((done: number, total: number) => void) | undefined;
}

/**
 * Locks a data directory, replays its log and opens it for writing.
 * @throws {LithairError} `directory_locked`, `data_corrupt`, `not_a_data_directory`,
 * `unsupported_format`, `unknown_event_type`, `disk_failed`.
 */
export async function openRuntime(options: RuntimeOptions, ports: Ports): Promise<Runtime> {
  // Judged before the lock file is made: a directory that is not ours stays untouched.
  await contentOf(ports.disk, options.directory);
  await ports.disk.makeDirectory(options.directory);
  const lock = await ports.disk.lock(options.directory);
  try {
    return await openLocked(options, ports, lock);
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function openLocked(
  options: RuntimeOptions,
  ports: Ports,
  lock: DirectoryLock,
): Promise<Runtime> {
  const { disk, environment } = ports;
  const { directory, durability } = options;
  const engine = new StateEngine(options.models, ports.backend);
  const recovered = await recover(disk, environment, directory, {
    onEvent: ports.replay((event) => engine.applyEvent(event)),
    onProgress: options.onReplayProgress,
  });
  let poison: (error: unknown) => void = () => undefined;
  const storage = await FileStorage.open(disk, directory, recovered, (error) => poison(error));
  const asyncWriter = new AsyncWriter(storage, environment, options);
  poison = (error) => asyncWriter.poison(error);
  const log = ports.log(asyncWriter);
  const writer = new Writer(
    engine,
    log,
    new HybridClock(environment, recovered.end.timestamp),
    recovered.end.seq,
  );
  return new Runtime({
    engine,
    environment,
    durability,
    recovered,
    writer,
    log,
    unlock: () => lock.release(),
  });
}
