// @ts-check
import Database from 'better-sqlite3';

/**
 * Opens the articles table, in creation order and unique by id, in WAL mode.
 * @param {string} file
 * @param {string} synchronous NORMAL (a power cut may lose the last commits) or FULL
 */
export function openArticlesTable(file, synchronous) {
  const db = new Database(file);
  db.pragma('journal_mode = WAL');
  db.pragma(`synchronous = ${synchronous}`);
  db.exec(`CREATE TABLE articles (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    content TEXT NOT NULL,
    author TEXT,
    published INTEGER NOT NULL
  )`);
  const statement = db.prepare(
    'INSERT INTO articles (id, title, content, author, published) VALUES (?, ?, ?, ?, ?)',
  );
  /** @param {string} id @param {import('../articles.mjs').Article} a */
  function insert(id, a) {
    statement.run(id, a.title, a.content, a.author, a.published ? 1 : 0);
  }
  return { db, insert };
}
