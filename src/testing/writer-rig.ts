import type { Environment } from '../environment/environment';
import type { LithairError } from '../errors/lithair-error';
import { AsyncWriter } from '../storage/log/async-writer';
import type { FileStorage } from '../storage/log/file-storage';
import type { WriterOptions } from '../storage/log/writer-options';
import type { MemoryDisk } from './memory-disk';
import { eventOf, openStorage, recoverSample } from './sample-log';
import { testEnvironment } from './test-environment';

/** A writer on a disk, and what its owner was told. */
export interface Rig {
  readonly writer: AsyncWriter;
  readonly storage: FileStorage;
  readonly failures: LithairError[];
  /** `read-only` and `writable`, as its owner was told. */
  readonly turns: string[];
  append(seq: number): Promise<void>;
}

export async function rig(
  disk: MemoryDisk,
  options: Partial<WriterOptions> = {},
  environment: Environment = testEnvironment(),
): Promise<Rig> {
  const recovered = await recoverSample(disk);
  const failures: LithairError[] = [];
  const turns: string[] = [];
  const storage = await openStorage(disk, recovered, {
    onHeadFailure: (error) => writer.poison(error),
  });
  const writer: AsyncWriter = new AsyncWriter(storage, environment, {
    durability: 'disk',
    groupCommit: true,
    batchEventsMax: 1000,
    flushIntervalMs: 10,
    queueEventsMax: 100,
    queueBytesMax: 1_000_000,
    queueAgeMaxMs: 2000,
    diskFreeMinBytes: 0,
    onFailure: (error) => failures.push(error),
    onReadOnly: () => turns.push('read-only'),
    onWritable: () => turns.push('writable'),
    ...options,
  });
  const append = (seq: number): Promise<void> =>
    new Promise((resolve, reject) => {
      writer.append([eventOf(seq)], (error) => (error === undefined ? resolve() : reject(error)));
    });
  disk.trace.length = 0;
  return { writer, storage, failures, turns, append };
}
