import { setTimeout as pause } from 'node:timers/promises';

import { eventually } from './eventually';
import { HttpClient } from './http-client';
import type { LithairWorld } from './lithair-world';
import type { Call } from './load-driver';
import { need } from './need';
import { problemCode } from './problem';
import type { LoopDisk } from './real-disks';
import type { DiskFailure } from './disk-failure';

const PATIENCE_MS = 20_000;
/** Of a load that ends when the scenario says so. */
const LOAD_MS = 170_000;
/** A disk of a few megabytes is full long before, however slow it is. */
const FULL_WITHIN_MS = 60_000;
const QUIET_MS = 30;

/** The same calls, and who is told of each answer. */
function overheard(call: Call, onAnswer: (status: number, body: string) => void): Call {
  return {
    ...call,
    answered: (status, body) => {
      call.answered?.(status, body);
      onAnswer(status, body);
    },
  };
}

/** Writes until so many requests were refused for want of room. */
export async function writeUntilFull(
  world: LithairWorld,
  { clients, refusals, nextCall }: { clients: number; refusals: number; nextCall: () => Call },
): Promise<void> {
  let refused = 0;
  let end = (): void => undefined;
  const until = new Promise<void>((resolve) => (end = resolve));
  const counted = (): Call =>
    overheard(nextCall(), (status) => {
      if (status === 507) refused += 1;
      if (refused >= refusals) end();
    });
  const durationMs = FULL_WITHIN_MS;
  await world.runLoad({ connections: clients, durationMs, nextCall: counted, until });
}

/** Writes until the server ends by itself. */
export async function writeUntilItEnds(world: LithairWorld, clients: number): Promise<DiskFailure> {
  const { server } = world;
  let toldAt = Number.NaN;
  const nextCall = (): Call =>
    overheard(world.traffic.createWithId(), (status) => {
      if (status === 503 && Number.isNaN(toldAt)) toldAt = performance.now();
    });
  const until = server.exited;
  const ended = until.then(() => performance.now());
  const durationMs = LOAD_MS;
  const load = await world.runLoad({ connections: clients, durationMs, nextCall, until });
  const codes = load.refusals.map(({ status, body }) => `${status} ${problemCode(body)}`);
  return { refusals: [...new Set(codes)].sort(), endedAfterMs: (await ended) - toldAt };
}

/**
 * Cuts the power of the server's disk under load: the process is stopped where it is, and what the
 * disk was told until then becomes another disk. What the file system still had in memory is lost.
 */
export async function cutPower(
  world: LithairWorld,
  disk: LoopDisk,
  { clients, afterAcknowledged }: { clients: number; afterAcknowledged: number },
): Promise<LoopDisk> {
  const { server, ledger, disks } = world;
  const target = ledger.acknowledgedCount + afterAcknowledged;
  const nextCall = () => world.traffic.createWithId();
  const until = server.exited;
  const load = world.runLoad({ connections: clients, durationMs: LOAD_MS, nextCall, until });
  await eventually(() => ledger.acknowledgedCount >= target, {
    withinMs: PATIENCE_MS,
    everyMs: 1,
    what: `${afterAcknowledged} acknowledgements`,
  });
  server.signal('SIGSTOP');
  await untilQuiet(() => disks.activity(disk));
  const survivor = disks.copyLoop(disk, `disque-${world.servers.length}`);
  await world.kill();
  await load;
  disks.unmount(disk.mountPoint);
  disks.detach(disk.device);
  return survivor;
}

/** A call of the system that was on its way when the process was stopped still ends. */
async function untilQuiet(activity: () => string): Promise<void> {
  let before = '';
  while (before !== activity()) {
    before = activity();
    await pause(QUIET_MS);
  }
}

/** Creates articles until one is taken. */
export async function untilWritable(world: LithairWorld, withinMs: number): Promise<void> {
  const origin = (): string => world.server.origin;
  const http = new HttpClient({ origin, witness: world.witness, connections: 1 });
  const isTaken = async (): Promise<boolean> => {
    const { method, path, body, answered } = world.traffic.createWithId();
    const answer = await http.send(method, path, { body });
    need(answered, 'who hears the answer')(answer.status, answer.text);
    return answer.status === 201;
  };
  await eventually(isTaken, { withinMs, everyMs: 50, what: 'a write is taken' }).finally(() =>
    http.close(),
  );
}
