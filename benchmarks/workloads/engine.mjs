// @ts-check
import { fileURLToPath } from 'node:url';
import { runNode } from '../processes.mjs';
import { verify } from './verify.mjs';

const ARTICLES = 100_000;
const DIRECT = fileURLToPath(new URL('../engine/direct.mjs', import.meta.url));

/**
 * 100,000 creates persisted in process, without HTTP, in a fresh process each.
 * @type {import('./session.mjs').Session}
 */
export const engine = {
  workloads: ['engine'],
  contenders: ['engine-lithair', 'engine-lithair-lots', 'engine-lmdb', 'engine-sqlite'],
  async run({ contender, dir, record }) {
    const argv = [...contender.argv(dir), String(ARTICLES)];
    const { code, stdout } = await runNode([DIRECT, ...argv], 60_000);
    if (code !== 0) throw new Error(`${contender.name} ended with ${code}`);
    const { elapsedMs, stored, cpuMicros } = JSON.parse(stdout);
    if (stored !== ARTICLES) throw new Error(`${contender.name} stored ${stored} of ${ARTICLES}`);
    if (contender.isLithair) await verify(dir, ARTICLES);
    record('engine', {
      value: (ARTICLES * 1000) / elapsedMs,
      serverMicros: cpuMicros / ARTICLES,
      facts: { elapsedMs },
    });
  },
};
