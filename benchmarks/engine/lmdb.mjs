// @ts-check
import { join } from 'node:path';
import { open as openLmdb } from 'lmdb';

/** lmdb: `put` for each, awaited, then `flushed`: synced to disk. @param {string} dir */
export function open(dir) {
  const db = openLmdb({ path: join(dir, 'articles.lmdb') });
  return {
    /** @param {{id: string}[]} articles */
    async store(articles) {
      let last;
      for (const one of articles) last = db.put(one.id, one);
      await last;
      await db.flushed;
    },
    count: () => db.getCount(),
    close: () => db.close(),
  };
}
