import { Given, Then, When } from '@cucumber/cucumber';
import { expect } from 'chai';

import { jsonOf } from '../support/http-client';
import type { LithairWorld } from '../support/lithair-world';
import { need } from '../support/need';
import { queryTimes } from '../support/query-times';
import { expectNaive, expectSameAtOnce, expectStableWalk } from '../support/query-claims';
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

Then(
  "ce sont ceux qu'une lecture naïve de tous les produits rend, dans le même ordre",
  function (this: LithairWorld) {
    expectNaive(need(this.queryWalk, 'a walk of a query'), this.shop);
  },
);

Then(
  "chaque requête rend ce qu'une lecture naïve de tous les produits rend, dans le même ordre:",
  async function (this: LithairWorld, table: { raw(): string[][] }) {
    for (const query of table.raw().flat()) {
      const walk = await walkQuery(this.shop, query);
      expectNaive(walk, this.shop);
      await expectSameAtOnce(walk, this.shop);
    }
  },
);

Then(
  "chaque requête voit une fois chaque produit qui ne change pas, à sa place, pendant que d'autres naissent, changent et disparaissent:",
  async function (this: LithairWorld, table: { raw(): string[][] }) {
    for (const query of table.raw().flat()) await expectStableWalk(query, this.shop);
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
