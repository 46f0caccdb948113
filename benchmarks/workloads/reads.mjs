// @ts-check
import { lot } from '../articles.mjs';
import { json } from '../http.mjs';
import { drive } from '../load/drive.mjs';
import { sampleOf, withServer } from './session.mjs';

const ARTICLES = 50_000;
const LOT_SIZE = 1_000;

/**
 * Reads never touch the log nor the disk level, so one Lithair and one SQLite stand for all.
 * @type {import('./session.mjs').Session}
 */
export const reads = {
  workloads: ['get', 'count', 'list'],
  contenders: ['bare', 'hono-map', 'sqlite-normal', 'lithair-disk'],
  run: ({ contender, dir, plan, wants, record }) =>
    withServer(contender, dir, async (server) => {
      const ids = await seed(server.url);
      const common = { url: server.url, serverPid: server.pid };
      const { warmup } = plan;
      if (wants('get')) {
        const extent = { seconds: plan.getSeconds };
        const load = { ...common, kind: /** @type {const} */ ('get'), connections: 100 };
        record('get', sampleOf(await drive({ ...load, ids, warmup, extent })));
      }
      if (wants('count')) {
        const extent = { seconds: plan.countSeconds };
        const load = { ...common, kind: /** @type {const} */ ('count'), connections: 100 };
        record('count', sampleOf(await drive({ ...load, warmup, extent })));
      }
      if (wants('list')) {
        await checkList(server.url);
        const extent = { seconds: plan.listSeconds };
        const load = { ...common, kind: /** @type {const} */ ('list'), connections: 4 };
        record('list', sampleOf(await drive({ ...load, warmup: { requests: 4 }, extent })));
      }
    }),
};

/** @param {string} url @returns {Promise<string[]>} the identifiers, as the server made them */
async function seed(url) {
  const ids = [];
  for (let first = 0; first < ARTICLES; first += LOT_SIZE) {
    const body = lot(first, LOT_SIZE);
    const answer = await json(`${url}/api/articles/bulk`, { method: 'POST', body });
    ids.push(...answer.ids);
  }
  return ids;
}

/** Every contender must really send the whole list. @param {string} url */
async function checkList(url) {
  const { items, total } = await json(`${url}/api/articles?limit=all`);
  if (items.length !== ARTICLES || total !== ARTICLES) {
    throw new Error(`the list holds ${items.length} of ${ARTICLES} articles (total: ${total})`);
  }
}
