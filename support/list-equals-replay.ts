import { isDeepStrictEqual } from 'node:util';

import { expect } from 'chai';

import type { HttpClient } from './http-client';
import { type Fields, replay } from './log-replay';
import type { LogEvent } from './raftlog-reader';

/** Where the API serves the records that a type of event names. */
export const PATHS: Readonly<Record<string, string>> = {
  Article: 'articles',
  User: 'users',
  Comment: 'comments',
};

/** INV-4: what each list serves is the suite's own replay of the log, in creation order. */
export async function expectListEqualsReplay(http: HttpClient, events: LogEvent[]): Promise<void> {
  for (const [model, records] of replay(events)) {
    const path = `/api/${PATHS[model] ?? model}?limit=all`;
    const answer = await http.send('GET', path);
    expect(answer.status, `GET ${path}`).to.equal(200);
    const { items, total } = JSON.parse(answer.text) as { items: Fields[]; total: number };
    expect(total, `total annoncé par ${path}`).to.equal(records.size);
    expect(items.length, `fiches servies par ${path}`).to.equal(records.size);
    const replayed = [...records.values()];
    const differing = items.findIndex((item, index) => !isDeepStrictEqual(item, replayed[index]));
    const shown =
      differing < 0
        ? ''
        : `${JSON.stringify(items[differing])} au lieu de ${JSON.stringify(replayed[differing])}`;
    expect(differing, `INV-4: première fiche différente du rejeu: ${shown}`).to.equal(-1);
  }
}
