import { eventually } from '../eventually';
import { HttpClient } from '../http-client';
import type { Exit, LithairServer } from '../lithair-server';
import type { SeededRandom } from '../seeded-random';
import type { Witness } from '../witness';
import { blowClock, drawBlow } from './blow';
import type { MixedClient, MixedLoad } from './mixed-client';
import { drawMix } from './write-mix';

const BLOW_MS = 20_000;

/** A server that is about to be struck, and those who write to it. */
export interface StruckLoad extends Pick<MixedLoad, 'ledger' | 'latencies' | 'onAcknowledged'> {
  server: LithairServer;
  clients: readonly MixedClient[];
  signal: 'SIGKILL' | 'SIGTERM';
  random: SeededRandom;
  witness: Witness;
}

export interface Struck {
  exit: Exit;
  /** From the signal to the end of the process. */
  endedAfterMs: number;
}

/**
 * Lets clients write a drawn mix until a drawn instant, sends the signal, and waits for the end of
 * the process. The clients go on until their connections are lost.
 */
export async function strikeMixedLoad(load: StruckLoad): Promise<Struck> {
  const { server, clients, ledger, latencies, random, witness } = load;
  const origin = (): string => server.origin;
  const http = new HttpClient({ origin, witness, connections: clients.length });
  let acknowledged = 0;
  let struckAt: number | undefined;
  const directory = server.options.dataDir;
  const isDue = blowClock(drawBlow(random), { directory, acknowledged: () => acknowledged });
  const strikeIfDue = (): boolean => {
    // Once: a second signal would end a server that is draining.
    if (struckAt === undefined && isDue()) {
      struckAt = performance.now();
      server.signal(load.signal);
    }
    return struckAt !== undefined || !server.isRunning;
  };
  const onAcknowledged = (): void => {
    acknowledged += 1;
    load.onAcknowledged();
    strikeIfDue();
  };
  const isOver = (): boolean => !server.isRunning;
  const mixed = { http, ledger, mix: drawMix(random), latencies, isOver, onAcknowledged };
  const writing = Promise.all(clients.map((client) => client.write(mixed)));
  const due = eventually(strikeIfDue, { withinMs: BLOW_MS, everyMs: 1, what: 'the drawn instant' });
  // Clients that end before the blow met an answer that they did not expect: they reject.
  await Promise.race([due, writing]);
  await due;
  const exit = await server.exited;
  const endedAfterMs = performance.now() - (struckAt ?? Number.NaN);
  await writing;
  http.close();
  return { exit, endedAfterMs };
}
