import { statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { frenchFigure, frenchMs } from './french-figures';
import type { LithairWorld } from './lithair-world';
import type { LoadResult } from './load-driver';
import { mixedCalls } from './measured-loads';
import { recordFigures } from './record-figures';
import { NEWEST_SNAPSHOT } from './snapshot-reader';
import type { SnapshotWindows } from './window-loads';

const LOOK_MS = 20;

/**
 * Reads and writes without a pause, in windows that take turns: nobody takes a snapshot, then one
 * is taken after the other. What the machine does besides weighs on both alike.
 */
export async function snapshotWindows(
  world: LithairWorld,
  { clients, durationMs, pairs }: { clients: number; durationMs: number; pairs: number },
): Promise<SnapshotWindows> {
  const nextCall = mixedCalls(world, { reads: 1, writes: 1 });
  const load = (): Promise<LoadResult> =>
    world.runLoad({ connections: clients, durationMs, nextCall });
  // The first one compiles what takes it.
  await takeSnapshots(world).stop();
  const windows: SnapshotWindows = { without: [], during: [], taken: [] };
  for (let pair = 0; pair < pairs; pair += 1) {
    windows.without.push(await load());
    const snapshots = takeSnapshots(world);
    windows.during.push(await load());
    windows.taken.push(await snapshots.stop());
  }
  return windows;
}

/** Asks for a snapshot, and for the next as soon as there is one, until it is stopped. */
function takeSnapshots({ server, dataDir }: LithairWorld): { stop: () => Promise<number> } {
  const newest = (): number =>
    statSync(join(dataDir, NEWEST_SNAPSHOT), { throwIfNoEntry: false })?.ino ?? 0;
  let isOver = false;
  const run = async (): Promise<number> => {
    for (let taken = 0; ; taken += 1) {
      const before = newest();
      server.signal('SIGUSR2');
      while (newest() === before || newest() === 0) {
        if (isOver && taken > 0) return taken;
        await pause(LOOK_MS);
      }
      if (isOver) return taken + 1;
    }
  };
  const running = run();
  return {
    stop: () => {
      isOver = true;
      return running;
    },
  };
}

/** The middle of several p99: one window that the machine disturbed weighs nothing. */
export function medianP99(windows: readonly LoadResult[]): number {
  const p99s = windows.map(({ latencies }) => latencies.percentile(99)).sort((a, b) => a - b);
  return p99s[p99s.length >> 1] ?? Number.NaN;
}

/** Both in the report; the plot is that of the window in the middle, with snapshots. */
export function recordWindows(world: LithairWorld, windows: SnapshotWindows): void {
  const { without, during, taken } = windows;
  const calm = medianP99(without);
  const busy = medianP99(during);
  const list = (all: readonly LoadResult[]): string =>
    all.map(({ latencies }) => frenchMs(latencies.percentile(99))).join(', ');
  const middle = during.find(({ latencies }) => latencies.percentile(99) === busy);
  recordFigures(world, {
    headline: `p99 ${frenchFigure(busy / calm)} fois celui sans instantané`,
    rows: [
      ['p99 sans instantané, par fenêtre', list(without)],
      ['p99 pendant des instantanés, par fenêtre', list(during)],
      ['instantanés par fenêtre', taken.join(', ')],
    ],
    latencies: middle?.latencies,
    clientCpu: middle?.clientCpu ?? Number.NaN,
  });
}
