import { existsSync, statSync } from 'node:fs';

import { eventually } from './eventually';
import type { LithairWorld } from './lithair-world';
import { logPath, type LogReading, readRaftlog } from './raftlog-reader';

const SETTLED_MS = 10_000;
const size = (path: string): number => (existsSync(path) ? statSync(path).size : 0);

/**
 * Reads the log once nothing is being written any more: a load that stopped on time leaves
 * requests that the server still finishes. Settled: the size is the same before and after an
 * answer of the server.
 */
export async function settledLog(world: LithairWorld): Promise<LogReading> {
  const path = logPath(world.dataDir);
  const server = world.servers.at(-1);
  if (server?.isRunning === true && server.origin !== '') {
    await eventually(
      async () => {
        const before = size(path);
        await world.http.send('GET', '/health');
        await world.http.send('GET', '/health');
        return size(path) === before;
      },
      { withinMs: SETTLED_MS, what: 'the log stops growing' },
    );
  }
  return readRaftlog(world.dataDir);
}
