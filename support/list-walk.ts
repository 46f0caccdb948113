import { expect } from 'chai';

import { type HttpClient, jsonOf } from './http-client';
import type { Fields } from './log-replay';

export interface ListWalk {
  ids: string[];
  /** One line for each page whose body and Link header disagree. */
  disagreements: string[];
}

/** Follows the cursor from the first page to the last; `onPage` may act between two pages. */
export async function walkList(
  http: HttpClient,
  limit: number,
  onPage: (items: Fields[]) => Promise<void> = async () => undefined,
): Promise<ListWalk> {
  const walk: ListWalk = { ids: [], disagreements: [] };
  let cursor: string | null = null;
  do {
    const query: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const answer = await http.send('GET', `/api/articles?limit=${limit}${query}`);
    expect(answer.status, `page de la liste: ${answer.text.slice(0, 200)}`).to.equal(200);
    const page = jsonOf(answer) as unknown as { items: Fields[]; next: string | null };
    expect(page.items.length, 'fiches dans une page').to.be.at.most(limit);
    walk.ids.push(...page.items.map(({ id }) => String(id)));
    cursor = page.next;
    const link = String(answer.headers['link'] ?? '');
    const announcesNext = /rel="next"/.test(link) && link.includes('cursor=');
    if (announcesNext !== (cursor !== null))
      walk.disagreements.push(`next ${cursor}, Link « ${link} »`);
    await onPage(page.items);
  } while (cursor !== null);
  return walk;
}
