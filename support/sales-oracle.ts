import { expect } from 'chai';

import { jsonOf } from './http-client';
import type { LithairWorld } from './lithair-world';
import { type LogEvent, readRaftlog } from './raftlog-reader';
import { SeededRandom, suiteSeed } from './seeded-random';

const USERS = ['ada', 'bob', 'c/d é'];
const SHELVES = ['A', 'B'];
const PRODUCTS = 4;

/** Orders, comments and products, as drawn, some of them several at once. */
export async function sell({ http }: LithairWorld, amount: number): Promise<void> {
  const random = new SeededRandom(suiteSeed());
  const alive = new Set<string>();
  for (let n = 1; n <= amount; n += 1) {
    const userId = random.pick(USERS);
    const order = { orderId: `o${n}`, userId, total: random.integer(1, 400) / 4 };
    const id = `p${random.integer(1, PRODUCTS)}`;
    const product = { shelf: random.pick(SHELVES), stock: random.integer(0, 9) };
    const sent = [http.send('POST', '/api/events/OrderPlaced', { body: order })];
    if (random.chance(0.4))
      sent.push(http.send('POST', '/api/events/CommentAdded', { body: { userId, text: 'été' } }));
    if (!alive.has(id)) sent.push(http.send('POST', '/api/products', { body: { id, ...product } }));
    else if (random.chance(0.2)) sent.push(http.send('DELETE', `/api/products/${id}`));
    else sent.push(http.send('PUT', `/api/products/${id}`, { body: product }));
    const answers = await Promise.all(sent);
    for (const { status, text } of answers) expect(status, text).to.be.below(300);
    if (answers.at(-1)?.status === 204) alive.delete(id);
    else alive.add(id);
  }
}

interface Product {
  shelf: string;
  stock: number;
}

/** What each view holds by the log alone; `unit` of what users spend. */
function viewsOf(events: readonly LogEvent[], unit: number): Record<string, object> {
  const orders: Record<string, string[]> = {};
  const users: Record<string, { orders: number; spent: number; comments: number }> = {};
  const stock: Record<string, number> = {};
  const products = new Map<string, Product>();
  for (const { event_type: type, aggregate_id: id, payload } of events) {
    const userId = String(payload['userId']);
    if (type === 'OrderPlaced' || type === 'CommentAdded') {
      for (const key of [userId, 'all']) {
        const user = (users[key] ??= { orders: 0, spent: 0, comments: 0 });
        if (type === 'CommentAdded') user.comments += 1;
        else {
          user.orders += 1;
          user.spent += Number(payload['total']) * unit;
        }
      }
      if (type === 'OrderPlaced') (orders[userId] ??= []).push(String(payload['orderId']));
    } else {
      const before = products.get(id);
      if (before !== undefined) stock[before.shelf] = (stock[before.shelf] ?? 0) - before.stock;
      if (type === 'ProductDeleted') products.delete(id);
      else {
        const product = payload as unknown as Product;
        products.set(id, product);
        stock[product.shelf] = (stock[product.shelf] ?? 0) + product.stock;
      }
    }
  }
  return { orders_by_user: orders, user_analytics: users, stock_by_shelf: stock };
}

/** Every view that is served holds what the log tells, no more and no less. */
export async function expectViews({ http, dataDir }: LithairWorld, unit = 1): Promise<void> {
  const { events } = readRaftlog(dataDir);
  for (const [name, wanted] of Object.entries(viewsOf(events, unit))) {
    const answer = await http.send('GET', `/api/views/${name}?limit=1000`);
    const { items, total } = jsonOf(answer) as unknown as {
      items: Array<{ key: string; value: unknown }>;
      total: number;
    };
    const served = Object.fromEntries(items.map(({ key, value }) => [key, value]));
    expect(served, `INV-4: vue ${name}`).to.deep.equal(wanted);
    expect(total, `total de ${name}`).to.equal(Object.keys(wanted).length);
    const keys = items.map(({ key }) => key);
    expect(keys, `ordre de ${name}`).to.deep.equal([...keys].sort());
  }
}
