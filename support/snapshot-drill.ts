import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { expect } from 'chai';

import { eventually } from './eventually';
import { jsonOf } from './http-client';
import type { LithairWorld } from './lithair-world';
import { snapshotNames, UNFINISHED_SNAPSHOT } from './snapshot-reader';

const PATIENCE_MS = 20_000;
/** Of a load that ends when the scenario says so. */
const LOAD_MS = 170_000;

/** Events of the snapshots of a directory, oldest first. A server may be renaming them. */
export function snapshotSeqs(directory: string): number[] {
  return snapshotNames(directory).flatMap((name) => {
    try {
      const [line = ''] = readFileSync(join(directory, name), 'latin1').split('\n', 1);
      return [Number(/"seq":(\d+)/.exec(line)?.[1])];
    } catch {
      return [];
    }
  });
}

/**
 * Waits for the snapshot of this event, or of a later one, and for the compaction that follows it.
 * Which of those that fall due under a load are taken depends on the disk: one that is not over
 * when the next is due stands for both.
 */
export async function untilSnapshot({ http }: LithairWorld, seq: number): Promise<void> {
  const isTaken = async (): Promise<boolean> => {
    const { snapshot } = jsonOf(await http.send('GET', '/status')) as { snapshot: { seq: number } };
    return snapshot.seq >= seq;
  };
  await eventually(isTaken, { withinMs: PATIENCE_MS, what: `a snapshot of event ${seq}` });
}

/**
 * Asks the server for a snapshot and waits for the one of this event, and for the end of what
 * follows it: it has its name before the oldest is removed.
 */
export async function askForSnapshot(world: LithairWorld, seq: number): Promise<void> {
  world.server.signal('SIGUSR2');
  await untilSnapshot(world, seq);
  expect(snapshotSeqs(world.dataDir).at(-1), 'événement du dernier instantané').to.equal(seq);
}

/**
 * Asks for a snapshot while clients write, and kills the server once so much of it is in its file.
 * @returns whether it was unfinished when the server died.
 */
export async function killDuringSnapshot(
  world: LithairWorld,
  { clients, share }: { clients: number; share: number },
): Promise<boolean> {
  const { server, dataDir } = world;
  const unfinished = join(dataDir, UNFINISHED_SNAPSHOT);
  const newest = join(dataDir, 'state.raftsnap');
  const size = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? -1;
  // About as large as the log: the records of a log of creations.
  const target = share * size(join(dataDir, 'events.raftlog')) * 0.5;
  const before = size(newest);
  const nextCall = () => world.traffic.createWithId();
  const load = world.runLoad({
    connections: clients,
    durationMs: LOAD_MS,
    nextCall,
    until: server.exited,
  });
  const acknowledged = world.ledger.acknowledgedCount + 50;
  await eventually(() => world.ledger.acknowledgedCount >= acknowledged, {
    withinMs: PATIENCE_MS,
    what: 'clients that write',
  });
  server.signal('SIGUSR2');
  await eventually(() => size(unfinished) > target || size(newest) !== before, {
    withinMs: PATIENCE_MS,
    everyMs: 0,
    what: 'the snapshot is being written',
  });
  await world.kill();
  await load;
  return existsSync(unfinished);
}
