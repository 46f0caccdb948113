import { statSync } from 'node:fs';

import { eventually } from './eventually';
import type { LithairWorld } from './lithair-world';
import type { Call } from './load-driver';
import { logPath } from './raftlog-reader';

const PATIENCE_MS = 20_000;
/** Of a load that ends when the scenario says so. */
const LOAD_MS = 170_000;

export interface Crash {
  clients: number;
  nextCall: () => Call;
  /** How many more acknowledgements before the blow. */
  afterAcknowledged: number;
  signal: NodeJS.Signals;
}

/**
 * Strikes the server with a signal while clients are writing, and ends the load with the
 * process.
 */
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
  if (!server.isRunning) throw new Error(`the server ended by itself: ${server.log.text}`);
  server.signal(crash.signal);
  world.lastExit = await server.exited;
  await load;
}

/**
 * When a lot is struck: as the file starts to grow, once the bytes are there, or at its answer.
 */
export const BLOWS = ['growing', 'written', 'answered'] as const;
export type Blow = (typeof BLOWS)[number];

/** A lot of ours is larger than this for each article. */
const ARTICLE_BYTES_MIN = 200;

/**
 * Kills the server under one lot; unless it was answered, nobody knows whether the lot was
 * taken.
 */
export async function killDuringLot(world: LithairWorld, size: number, blow: Blow): Promise<void> {
  const path = logPath(world.dataDir);
  const before = statSync(path).size;
  const target = blow === 'growing' ? before + 1 : before + size * ARTICLE_BYTES_MIN;
  let isAnswered = false;
  const answered = (): void => {
    isAnswered = true;
  };
  const lot = world.lots.createOne(size).then(answered, answered);
  const isDue = (): boolean => isAnswered || (blow !== 'answered' && statSync(path).size >= target);
  await eventually(isDue, { withinMs: PATIENCE_MS, everyMs: 0, what: 'the lot reaches the file' });
  await world.kill();
  await lot;
}
