// @ts-check
// Hono and better-sqlite3 in WAL mode: what most people would take instead of Lithair.
// Usage: hono-sqlite.mjs DIR NORMAL|FULL. Prepared statements; one transaction a bulk.
import { join } from 'node:path';
import { endOnSigterm } from './announce.mjs';
import { articleId } from './article-id.mjs';
import { serveStore } from './hono-app.mjs';
import { openArticlesTable } from './sqlite-table.mjs';

const [dir, synchronous] = process.argv.slice(2);
const { db, insert } = openArticlesTable(join(dir, 'articles.db'), synchronous);

const COLUMNS = 'id, title, content, author, published';
const byId = db.prepare(`SELECT ${COLUMNS} FROM articles WHERE id = ?`);
const everything = db.prepare(`SELECT ${COLUMNS} FROM articles ORDER BY seq`);
const count = db.prepare('SELECT count(*) FROM articles').pluck();

/** @param {any} body */
function create(body) {
  const id = articleId();
  insert(id, body);
  return { id, ...body };
}

/** SQLite has no boolean. @param {any} row */
function toRecord(row) {
  row.published = row.published === 1;
  return row;
}

serveStore({
  create,
  createAll: db.transaction((/** @type {any[]} */ list) => list.map((body) => create(body).id)),
  get: (id) => {
    const row = byId.get(id);
    return row === undefined ? undefined : toRecord(row);
  },
  count: () => count.get(),
  all: () => everything.all().map(toRecord),
});
endOnSigterm(() => db.close());
