import type { LithairWorld } from './lithair-world';
import { type Call, type LoadResult, runLoad } from './load-driver';
import { need } from './need';

const WARM_UP_CLIENTS = 20;
const HUNDRED = 100;

export const loadOf = (world: LithairWorld): LoadResult => need(world.load, 'a load');

/** Writes (and reads) until the runtime has compiled its hot paths: judged, but in no figure. */
export async function warmUp(world: LithairWorld, durationMs: number): Promise<void> {
  await runLoad({
    origin: world.server.origin,
    witness: world.witness,
    connections: WARM_UP_CLIENTS,
    durationMs,
    nextCall: mixedCalls(world, { reads: 1, writes: 1 }),
  });
}

/** Reads by identifier, spread over every article that the scenario created. */
export function readCalls(world: LithairWorld): () => Call {
  const numbers = world.ledger.aliveNumbers;
  const stride = 7919; // a prime: neighbours in time are not neighbours in memory
  let at = 0;
  return () => {
    at = (at + stride) % numbers.length;
    return world.traffic.read(numbers[at] ?? 0);
  };
}

/** Reads and writes in fixed proportions, evenly mixed: the same sequence in every run. */
export function mixedCalls(
  world: LithairWorld,
  { reads, writes }: { reads: number; writes: number },
): () => Call {
  const read = readCalls(world);
  const canRead = world.ledger.aliveNumbers.length > 0;
  const readShare = (HUNDRED * reads) / (reads + writes);
  let turn = 0;
  return () => {
    turn += readShare;
    if (turn < HUNDRED || !canRead) return world.traffic.createWithId();
    turn -= HUNDRED;
    return read();
  };
}
