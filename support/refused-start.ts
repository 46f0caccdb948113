import type { LithairServer } from './lithair-server';
import type { LithairWorld } from './lithair-world';

/** Launches a server that is expected to refuse, and waits until it has refused or is ready. */
export async function launchRefused(world: LithairWorld, server: LithairServer): Promise<void> {
  world.witness.announceErrorLines();
  world.refused = server;
  await Promise.race([server.exited, server.ready.catch(() => undefined)]);
}
