// @ts-check
// Through the product's public API only, as a user would.
import { pathToFileURL } from 'node:url';
import { LITHAIR_INDEX } from '../contenders.mjs';

const PER_LOT = 1_000;
// Enough that the writer always has a next batch, well below the bound of its queue.
const LOTS_AHEAD = 8;

/**
 * Lithair at the level `disk`. Every promise is kept: resolved means synced.
 * @param {string} dir
 * @param {string} [mode] `lots`: a transaction for 1,000; otherwise one event a transaction
 */
export async function open(dir, mode) {
  const { lithair, REFERENCE_MODELS } = await import(pathToFileURL(LITHAIR_INDEX).href);
  const app = await lithair({ models: REFERENCE_MODELS, directory: dir, durability: 'disk' });

  /** @param {object[]} values @returns {Promise<unknown>} */
  function createAll(values) {
    const commands = values.map((value) => ({ kind: 'create', model: 'articles', value }));
    if (mode === 'lots') return app.executeAll(commands);
    return Promise.all(commands.map((command) => app.execute(command)));
  }

  return {
    /** @param {object[]} articles */
    async store(articles) {
      /** @type {Promise<unknown>[]} */
      const waiting = [];
      for (let i = 0; i < articles.length; i += PER_LOT) {
        if (waiting.length >= LOTS_AHEAD) await waiting.shift();
        waiting.push(createAll(articles.slice(i, i + PER_LOT)));
      }
      await Promise.all(waiting);
    },
    /** @returns {number} */
    count: () => app.withState((/** @type {any} */ state) => state.records('articles').size),
    /** @returns {Promise<void>} */
    close: () => app.close(),
  };
}
