import type { LithairServer } from './lithair-server';
import type { LithairWorld } from './lithair-world';
import type { Loser, RivalRound } from './rival-round';
import { sendAndAcknowledge } from './send-and-acknowledge';

const WRITES = 5;

/**
 * Launches servers together, lets the winner write, and kills it: the next round starts on a
 * directory whose holder is dead since an instant.
 */
export async function rivalRound(world: LithairWorld, amount: number): Promise<RivalRound> {
  const launched = Array.from({ length: amount }, () => world.launch());
  const outcomes = await Promise.all(launched.map(outcomeOf));
  const losers = outcomes.filter((outcome) => outcome !== 'ready');
  const winners = launched.filter((_, index) => outcomes[index] === 'ready');
  const [winner] = winners;
  // Two would write over each other, and the round is lost already.
  if (winner !== undefined && winners.length === 1) await writeSome(world, winner);
  await Promise.all(winners.map((each) => each.kill()));
  return { winners: winners.map(({ pid }) => pid), losers };
}

async function outcomeOf(server: LithairServer): Promise<Loser | 'ready'> {
  const isReady = await server.ready.then(
    () => true,
    () => false,
  );
  if (isReady) return 'ready';
  const { code } = await server.exited;
  const { text } = server.log;
  const namedPid = Number(/"pid":(\d+)/.exec(text)?.[1] ?? Number.NaN);
  return { code, namedPid, afterMs: performance.now() - server.startedAt, text };
}

/** The winner is the server of the scenario from now on. */
async function writeSome(world: LithairWorld, winner: LithairServer): Promise<void> {
  world.servers.splice(world.servers.indexOf(winner), 1);
  world.servers.push(winner);
  world.http.reconnect();
  for (let i = 0; i < WRITES; i += 1) await sendAndAcknowledge(world, world.traffic.createWithId());
}
