import { Given, Then, When } from '@cucumber/cucumber';
import { expect } from 'chai';

import { jsonOf } from '../support/http-client';
import type { LithairWorld } from '../support/lithair-world';
import { naiveQuery } from '../support/naive-query';
import { need } from '../support/need';
import { queryTimes } from '../support/query-times';
import { walkQuery } from '../support/query-walk';
import { expectProblem } from '../support/problem';

Given('une boutique de {entier} produits', async function (this: LithairWorld, products: number) {
  await this.start({ flags: ['--app', 'support/apps/boutique.cjs'] });
  await this.shop.open();
  await this.shop.create(products);
});

Given(
  '{entier} produits changent et que {entier} disparaissent',
  async function (this: LithairWorld, changed: number, removed: number) {
    await this.shop.change(changed);
    await this.shop.remove(removed);
  },
);

Given('{entier} produits de plus', async function (this: LithairWorld, products: number) {
  await this.shop.create(products);
});

When('le serveur de la boutique reçoit SIGKILL et redémarre', async function (this: LithairWorld) {
  await this.kill();
  await this.restart();
});

When("le serveur de la boutique s'arrête et redémarre", async function (this: LithairWorld) {
  await this.restart();
});

When('je parcours les produits de {string}', async function (this: LithairWorld, query: string) {
  this.queryWalk = await walkQuery(this.shop, query);
});

When(
  'je parcours les produits de {string} pendant que la boutique change ailleurs',
  async function (this: LithairWorld, query: string) {
    this.stayed = [...this.shop.products.values()];
    this.queryWalk = await walkQuery(this.shop, query, async () => {
      await this.shop.create(3);
      await this.shop.change(3);
      await this.shop.remove(3);
    });
  },
);

Then(
  "ce sont ceux qu'une lecture naïve de tous les produits rend, dans le même ordre",
  function (this: LithairWorld) {
    const { query, items, totals } = need(this.queryWalk, 'a walk of a query');
    const expected = naiveQuery(query, this.shop.products.values());
    const ids = (products: readonly { id: string }[]): string[] => products.map(({ id }) => id);
    expect(ids(items), `produits de ${query}`).to.deep.equal(ids(expected));
    expect([...totals], `total de ${query}`).to.deep.equal([expected.length]);
  },
);

Then(
  'un seul flux de tous, et leur nombre, disent la même chose',
  async function (this: LithairWorld) {
    const { query, items } = need(this.queryWalk, 'a walk of a query');
    const filters = new URLSearchParams(query);
    filters.set('limit', 'all');
    const { items: streamed, total } = await this.shop.page(filters.toString());
    expect(streamed, `flux de ${query}`).to.deep.equal(items);
    expect(total, 'total du flux').to.equal(items.length);
    filters.delete('limit');
    filters.delete('sort');
    const count = await this.http.send('GET', `/api/products/count?${filters.toString()}`);
    expect(jsonOf(count), `nombre de ${query}`).to.deep.equal({ count: items.length });
  },
);

Then(
  "chaque produit qui n'a pas changé a été vu une fois et une seule, à sa place",
  function (this: LithairWorld) {
    const { query, items } = need(this.queryWalk, 'a walk of a query');
    const stayed = need(this.stayed, 'the products before the walk').filter(
      (product) => this.shop.products.get(product.id) === product,
    );
    const isStayed = new Set(stayed.map(({ id }) => id));
    const seen = items.map(({ id }) => id).filter((id) => isStayed.has(id));
    const expected = naiveQuery(query, stayed).map(({ id }) => id);
    expect(expected.length, 'produits qui n’ont pas changé').to.be.above(50);
    expect(seen, `produits de ${query}`).to.deep.equal(expected);
  },
);

Then(
  'la page qui suit celle de {string} est refusée à {string}',
  async function (this: LithairWorld, query: string, other: string) {
    const { next } = await this.shop.page(query);
    const answer = await this.shop.get(`${other}&cursor=${need(next ?? undefined, 'a next page')}`);
    expectProblem(answer, { status: 400, code: 'invalid_cursor' });
  },
);

Then(
  'la réponse est un refus {entier} {string} qui nomme {string}',
  function (this: LithairWorld, status: number, code: string, field: string) {
    const answer = need(this.answer, 'an answer');
    expectProblem(answer, { status, code });
    expect(jsonOf(answer)['field'], 'champ à indexer').to.equal(field);
  },
);

Then(
  'la médiane de chaque requête est inférieure à {décimal} fois celle de {string}:',
  async function (
    this: LithairWorld,
    ratio: number,
    reference: string,
    table: { raw(): string[][] },
  ) {
    const queries = table.raw().flat();
    const times = await queryTimes(this.http, [reference, ...queries]);
    this.log(times.map(({ path, medianMs }) => `${medianMs.toFixed(3)} ms ${path}`).join('\n'));
    const base = need(times[0], 'the time of the reference').medianMs;
    for (const { path, medianMs } of times)
      expect(medianMs / base, `${path}: fois ${reference}`).to.be.below(ratio);
  },
);
