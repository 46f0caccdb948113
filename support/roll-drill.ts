import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { eventually } from './eventually';
import type { LithairWorld } from './lithair-world';
import { sealedNames } from './sealed-watch';

const PATIENCE_MS = 20_000;
/** Of a load that ends when the scenario says so. */
const LOAD_MS = 170_000;
const NEXT_SEGMENT = 'events.raftlog.next';

/**
 * Kills the server under load when its log goes on in a new segment: as soon as that stands beside
 * the old one, or else once the old one has its last name.
 * @returns whether the process died between the two.
 */
export async function killAtRoll(world: LithairWorld, clients: number): Promise<boolean> {
  const { server, dataDir } = world;
  const next = join(dataDir, NEXT_SEGMENT);
  const sealed = sealedNames(dataDir).length;
  const nextCall = () => world.traffic.createWithId();
  const until = server.exited;
  const load = world.runLoad({ connections: clients, durationMs: LOAD_MS, nextCall, until });
  await eventually(() => existsSync(next) || sealedNames(dataDir).length > sealed, {
    withinMs: PATIENCE_MS,
    everyMs: 0,
    what: 'a new segment',
  });
  await world.kill();
  await load;
  return existsSync(next);
}
