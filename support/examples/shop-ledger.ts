import { expect } from 'chai';

import { type Answer, type HttpClient, jsonOf } from '../http-client';
import { suiteSeed, SeededRandom } from '../seeded-random';

const USERS = ['ada', 'bo', 'cyd', 'dora'];
const PRODUCTS = ['lampe', 'table', 'vase'];
const STATUSES = ['placed', 'paid', 'shipped', 'cancelled'];
const PLENTY = 1_000_000;
/** Requests on their way at a time. */
const CROWD = 12;

interface Line {
  product: string;
  name: string;
  price: number;
  pieces: number;
}

interface Order {
  id: string;
  user: string;
  status: string;
  placedAt: string;
  lines: Line[];
  total: number;
}

interface Sales {
  name: string;
  pieces: number;
  amount: number;
}

/** Orders of random customers, and what the shop acknowledged of them. */
export class ShopLedger {
  readonly #http: HttpClient;
  readonly #random = new SeededRandom(suiteSeed());
  readonly #orders = new Map<string, Order>();
  readonly #lastOrderAt = new Map<string, string>();
  readonly #sales = new Map<string, Sales>();
  readonly #done = { placed: 0, changed: 0, removed: 0 };

  constructor(http: HttpClient) {
    this.#http = http;
  }

  /** Enough of everything, and customers. */
  async open(): Promise<void> {
    for (const id of USERS.slice(1))
      await this.#taken('POST', '/api/users', { id, name: id, email: `${id}@exemple.fr` });
    const createdAt = '2026-01-01T00:00:00Z';
    const vase = { id: 'vase', name: 'Vase', price: 333, categoryId: 'meubles', createdAt };
    await this.#taken('POST', '/api/products', vase);
    for (const id of PRODUCTS) await this.#taken('PATCH', `/api/products/${id}`, { stock: PLENTY });
  }

  /** `count` acknowledged changes: a few at a time, each of another order. */
  async live(count: number): Promise<void> {
    for (let done = 0; done < count; done += CROWD) {
      const free = [...this.#orders.keys()];
      const acts = Array.from({ length: Math.min(CROWD, count - done) }, () => this.#act(free));
      await Promise.all(acts);
    }
    for (const [kind, times] of Object.entries(this.#done))
      expect(times, `commandes ${kind}, sans quoi rien n’est prouvé`).to.be.above(0);
  }

  /** What each view must hold: by its name, key and value. */
  recount(): Record<string, Record<string, unknown>> {
    const orders = [...this.#orders.values()];
    const byKey = (keyOf: (order: Order) => string): Record<string, unknown> =>
      Object.fromEntries(
        orders.map((order) => {
          const { user, status, placedAt, total } = order;
          return [`${keyOf(order)}/${order.id}`, { user, status, placedAt, total }];
        }),
      );
    return {
      orders_by_user: byKey(({ user }) => user),
      orders_by_status: byKey(({ status }) => status),
      orders_by_date: byKey(({ placedAt }) => placedAt.slice(0, 10)),
      user_analytics: Object.fromEntries(
        [...this.#lastOrderAt].map(([user, lastOrderAt]) => {
          const own = orders.filter((order) => order.user === user);
          const kept = own.filter(({ status }) => status !== 'cancelled');
          const spent = kept.reduce((sum, { total }) => sum + total, 0);
          return [user, { orders: own.length, spent, lastOrderAt }];
        }),
      ),
      sales_by_product: Object.fromEntries(this.#sales),
    };
  }

  /** The same, as the views of the server say it. */
  async served(name: string): Promise<Record<string, unknown>> {
    const values: Record<string, unknown> = {};
    let path: string | null = `/api/views/${name}?limit=37`;
    while (path !== null) {
      const page = await this.#read(path);
      for (const { key, value } of page.items) {
        expect(values, `${name}: une clé par valeur`).not.to.have.property(key);
        values[key] = value;
      }
      path = page.next === null ? null : `/api/views/${name}?limit=37&cursor=${page.next}`;
    }
    return values;
  }

  /** Orders of a user, of a state or of a day, as the total of a page of a view. */
  async total(view: string, prefix: string): Promise<number> {
    return (await this.#read(`/api/views/${view}?prefix=${prefix}/&limit=1`)).total;
  }

  async #act(free: string[]): Promise<void> {
    const kind = free.length === 0 ? 0 : this.#random.integer(0, 9);
    if (kind < 5) return this.#place();
    const [id = ''] = free.splice(this.#random.integer(0, free.length - 1), 1);
    return kind === 9 ? this.#remove(id) : this.#change(id);
  }

  /** As a customer does. */
  async #place(): Promise<void> {
    const lines = Array.from({ length: this.#random.integer(1, 3) }, () => {
      return { product: this.#random.pick(PRODUCTS), pieces: this.#random.integer(1, 4) };
    });
    const body = { user: this.#random.pick(USERS), lines };
    const order = jsonOf(await this.#taken('POST', '/api/shop/orders', body)) as unknown as Order;
    this.#take(order);
    this.#done.placed += 1;
    for (const { product, name, price, pieces } of order.lines) {
      const sales = this.#sales.get(product) ?? { name, pieces: 0, amount: 0 };
      sales.pieces += pieces;
      sales.amount += pieces * price;
      this.#sales.set(product, sales);
    }
  }

  async #change(id: string): Promise<void> {
    const status = this.#random.pick(STATUSES);
    await this.#taken('PATCH', `/api/orders/${id}`, { status });
    const order = this.#orders.get(id);
    if (order !== undefined) this.#orders.set(id, { ...order, status });
    this.#done.changed += 1;
  }

  async #remove(id: string): Promise<void> {
    await this.#taken('DELETE', `/api/orders/${id}`);
    this.#orders.delete(id);
    this.#done.removed += 1;
  }

  #take(order: Order): void {
    const { id, user, placedAt } = order;
    this.#orders.set(id, order);
    const last = this.#lastOrderAt.get(user) ?? '';
    this.#lastOrderAt.set(user, placedAt > last ? placedAt : last);
  }

  async #taken(method: string, path: string, body?: unknown): Promise<Answer> {
    const answer = await this.#http.send(method, path, { body });
    expect(answer.status, `${method} ${path}: ${answer.text}`).to.be.within(200, 204);
    return answer;
  }

  async #read(path: string): Promise<ViewPage> {
    return jsonOf(await this.#taken('GET', path)) as unknown as ViewPage;
  }
}

interface ViewPage {
  items: Array<{ key: string; value: unknown }>;
  next: string | null;
  total: number;
}
