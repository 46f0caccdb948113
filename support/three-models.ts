import { expect } from 'chai';

import { article, comment, user } from './articles';
import type { HttpClient } from './http-client';
import { writeRecord } from './write-record';

const MODELS = ['articles', 'users', 'comments'];

/**
 * Creates records of the three models, then changes or deletes every third; gives what is
 * served.
 */
export async function writeThreeModels(
  http: HttpClient,
  amounts: { articles: number; users: number; comments: number },
): Promise<string> {
  for (let n = 0; n < amounts.articles; n += 1) {
    await writeRecord(http, 'POST', '/api/articles', { id: `a${n}`, ...article(n) });
  }
  for (let n = 0; n < amounts.users; n += 1) {
    await writeRecord(http, 'POST', '/api/users', { id: `u${n}`, ...user(n) });
  }
  for (let n = 0; n < amounts.comments; n += 1) {
    await writeRecord(http, 'POST', '/api/comments', { id: `c${n}`, ...comment(n, `a${n}`) });
  }
  for (let n = 0; n < amounts.articles; n += 3) {
    await writeRecord(http, 'PATCH', `/api/articles/a${n}`, { tags: ['revu'], published: true });
    await writeRecord(http, 'PUT', `/api/users/u${n}`, {
      ...user(n),
      name: `Lectrice ${n}, renommée`,
    });
    await writeRecord(http, 'DELETE', `/api/comments/c${n}`);
  }
  return readThreeModels(http);
}

/** Everything that the three lists serve, with the ETag of each record. */
export async function readThreeModels(http: HttpClient): Promise<string> {
  const served: string[] = [];
  for (const model of MODELS) {
    const list = await http.send('GET', `/api/${model}?limit=all`);
    expect(list.status, `liste de ${model}`).to.equal(200);
    served.push(list.text);
    const { items } = JSON.parse(list.text) as { items: Array<{ id: string }> };
    for (const { id } of items) {
      const one = await http.send('GET', `/api/${model}/${id}`);
      served.push(`${id} ${one.status} ${one.headers.etag ?? ''}`);
    }
  }
  return served.join('\n');
}
