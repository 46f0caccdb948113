import type { MemoryDisk } from './memory-disk';
import { LOG } from './sample-log';

/** One turn of the event loop. */
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Holds the first sync of the log after `start` until it is released. */
export async function holdSync(disk: MemoryDisk, start: () => void): Promise<() => void> {
  let release: (() => void) | undefined;
  disk.faults = (operation, file) =>
    operation === 'sync' && file === LOG
      ? new Promise((resolve) => (release = resolve))
      : undefined;
  start();
  while (release === undefined) await turn();
  disk.faults = () => undefined;
  return release;
}
