import { expect } from 'chai';

import type { LithairWorld } from './lithair-world';
import { replay, type Fields } from './log-replay';
import { readRaftlog } from './raftlog-reader';

export const stockApp = (name: string): string => `support/apps/stock/${name}.cjs`;

/** What one product of any version is in a later one: the oracle's own, not the application's. */
const BROUGHT: Record<number, (product: Fields) => Fields> = {
  1: (product) => product,
  2: ({ cents, ...others }) =>
    cents === undefined ? others : { ...others, price: Number(cents) / 100 },
  3: (product) => {
    const { letters = String(product['name']).length, ...others } = BROUGHT[2]?.(product) ?? {};
    return { ...others, letters };
  },
};

/** Every product that the log says is alive, brought to a version, is what is served. */
export async function expectStock(world: LithairWorld, version: number): Promise<number> {
  const { events, damage } = readRaftlog(world.dataDir);
  expect(damage, 'dommage trouvé par le lecteur indépendant').to.equal(undefined);
  const products = [...(replay(events).get('Product')?.values() ?? [])];
  const answer = await world.http.send('GET', '/api/products?limit=all');
  const { items } = JSON.parse(answer.text) as { items: Fields[] };
  const expected = products.map((product) => BROUGHT[version]?.(product));
  expect(items, 'fiches du stock, à la version déclarée').to.deep.equal(expected);
  return items.length;
}

/** Writes a lot of products as a client of a version does: creations, changes and deletions. */
export async function writeStock(
  world: LithairWorld,
  { version, products }: { version: number; products: number },
): Promise<void> {
  const send = async (method: string, path: string, body?: Fields): Promise<void> => {
    const answer = await world.http.send(method, path, { body });
    expect(answer.status, `${method} ${path}: ${answer.text}`).to.be.below(300);
  };
  for (let index = 0; index < products; index += 1) {
    const id = `v${version}-${index}`;
    const first: Fields = { id, name: `Vis ${index}`, cents: 100 + index };
    const product = BROUGHT[version]?.(first);
    await send('POST', '/api/products', product);
    if (index % 3 === 1) await send('PUT', `/api/products/${id}`, { ...product, name: 'Écrou' });
    if (index % 5 === 2) await send('DELETE', `/api/products/${id}`);
  }
}
