import type { LoggedEvent } from '../engine/event';
import { Batch } from '../storage/batch';
import { FileStorage } from '../storage/file-storage';
import { recover } from '../storage/recovery';
import type { MemoryDisk } from './memory-disk';
import { testEnvironment } from './test-environment';

export const DATA = '/data';
export const LOG = '/data/events.raftlog';
export const HEAD = '/data/events.raftlog.head';

/** An event of a record, as the reference server would log it. */
export function eventOf(seq: number, txLeft = 0): LoggedEvent {
  const id = `a${seq}`;
  return {
    seq,
    type: 'ArticleCreated',
    eventId: `article:${id}:create:${seq}`,
    aggregateId: id,
    timestamp: 1_767_225_600_000_000 + seq,
    txLeft,
    payload: JSON.stringify({
      id,
      title: `Été n° ${seq}`,
      content: 'été, "guillemets" et \\ 日本',
    }),
  };
}

/**
 * Writes a log of `count` events in batches of `perBatch`, synced, and closed when `close` says so.
 */
export async function writeLog(
  disk: MemoryDisk,
  count: number,
  { perBatch, close }: { readonly perBatch: number; readonly close: boolean },
): Promise<void> {
  const recovered = await recover(disk, testEnvironment(), DATA, { onEvent: () => undefined });
  const storage = await FileStorage.open(disk, DATA, recovered, (error) => {
    throw error;
  });
  for (let first = 1; first <= count; first += perBatch) {
    const batch = new Batch(64);
    const last = Math.min(count, first + perBatch - 1);
    for (let seq = first; seq <= last; seq += 1) batch.add([eventOf(seq)], () => undefined);
    await storage.append(batch);
    await storage.sync();
  }
  if (close) await storage.close();
}
