// @ts-check
import { CONTENDERS } from '../contenders.mjs';
import { drive } from '../load/drive.mjs';
import { acknowledgedRecords, checkCount, sampleOf, withServer } from './session.mjs';

const everyone = CONTENDERS.map(({ id }) => id);

/** One article a request, 100 connections. */
export const post = postBy('post', everyone);

/** The same on a model that `defineModel` made, and on one whose check is written by hand. */
export const declared = postBy('declared', ['lithair-hand', 'lithair-disk']);

/**
 * @param {string} workload
 * @param {string[]} contenders
 * @returns {import('./session.mjs').Session}
 */
function postBy(workload, contenders) {
  return {
    workloads: [workload],
    contenders,
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
        record(workload, sampleOf(outcome));
      }),
  };
}

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
