import { expect } from 'chai';

import { type Answer, type HttpClient, jsonOf } from './http-client';
import { SeededRandom } from './seeded-random';

export type Product = Record<string, unknown> & { id: string };

/** A page of a list, as the API gives it. */
export interface ShopPage {
  items: Product[];
  next: string | null;
  total: number;
}

const LOT = 1000;
const CATEGORIES = 12;
const COLOURS = [null, 'bleu', 'rouge', 'vert', 'null', 'gris, ou presque'];
const WORDS = ['lampe', 'table', 'étagère', 'Lampe', 'tabouret', 'vase "long"', 'a\\b'];

/** The products of a shop, and what the client was told of them, in the order of their creation. */
export class Shop {
  readonly #http: HttpClient;
  readonly #random = new SeededRandom(20_261_121);
  readonly products = new Map<string, Product>();
  #number = 0;

  constructor(http: HttpClient) {
    this.#http = http;
  }

  async open(): Promise<void> {
    const categories = Array.from({ length: CATEGORIES }, (_, n) => ({
      id: `c${n}`,
      name: `Rayon ${n}`,
    }));
    await this.#accepted('/api/categories/bulk', { create: categories });
  }

  async create(count: number): Promise<void> {
    for (let done = 0; done < count; done += LOT) {
      const lot = Array.from({ length: Math.min(LOT, count - done) }, () => this.#newProduct());
      await this.#accepted('/api/products/bulk', { create: lot });
      for (const product of lot) this.products.set(product.id, product);
    }
  }

  /** Changes the fields of products taken at random. */
  async change(count: number): Promise<void> {
    const update = this.#pick(count).map(({ id }) => ({ id, ...this.#fields() }));
    await this.#accepted('/api/products/bulk', { update });
    for (const one of update) {
      const before = this.products.get(one.id);
      this.products.set(one.id, { ...before, ...one });
    }
  }

  async remove(count: number): Promise<void> {
    const ids = this.#pick(count).map(({ id }) => id);
    await this.#accepted('/api/products/bulk', { delete: ids });
    for (const id of ids) this.products.delete(id);
  }

  async page(query: string): Promise<ShopPage> {
    const answer = await this.get(query);
    expect(answer.status, `${query}: ${answer.text.slice(0, 300)}`).to.equal(200);
    return jsonOf(answer) as unknown as ShopPage;
  }

  async get(query: string): Promise<Answer> {
    // Written by people, with accents and spaces.
    const written = new URLSearchParams(query).toString();
    return this.#http.send('GET', `/api/products?${written}`);
  }

  async count(query: string): Promise<Answer> {
    return this.#http.send('GET', `/api/products/count?${query}`);
  }

  async #accepted(path: string, body: unknown): Promise<void> {
    const { status, text } = await this.#http.send('POST', path, { body });
    expect(status, `${path}: ${text.slice(0, 300)}`).to.be.within(200, 201);
  }

  #newProduct(): Product {
    const number = (this.#number += 1);
    return { id: `p${number}`, code: `réf-${number}`, ...this.#fields() };
  }

  #fields(): Record<string, unknown> {
    const word = WORDS[this.#random.integer(0, WORDS.length - 1)];
    return {
      name: `${word} ${this.#random.integer(1, 40)}`,
      price: this.#random.integer(-4, 4000) / 4,
      categoryId: `c${this.#random.integer(0, CATEGORIES - 1)}`,
      colour: COLOURS[this.#random.integer(0, COLOURS.length - 1)],
      stock: this.#random.integer(0, 20),
    };
  }

  #pick(count: number): Product[] {
    const all = [...this.products.values()];
    const chosen = new Set<Product>();
    while (chosen.size < Math.min(count, all.length)) {
      const one = all[this.#random.integer(0, all.length - 1)];
      if (one !== undefined) chosen.add(one);
    }
    return [...chosen];
  }
}
