// @ts-check
// Hono and a Map: what a quick prototype is, with nothing kept.
import { endOnSigterm } from './announce.mjs';
import { articleId } from './article-id.mjs';
import { serveStore } from './hono-app.mjs';

/** @type {Map<string, {id: string}>} */
const articles = new Map();

/** @param {any} body */
function create(body) {
  const record = { id: articleId(), ...body };
  articles.set(record.id, record);
  return record;
}

serveStore({
  create,
  createAll: (list) => list.map((body) => create(body).id),
  get: (id) => articles.get(id),
  count: () => articles.size,
  all: () => [...articles.values()],
});
endOnSigterm();
