// @ts-check
import { join } from 'node:path';
import { drive } from '../load/drive.mjs';
import { MIXED } from '../load/requests.mjs';
import { memory } from '../proc.mjs';
import { checkCount, sampleOf, withServer } from './session.mjs';
import { verify } from './verify.mjs';

const EVENTS = MIXED.creates + MIXED.updates + MIXED.deletes;
const ALIVE = MIXED.creates - MIXED.deletes;

/**
 * 100,000 creates, 10,000 updates and 5,000 deletes in lots of 1,000; then starts on that log.
 * @type {import('./session.mjs').Session}
 */
export const mixedLots = {
  workloads: ['mixed-lots', 'restart'],
  contenders: ['lithair-disk'],
  async run({ contender, dir, plan, wants, record }) {
    const data = join(dir, 'data');
    await withServer(contender, data, async (server) => {
      const connections = 5;
      const requests = EVENTS / 1_000;
      const load = { url: server.url, serverPid: server.pid, connections };
      const outcome = await drive({ ...load, kind: 'mixed-lots', extent: { requests } });
      await checkCount(server, ALIVE);
      if (wants('mixed-lots')) record('mixed-lots', sampleOf(outcome));
    });
    await verify(data, EVENTS);
    for (let i = 0; wants('restart') && i < plan.restarts; i += 1) {
      const empty = join(dir, `empty-${i}`);
      const emptyStartMs = await withServer(contender, empty, async ({ readyMs }) => readyMs);
      await withServer(contender, data, async (server) => {
        await checkCount(server, ALIVE);
        const replayMs = server.readyMs - emptyStartMs;
        const facts = { emptyStartMs, replayedPerSecond: (EVENTS * 1000) / replayMs };
        record('restart', { value: server.readyMs, facts });
      });
    }
  },
};

/**
 * The same 115,000 changes, one a request, 100 connections.
 * @type {import('./session.mjs').Session}
 */
export const mixedSingle = {
  workloads: ['mixed-single'],
  contenders: ['lithair-disk'],
  async run({ contender, dir, record }) {
    await withServer(contender, dir, async (server) => {
      const load = { url: server.url, serverPid: server.pid, connections: 100 };
      const extent = { requests: EVENTS };
      const outcome = await drive({ ...load, kind: 'mixed-single', extent });
      await checkCount(server, ALIVE);
      const sample = sampleOf(outcome);
      record('mixed-single', { ...sample, facts: { ...sample.facts, ...memory(server.pid) } });
    });
    await verify(dir, EVENTS);
  },
};
