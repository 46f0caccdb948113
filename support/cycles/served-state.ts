import { isDeepStrictEqual } from 'node:util';

import { expect } from 'chai';

import { type HttpClient, jsonOf } from '../http-client';
import type { Fields } from '../log-replay';

/** INV-4 for some identifiers: the API serves, by count and one by one, what the replay says. */
export async function expectServedAsReplayed(
  http: HttpClient,
  ids: Iterable<string>,
  replayed: { seq: number; articles: ReadonlyMap<string, Fields> },
): Promise<void> {
  const status = jsonOf(await http.send('GET', '/status'));
  expect(status['seq'], 'INV-4: dernière séquence selon /status').to.equal(replayed.seq);
  const { count } = jsonOf(await http.send('GET', '/api/articles/count'));
  expect(count, 'INV-4: articles vivants selon /count').to.equal(replayed.articles.size);
  await Promise.all([...ids].map((id) => expectOne(http, id, replayed.articles.get(id))));
}

async function expectOne(http: HttpClient, id: string, record: Fields | undefined): Promise<void> {
  const answer = await http.send('GET', `/api/articles/${id}`);
  const isSame =
    record === undefined
      ? answer.status === 404
      : answer.status === 200 && isDeepStrictEqual(jsonOf(answer), record);
  if (isSame) return;
  const shown = `${answer.status} ${answer.text.slice(0, 200)}`;
  const meant = (JSON.stringify(record) ?? '404').slice(0, 200);
  expect(isSame, `INV-4: ${id} servi ${shown} au lieu de ${meant}`).to.equal(true);
}
