import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { expect } from 'chai';

import { article } from './articles';
import type { LithairWorld } from './lithair-world';
import { type LogHeader, logPath, readRaftlog, segmentNames } from './raftlog-reader';
import type { TwoEncodings } from './encoding-pair';

const LOT = 10_000;

/** Creates the same articles in a log of lines, then in one of frames. */
export async function writeBoth(world: LithairWorld, articles: number): Promise<TwoEncodings> {
  const lines = await write(world, articles, { name: 'lignes', binary: '0' });
  const frames = await write(world, articles, { name: 'trames', binary: '1' });
  return { lines, frames };
}

async function write(
  world: LithairWorld,
  articles: number,
  { name, binary }: { name: string; binary: string },
): Promise<string> {
  world.useDirectory(name);
  world.http.reconnect();
  const server = await world.start({ env: { LT_ENABLE_BINARY: binary, LT_SNAPSHOT_EVERY: '0' } });
  for (let from = 0; from < articles; from += LOT) {
    const numbers = Array.from({ length: Math.min(LOT, articles - from) }, (_, n) => from + n);
    const body = numbers.map((n) => ({ id: String(n), ...article(n) }));
    const answer = await world.http.send('POST', '/api/articles/bulk', { body });
    expect(answer.status, `lot: ${answer.text.slice(0, 200)}`).to.equal(201);
  }
  expect((await server.stop()).code, 'code de l’arrêt propre').to.equal(0);
  return world.dataDir;
}

export const logBytes = (directory: string): number =>
  segmentNames(directory).reduce((sum, name) => sum + statSync(join(directory, name)).size, 0);

/** The records of a log in their order, as text. */
export function payloadsOf(directory: string): string[] {
  const { events, damage } = readRaftlog(directory);
  expect(damage, `dommage trouvé dans ${logPath(directory)}`).to.equal(undefined);
  return events.map(({ payload }) => JSON.stringify(payload));
}

/** How each segment of a log is written, oldest first. */
export function encodingsOf(directory: string): string[] {
  return segmentNames(directory).map((name) => {
    const [line = ''] = readFileSync(join(directory, name), 'latin1').split('\n', 1);
    return (JSON.parse(line.slice(line.indexOf('{'))) as LogHeader).encoding ?? 'json';
  });
}
