import { expect } from 'chai';

import { jsonOf } from './http-client';
import type { Product, Shop, ShopPage } from './shop';

/** What a client saw who followed a query from page to page. */
export interface QueryWalk {
  query: string;
  items: Product[];
  totals: Set<number>;
}

/** Follows the `Link` of each page, as a client does; `onPage` may act between two. */
export async function walkQuery(
  shop: Shop,
  query: string,
  onPage: (items: Product[]) => Promise<void> = async () => undefined,
): Promise<QueryWalk> {
  const walk: QueryWalk = { query, items: [], totals: new Set() };
  for (let asked: string | undefined = query; asked !== undefined;) {
    const answer = await shop.get(asked);
    expect(answer.status, `${asked}: ${answer.text.slice(0, 300)}`).to.equal(200);
    const page = jsonOf(answer) as unknown as ShopPage;
    walk.items.push(...page.items);
    walk.totals.add(page.total);
    asked = /^<\/api\/products\?([^>]+)>; rel="next"$/.exec(String(answer.headers['link']))?.[1];
    expect(asked !== undefined, `un Link quand il y a une suite (${query})`).to.equal(
      page.next !== null,
    );
    await onPage(page.items);
  }
  return walk;
}
