import type { LoggedEvent } from '../engine/event';
import type { Disk } from '../storage/disk/disk';
import { ENCODINGS, type EncodingName } from '../storage/log/encoding';
import { FileStorage, type StorageOptions, type StoragePlace } from '../storage/log/file-storage';
import { formOf, type LogSchema, type SegmentForm } from '../storage/log/segment-header';
import { recover, type Recovered } from '../storage/recovery/recovery';
import { testEnvironment } from './test-environment';

export const DATA = '/data';
export const LOG = '/data/events.raftlog';
export const HEAD = '/data/events.raftlog.head';

/** Every form of a log, and its name for whoever reads a failure. */
export const FORMS = ENCODINGS.flatMap((encoding) =>
  [false, true].map((hashChain) => {
    const form: SegmentForm = { encoding, hashChain };
    return { form, formName: `${encoding}${hashChain ? ', chained' : ''}` };
  }),
);

/** The form of a log when nobody asks for another. */
export const PLAIN: SegmentForm = { encoding: 'json', hashChain: false };

/**
 * An event of a record, as the reference server would log it. Some have a key, and some say what
 * they changed, as an update would: the log takes no notice of types.
 */
export function eventOf(seq: number, txLeft = 0): LoggedEvent {
  const id = `a${seq}`;
  return {
    seq,
    type: 'ArticleCreated',
    eventId: `article:${id}:create:${seq}`,
    aggregateId: id,
    timestamp: 1_767_225_600_000_000 + seq,
    txLeft,
    request: seq % 5 === 0 ? { key: `key-${seq}`, fingerprint: 'f'.repeat(32) } : undefined,
    changed: seq % 4 === 0 ? ['title', 'content'] : undefined,
    payload: JSON.stringify({
      id,
      title: `Été n° ${seq}`,
      content: 'été, "guillemets" et \\ 日本',
    }),
  };
}

/** The same as a replay gives it: without its identifier, and without what it changed. */
export const replayedEventOf = (seq: number): LoggedEvent => {
  return { ...eventOf(seq), eventId: '', changed: undefined };
};

/** Recovers the directory of the tests; `onEvent` sees what is replayed. */
export const recoverSample = (
  disk: Disk,
  onEvent: (event: LoggedEvent) => void = () => undefined,
  encoding: EncodingName = 'json',
  seed = 1,
  hashChain = false,
  schema?: LogSchema,
): Promise<Recovered> => recover(placeOn(disk, seed), { encoding, hashChain, schema, onEvent });

/** Opens what recovery found, as the product does. */
export const openStorage = (
  disk: Disk,
  recovered: Recovered,
  options: Partial<StorageOptions> = {},
): Promise<FileStorage> =>
  FileStorage.open(placeOn(disk), recovered, {
    ...formOf(recovered.header),
    segmentBytes: 64 * 1024 * 1024,
    onHeadFailure: (error) => {
      throw error;
    },
    ...options,
  });

const placeOn = (disk: Disk, seed = 1): StoragePlace => {
  return { disk, environment: testEnvironment(seed), directory: DATA };
};

/**
 * Writes a log of `count` events in batches of `perBatch`, synced, and closed when `close` says so.
 */
export async function writeLog(
  disk: Disk,
  count: number,
  options: {
    readonly perBatch: number;
    readonly close: boolean;
    readonly encoding?: EncodingName;
    readonly hashChain?: boolean;
    readonly segmentBytes?: number;
    /** Of a log that is made. */
    readonly schema?: LogSchema;
    /** Another one makes another log. */
    readonly seed?: number;
    /** Of every event; its own when left out. */
    readonly payload?: string;
  },
): Promise<void> {
  const { perBatch, close, encoding, segmentBytes, seed, hashChain, schema } = options;
  const recovered = await recoverSample(disk, undefined, encoding, seed, hashChain, schema);
  const storage = await openStorage(disk, recovered, segmentBytes ? { segmentBytes } : {});
  for (let first = recovered.end.seq + 1; first <= count; first += perBatch) {
    const batch = storage.newBatch();
    const last = Math.min(count, first + perBatch - 1);
    for (let seq = first; seq <= last; seq += 1) {
      const event = eventOf(seq);
      batch.add([{ ...event, payload: options.payload ?? event.payload }], () => undefined);
    }
    await storage.append(batch);
    await storage.sync();
  }
  if (close) await storage.close();
}
