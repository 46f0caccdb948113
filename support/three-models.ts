import { expect } from 'chai';

import { article, comment, user } from './articles';
import type { HttpClient } from './http-client';

const MODELS = ['articles', 'users', 'comments'];

async function write(
  http: HttpClient,
  method: string,
  path: string,
  body?: unknown,
): Promise<void> {
  const answer = await http.send(method, path, { body });
  expect(answer.status, `${method} ${path}: ${answer.text}`).to.be.below(300);
}

/**
 * Creates records of the three models, then changes or deletes every third; gives what is
 * served.
 */
export async function writeThreeModels(
  http: HttpClient,
  amounts: { articles: number; users: number; comments: number },
): Promise<string> {
  for (let n = 0; n < amounts.articles; n += 1) {
    await write(http, 'POST', '/api/articles', { id: `a${n}`, ...article(n) });
  }
  for (let n = 0; n < amounts.users; n += 1) {
    await write(http, 'POST', '/api/users', { id: `u${n}`, ...user(n) });
  }
  for (let n = 0; n < amounts.comments; n += 1) {
    await write(http, 'POST', '/api/comments', { id: `c${n}`, ...comment(n, `a${n}`) });
  }
  for (let n = 0; n < amounts.articles; n += 3) {
    await write(http, 'PATCH', `/api/articles/a${n}`, { tags: ['revu'], published: true });
    await write(http, 'PUT', `/api/users/u${n}`, { ...user(n), name: `Lectrice ${n}, renommée` });
    await write(http, 'DELETE', `/api/comments/c${n}`);
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
