// @ts-check
import { join } from 'node:path';
import { openArticlesTable } from '../peers/sqlite-table.mjs';

const ROWS_PER_TRANSACTION = 1_000;

/** better-sqlite3: WAL, synchronous FULL, 1,000 rows a transaction. @param {string} dir */
export function open(dir) {
  const { db, insert } = openArticlesTable(join(dir, 'articles.db'), 'FULL');
  const insertAll = db.transaction((/** @type {any[]} */ rows) => {
    for (const row of rows) insert(row.id, row);
  });
  return {
    /** @param {any[]} articles */
    async store(articles) {
      for (let i = 0; i < articles.length; i += ROWS_PER_TRANSACTION) {
        insertAll(articles.slice(i, i + ROWS_PER_TRANSACTION));
      }
    },
    count: () => db.prepare('SELECT count(*) FROM articles').pluck().get(),
    close: () => db.close(),
  };
}
