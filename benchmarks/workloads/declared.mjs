// @ts-check
import { drive } from '../load/drive.mjs';
import { acknowledgedRecords, checkCount, sampleOf, withServer } from './session.mjs';

/**
 * The same POST on a model that `defineModel` made and on one whose check is written by hand.
 * @type {import('./session.mjs').Session}
 */
export const declared = {
  workloads: ['declared'],
  contenders: ['lithair-hand', 'lithair-disk'],
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
      record('declared', sampleOf(outcome));
    }),
};
