import { statSync } from 'node:fs';

import { eventually } from './eventually';
import type { LithairWorld } from './lithair-world';
import type { Call } from './load-driver';
import { logPath } from './raftlog-reader';

const PATIENCE_MS = 20_000;
const LOAD_MS = 60_000;

export interface Crash {
  clients: number;
  nextCall: () => Call;
  /** How many more acknowledgements before the blow. */
  afterAcknowledged: number;
  signal: NodeJS.Signals;
}

/** Strikes the server with a signal while clients are writing, and ends the load with the process. */
export async function strikeUnderLoad(world: LithairWorld, crash: Crash): Promise<void> {
  const { server, ledger } = world;
  const target = ledger.acknowledgedCount + crash.afterAcknowledged;
  const load = world.runLoad({
    connections: crash.clients,
    durationMs: LOAD_MS,
    nextCall: crash.nextCall,
    until: server.exited,
  });
  await eventually(() => ledger.acknowledgedCount >= target || !server.isRunning, {
    withinMs: PATIENCE_MS,
    everyMs: 1,
    what: `${crash.afterAcknowledged} acknowledgements before ${crash.signal}`,
  });
  server.signal(crash.signal);
  world.lastExit = await server.exited;
  await load;
}

/** Kills the server as soon as the file grows under one lot; the lot may or may not be acknowledged. */
export async function killDuringLot(world: LithairWorld, size: number): Promise<void> {
  const path = logPath(world.dataDir);
  const before = statSync(path).size;
  let isAnswered = false;
  const lot = world.lots.createOne(size).then(
    () => (isAnswered = true),
    () => (isAnswered = true),
  );
  await eventually(() => statSync(path).size > before || isAnswered, {
    withinMs: PATIENCE_MS,
    everyMs: 0,
    what: 'the lot reaches the file',
  });
  await world.kill();
  await lot;
}
