import { eventually } from './eventually';
import { jsonOf } from './http-client';
import type { LithairWorld } from './lithair-world';
import { type LogReading, readRaftlog } from './raftlog-reader';

const SETTLED_MS = 20_000;

/** What the server says of its writes. */
interface Writes {
  /** Last event of its state. */
  seq: number;
  /** Events that are not in the file yet, or not on stable storage where that is awaited. */
  queue: { events: number };
}

/**
 * Reads the log once nothing is being written any more: below `disk` the bytes follow the
 * acknowledgement, and a load that stopped on time leaves requests that the server still finishes.
 * Settled: two answers of the server in a row have nothing on its way, and the same last event.
 */
export async function settledLog(world: LithairWorld): Promise<LogReading> {
  const server = world.servers.at(-1);
  if (server?.isRunning === true && server.origin !== '') {
    let before = -1;
    await eventually(
      async () => {
        const { seq, queue } = jsonOf(await world.http.send('GET', '/status')) as unknown as Writes;
        const isSettled = queue.events === 0 && seq === before;
        before = seq;
        return isSettled;
      },
      { withinMs: SETTLED_MS, what: 'the server has written all that it took' },
    );
  }
  return readRaftlog(world.dataDir);
}
