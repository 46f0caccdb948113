import { cpSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { expect } from 'chai';

import { HttpClient, jsonOf } from './http-client';
import type { LithairWorld } from './lithair-world';
import { isSnapshot } from './snapshot-reader';

/** What a start restored the state from, as the node says it. */
export interface Restored {
  /** Event of the snapshot that was loaded; 0 for none. */
  snapshotSeq: number;
  /** Events replayed behind it. */
  events: number;
  ms: number;
  /** From the launch of the process to the line that says « ready ». */
  readyMs: number;
  /** The whole list of articles, as bytes. */
  list: string;
}

/**
 * Starts a server on a copy of the data directory of which only the snapshot `keep` is left
 * (`undefined`: none), reads what it serves, and stops it.
 */
export async function restartFrom(
  world: LithairWorld,
  keep: string | undefined,
  env: Record<string, string> = {},
): Promise<Restored> {
  const copy = join(world.scratch, `depart-${world.servers.length}`);
  cpSync(world.dataDir, copy, { recursive: true });
  for (const name of readdirSync(copy))
    if (isSnapshot(name) && name !== keep) rmSync(join(copy, name));
  // It takes no snapshot itself: the next start would have that one.
  const server = world.launch({
    ...world.settings,
    dataDir: copy,
    env: { ...world.settings.env, LT_SNAPSHOT_EVERY: '0', ...env },
  });
  await server.ready;
  const origin = (): string => server.origin;
  const http = new HttpClient({ origin, witness: world.witness, connections: 1 });
  const restored = await restoredBy(http, server.readyAfterMs).finally(() => http.close());
  expect((await server.stop()).code, 'code de l’arrêt propre').to.equal(0);
  return restored;
}

export async function restoredBy(http: HttpClient, readyMs: number): Promise<Restored> {
  const status = jsonOf(await http.send('GET', '/status'));
  const { snapshot_seq, events, ms } = status['recovery'] as Record<string, number>;
  const { status: code, text: list } = await http.send('GET', '/api/articles?limit=all');
  expect(code, 'statut de la liste').to.equal(200);
  return { snapshotSeq: snapshot_seq ?? NaN, events: events ?? NaN, ms: ms ?? NaN, readyMs, list };
}
