import { renameSync } from 'node:fs';
import { join } from 'node:path';

import { expect } from 'chai';

import { article } from './articles';
import { frenchFigure, frenchMs } from './french-figures';
import { HttpClient } from './http-client';
import type { LithairWorld } from './lithair-world';
import { recordFigures } from './record-figures';
import { restoredBy, type Restored } from './restarts';
import { NEWEST_SNAPSHOT } from './snapshot-reader';
import type { RestartGain, StartTime } from './restart-times';

const BULK = '/api/articles/bulk';

/** Creates articles, then revises all of them by lots until the log has so many events. */
export async function reviseUntil(
  world: LithairWorld,
  articles: number,
  events: number,
): Promise<void> {
  const numbers = Array.from({ length: articles }, (_, n) => n);
  const send = async (body: unknown): Promise<void> => {
    world.answer = await world.http.send('POST', BULK, { body });
    expect(world.answer.status, `lot: ${world.answer.text.slice(0, 200)}`).to.equal(201);
  };
  await send(numbers.map((n) => ({ id: String(n), ...article(n) })));
  for (let seq = articles; seq < events; seq += articles) {
    const content = `Révision ${seq / articles}`;
    await send({ update: numbers.map((n) => ({ id: String(n), content })) });
  }
}

/** Starts on the directory with and without its snapshot, in turns. */
export async function compareRestarts(
  world: LithairWorld,
  { restores, replays }: { restores: number; replays: number },
): Promise<RestartGain> {
  const newest = join(world.dataDir, NEWEST_SNAPSHOT);
  const aside = join(world.scratch, 'instantane-de-cote');
  const starts = { replayed: [], checkedAfter: [], checkedBefore: [] } as Record<
    'replayed' | 'checkedAfter' | 'checkedBefore',
    Restored[]
  >;
  for (let turn = 0; turn < Math.max(restores, replays); turn += 1) {
    if (turn < replays) {
      renameSync(newest, aside);
      starts.replayed.push(await startOnce(world, 'start'));
      renameSync(aside, newest);
    }
    if (turn < restores) {
      starts.checkedAfter.push(await startOnce(world, 'background'));
      starts.checkedBefore.push(await startOnce(world, 'start'));
    }
  }
  for (const { snapshotSeq } of starts.replayed) expect(snapshotSeq, 'instantané').to.equal(0);
  for (const { events } of [...starts.checkedAfter, ...starts.checkedBefore])
    expect(events, 'événements rejoués derrière l’instantané').to.equal(0);
  const all = Object.values(starts).flat();
  return {
    replayed: best(starts.replayed),
    checkedAfter: best(starts.checkedAfter),
    checkedBefore: best(starts.checkedBefore),
    lists: new Set(all.map(({ list }) => list)),
  };
}

async function startOnce(world: LithairWorld, checkLog: string): Promise<Restored> {
  const server = await world.start({ env: { LT_SNAPSHOT_EVERY: '0', LT_CHECK_LOG: checkLog } });
  const origin = (): string => server.origin;
  const http = new HttpClient({ origin, witness: world.witness, connections: 1 });
  const restored = await restoredBy(http, server.readyAfterMs).finally(() => http.close());
  await server.kill();
  return restored;
}

/** Both are deterministic work: what one took more than another is the machine's. */
function best(starts: readonly Restored[]): StartTime {
  const [{ ms = Number.NaN, readyMs = Number.NaN } = {}] = starts.toSorted((a, b) => a.ms - b.ms);
  // The node rounds: less than a millisecond is one.
  return { ms: Math.max(1, ms), readyMs };
}

export function recordRestarts(world: LithairWorld, gain: RestartGain): void {
  const { replayed, checkedAfter, checkedBefore } = gain;
  const row = ({ ms, readyMs }: StartTime): string => {
    const times = frenchFigure(replayed.ms / ms);
    return `${frenchMs(ms)} pour l’état (${times} fois moins), ${frenchMs(readyMs)} du lancement à la ligne « prêt »`;
  };
  recordFigures(world, {
    headline: `départ ${frenchFigure(replayed.ms / checkedAfter.ms)} fois plus rapide`,
    rows: [
      ['rejeu de tout le journal', row(replayed)],
      ['instantané, journal vérifié après', row(checkedAfter)],
      ['instantané, journal vérifié avant', row(checkedBefore)],
    ],
  });
}
