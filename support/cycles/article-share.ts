import { article } from '../articles';
import type { Ledger } from '../ledger';
import type { Fields } from '../log-replay';
import type { SeededRandom } from '../seeded-random';
import { drawFiller, drawKind, drawLotSize, type WriteMix } from './write-mix';

/** One write as it is sent, and the articles that it creates or changes, in its body's order. */
export interface Write {
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  body?: unknown;
  created: number[];
  changed: number[];
}

const ARTICLES = '/api/articles';
/** A lot changes at most so many articles that exist, besides those that it creates. */
const LOT_CHANGES_MAX = 8;

/**
 * The articles that one client writes and no other does: so at any time at most one write of an
 * article is unanswered, and its outcome can be told from what is stored. No two versions of an
 * article are alike.
 */
export class ArticleShare {
  readonly #ledger: Ledger;
  readonly #random: SeededRandom;
  readonly #owner: { index: number; of: number };
  #created = 0;
  #revision = 0;
  /** Articles known to be alive, in no particular order. */
  #alive: number[] = [];

  constructor(ledger: Ledger, random: SeededRandom, owner: { index: number; of: number }) {
    this.#ledger = ledger;
    this.#random = random;
    this.#owner = owner;
  }

  /** Draws the next write and notes in the ledger what it sends. */
  draw(mix: WriteMix): Write {
    const kind = drawKind(this.#random, mix);
    if (kind === 'lot') return this.#lot();
    if (kind === 'create' || this.#alive.length === 0) return this.#create();
    return kind === 'update' ? this.#update() : this.#delete();
  }

  /** What a lost answer was about is known again: the share goes on from the ledger. */
  refresh(): void {
    const { index, of } = this.#owner;
    this.#alive = this.#ledger.aliveNumbers.filter((n) => n % of === index);
  }

  /** What an acknowledged write brought to life. */
  keep(created: readonly number[]): void {
    this.#alive.push(...created);
  }

  #create(): Write {
    const { n, record } = this.#newArticle();
    return { method: 'POST', path: ARTICLES, body: record, created: [n], changed: [] };
  }

  #update(): Write {
    const n = this.#random.pick(this.#alive);
    const version = this.#nextVersion(n);
    this.#ledger.send(n, version);
    const path = `${ARTICLES}/${this.#ledger.idOf(n)}`;
    const change = this.#random.chance(0.5)
      ? { method: 'PUT' as const, body: version }
      : { method: 'PATCH' as const, body: { content: version['content'] } };
    return { ...change, path, created: [], changed: [n] };
  }

  #delete(): Write {
    const n = this.#take();
    this.#ledger.send(n, null);
    const path = `${ARTICLES}/${this.#ledger.idOf(n)}`;
    return { method: 'DELETE', path, created: [], changed: [n] };
  }

  #lot(): Write {
    const fresh = Array.from({ length: drawLotSize(this.#random) }, () => this.#newArticle());
    const changes = Math.min(this.#random.integer(0, LOT_CHANGES_MAX), this.#alive.length);
    const removed = Array.from({ length: changes >> 1 }, () => this.#take());
    const updated = this.#severalAlive(changes - removed.length);
    const update = updated.map((n) => {
      const version = this.#nextVersion(n);
      this.#ledger.send(n, version);
      return { id: this.#ledger.idOf(n), content: version['content'] };
    });
    for (const n of removed) this.#ledger.send(n, null);
    const body = {
      create: fresh.map(({ record }) => record),
      update,
      delete: removed.map((n) => this.#ledger.idOf(n)),
    };
    const created = fresh.map(({ n }) => n);
    const changed = [...updated, ...removed];
    return { method: 'POST', path: `${ARTICLES}/bulk`, body, created, changed };
  }

  /** One creation in four leaves the identifier to the server. */
  #newArticle(): { n: number; record: Fields } {
    const n = this.#owner.index + this.#owner.of * this.#created;
    this.#created += 1;
    const version = this.#nextVersion(n);
    this.#ledger.send(n, version);
    const record = this.#random.chance(0.25) ? version : { id: `article-${n}`, ...version };
    return { n, record };
  }

  #nextVersion(n: number): Fields {
    this.#revision += 1;
    const { title, content } = article(n);
    const filler = drawFiller(this.#random);
    return { title, content: `${content} Révision ${this.#revision}. ${filler}` };
  }

  #severalAlive(count: number): number[] {
    const first = this.#alive.length === 0 ? 0 : this.#random.integer(0, this.#alive.length - 1);
    return [...this.#alive.slice(first), ...this.#alive.slice(0, first)].slice(0, count);
  }

  #take(): number {
    const at = this.#random.integer(0, this.#alive.length - 1);
    const [n] = this.#alive.splice(at, 1);
    if (n === undefined) throw new Error('no article to delete');
    return n;
  }
}
