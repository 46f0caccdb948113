import { expect } from 'chai';

import { jsonOf } from './http-client';
import { naiveQuery } from './naive-query';
import { type QueryWalk, walkQuery } from './query-walk';
import type { Shop } from './shop';

const idsOf = (products: readonly { id: string }[]): string[] => products.map(({ id }) => id);

/** The pages of a query gave what a naive reading of the products gives. */
export function expectNaive({ query, items, totals }: QueryWalk, shop: Shop): void {
  const expected = naiveQuery(query, shop.products.values());
  expect(idsOf(items), `produits de ${query}`).to.deep.equal(idsOf(expected));
  expect([...totals], `total de ${query}`).to.deep.equal([expected.length]);
}

/** A stream of all of it, and its count, agree with its pages. */
export async function expectSameAtOnce({ query, items }: QueryWalk, shop: Shop): Promise<void> {
  const params = new URLSearchParams(query);
  params.set('limit', 'all');
  const { items: streamed, total } = await shop.page(params.toString());
  expect(streamed, `flux de ${query}`).to.deep.equal(items);
  expect(total, `total du flux de ${query}`).to.equal(items.length);
  params.delete('limit');
  params.delete('sort');
  const count = jsonOf(await shop.count(params.toString()));
  expect(count, `nombre de ${query}`).to.deep.equal({ count: items.length });
}

/** Whatever is created, changed or deleted between two pages, the others are seen once. */
export async function expectStableWalk(query: string, shop: Shop): Promise<void> {
  const before = [...shop.products.values()];
  const { items } = await walkQuery(shop, query, async () => {
    await shop.create(3);
    await shop.change(3);
    await shop.remove(3);
  });
  const stayed = before.filter((product) => shop.products.get(product.id) === product);
  const ids = new Set(idsOf(stayed));
  const expected = idsOf(naiveQuery(query, stayed));
  expect(expected.length, 'produits qui n’ont pas changé').to.be.above(50);
  const seen = idsOf(items).filter((id) => ids.has(id));
  expect(seen, `produits de ${query}`).to.deep.equal(expected);
}
