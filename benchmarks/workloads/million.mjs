// @ts-check
import { lot } from '../articles.mjs';
import { json } from '../http.mjs';
import { drive } from '../load/drive.mjs';
import { sampleOf, withServer } from './session.mjs';

const ARTICLES = 1_000_000;
const LOT_SIZE = 5_000;
const PAGE = 100;
/** Pages that are asked for, apart from each other, so that no cache of one page helps. */
const PLACES = 50;
const TURNS = 3;

/**
 * A page of 100 from a million articles beside a read of one, taking turns on one server.
 * @type {import('./session.mjs').Session}
 */
export const million = {
  workloads: ['million-get', 'million-page'],
  contenders: ['lithair-disk'],
  once: true,
  run: ({ contender, dir, plan, record }) =>
    withServer(contender, dir, async (server) => {
      const { ids, paths } = await seed(server.url);
      const load = { url: server.url, serverPid: server.pid, connections: 50 };
      const { warmup } = plan;
      const extent = { seconds: plan.getSeconds };
      for (let turn = 0; turn < TURNS; turn += 1) {
        const get = sampleOf(await drive({ ...load, kind: 'get', ids, warmup, extent }));
        const page = sampleOf(await drive({ ...load, kind: 'page', ids: paths, warmup, extent }));
        record('million-get', get);
        const ofGet = page.value / get.value;
        const facts = { ...page.facts, ofGet, percentOfGet: 100 * ofGet };
        record('million-page', { ...page, facts });
      }
    }),
};

/** @param {string} url */
async function seed(url) {
  /** @type {string[]} */
  const ids = [];
  for (let first = 0; first < ARTICLES; first += LOT_SIZE) {
    const body = lot(first, LOT_SIZE);
    const answer = await json(`${url}/api/articles/bulk`, { method: 'POST', body });
    ids.push(answer.ids[0]);
  }
  return { ids, paths: await cursors(url) };
}

/** Cursors of pages all over the list. @param {string} url */
async function cursors(url) {
  const paths = [`?limit=${PAGE}`];
  let cursor = '';
  while (paths.length < PLACES) {
    const { next } = await json(`${url}/api/articles?limit=1000${cursor}`, {});
    cursor = `&cursor=${encodeURIComponent(next)}`;
    paths.push(`?limit=${PAGE}${cursor}`);
  }
  return paths;
}
