// @ts-check
import { lot } from '../articles.mjs';
import { json } from '../http.mjs';
import { drive } from '../load/drive.mjs';
import { sampleOf, withServer } from './session.mjs';

const ARTICLES = 50_000;
const LOT_SIZE = 1_000;

/**
 * Whole lists of 50,000 without pause on two connections, and what a read of one article waits
 * meanwhile.
 * @type {import('./session.mjs').Session}
 */
export const fairness = {
  workloads: ['get-beside-lists'],
  contenders: ['bare', 'sqlite-normal', 'lithair-disk'],
  run: ({ contender, dir, plan, record }) =>
    withServer(contender, dir, async (server) => {
      const ids = [];
      for (let first = 0; first < ARTICLES; first += LOT_SIZE) {
        const body = lot(first, LOT_SIZE);
        const answer = await json(`${server.url}/api/articles/bulk`, { method: 'POST', body });
        ids.push(...answer.ids);
      }
      const load = { url: server.url, serverPid: server.pid };
      const extent = { seconds: plan.listSeconds };
      const few = { requests: 4 };
      const [lists, gets] = await Promise.all([
        drive({ ...load, kind: 'list', connections: 2, warmup: few, extent }),
        drive({ ...load, kind: 'get', connections: 4, ids, warmup: few, extent }),
      ]);
      // The processor time of the server is that of both.
      const sample = { ...sampleOf(gets), serverMicros: null };
      record('get-beside-lists', {
        ...sample,
        facts: { ...sample.facts, lists: sampleOf(lists).value },
      });
    }),
};
