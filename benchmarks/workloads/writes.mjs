// @ts-check
import { CONTENDERS } from '../contenders.mjs';
import { drive } from '../load/drive.mjs';
import { acknowledgedRecords, checkCount, sampleOf, withServer } from './session.mjs';

const everyone = CONTENDERS.map(({ id }) => id);

/** One article a request, 100 connections. @type {import('./session.mjs').Session} */
export const post = {
  workloads: ['post'],
  contenders: everyone,
  run: ({ contender, dir, plan, record }) =>
    withServer(contender, dir, async (server) => {
      const outcome = await drive({
        url: server.url,
        serverPid: server.pid,
        kind: 'post',
        connections: 100,
        warmup: plan.warmup,
        extent: { seconds: plan.postSeconds },
      });
      await checkCount(server, acknowledgedRecords(outcome));
      record('post', sampleOf(outcome));
    }),
};

/** 100,000 articles, 1,000 a request, 4 connections. @type {import('./session.mjs').Session} */
export const bulk = {
  workloads: ['bulk'],
  contenders: everyone,
  run: ({ contender, dir, record }) =>
    withServer(contender, dir, async (server) => {
      const outcome = await drive({
        url: server.url,
        serverPid: server.pid,
        kind: 'bulk',
        connections: 4,
        warmup: { requests: 20 },
        extent: { requests: 100 },
      });
      await checkCount(server, acknowledgedRecords(outcome));
      record('bulk', sampleOf(outcome));
    }),
};
