import { expect } from 'chai';

import { article } from './articles';
import { type HttpClient, jsonOf } from './http-client';
import type { Ledger } from './ledger';

type Lot = Partial<Record<'create' | 'update' | 'delete', unknown[]>>;

const BULK = '/api/articles/bulk';

/**
 * Writes articles by lots, one lot after the other, and notes each acknowledged lot in the
 * ledger.
 */
export class ArticleLots {
  readonly #http: HttpClient;
  readonly #ledger: Ledger;
  /** The article numbers of each lot of creations that was sent. */
  readonly sent: number[][] = [];

  constructor(http: HttpClient, ledger: Ledger) {
    this.#http = http;
    this.#ledger = ledger;
  }

  async create(total: number, size: number): Promise<void> {
    for (let done = 0; done < total; done += size)
      await this.createOne(Math.min(size, total - done));
  }

  /**
   * One lot of creations, as a plain array; rejects when the connection breaks before the
   * answer.
   */
  async createOne(size: number): Promise<void> {
    const numbers = Array.from({ length: size }, () => this.#ledger.nextNumber());
    this.sent.push(numbers);
    for (const n of numbers) this.#ledger.send(n, article(n));
    const body = numbers.map((n) => ({ id: String(n), ...article(n) }));
    const answer = await this.#http.send('POST', BULK, { body });
    expect(answer.status, `création d’un lot de ${size}: ${answer.text.slice(0, 200)}`).to.equal(
      201,
    );
    const { created, ids } = jsonOf(answer) as { created: number; ids: string[] };
    expect(created, 'fiches créées par le lot').to.equal(size);
    numbers.forEach((n, index) => this.#ledger.acknowledge(n, ids[index] ?? ''));
  }

  async update(total: number, size: number): Promise<void> {
    await this.#eachLot(total, size, async (numbers) => {
      const versions = numbers.map((n) => ({
        ...article(n),
        content: `Contenu révisé de l’article ${n}`,
      }));
      numbers.forEach((n, index) => this.#ledger.send(n, versions[index] ?? null));
      const update = numbers.map((n, index) => {
        return { id: this.#ledger.idOf(n), content: versions[index]?.content };
      });
      await this.#acknowledged({ update }, 'updated', numbers);
    });
  }

  async delete(total: number, size: number): Promise<void> {
    await this.#eachLot(total, size, async (numbers) => {
      for (const n of numbers) this.#ledger.send(n, null);
      await this.#acknowledged(
        { delete: numbers.map((n) => this.#ledger.idOf(n)) },
        'deleted',
        numbers,
      );
    });
  }

  async #eachLot(
    total: number,
    size: number,
    write: (numbers: number[]) => Promise<void>,
  ): Promise<void> {
    const numbers = this.#ledger.aliveNumbers.slice(0, total);
    for (let done = 0; done < total; done += size) await write(numbers.slice(done, done + size));
  }

  async #acknowledged(lot: Lot, counter: 'updated' | 'deleted', numbers: number[]): Promise<void> {
    const answer = await this.#http.send('POST', BULK, { body: lot });
    expect(answer.status, `lot: ${answer.text.slice(0, 200)}`).to.equal(201);
    expect(jsonOf(answer)[counter], `fiches « ${counter} » par le lot`).to.equal(numbers.length);
    for (const n of numbers) this.#ledger.acknowledge(n, this.#ledger.idOf(n));
  }
}
