import { Then, When } from '@cucumber/cucumber';
import { expect } from 'chai';

import { article } from '../support/articles';
import { jsonOf } from '../support/http-client';
import type { LithairWorld } from '../support/lithair-world';
import { need } from '../support/need';
import { sendRequest } from '../support/send-request';
import { settledLog } from '../support/settled-log';

When("j'envoie un lot de {entier} articles", async function (this: LithairWorld, size: number) {
  const body = Array.from({ length: size }, (_, n) => article(n));
  await sendRequest(this, 'POST /api/articles/bulk', { body });
});

Then(
  "le refus désigne l'élément {entier} de la liste {string}",
  function (this: LithairWorld, index: number, list: string) {
    const problem = jsonOf(need(this.answer, 'an answer'));
    expect(problem, 'élément fautif').to.include({ index, list });
  },
);

Then(
  'le lot se lit dans le journal comme une seule transaction de {entier} événements',
  async function (this: LithairWorld, size: number) {
    const { events } = await settledLog(this);
    const left = events.map(({ tx_left: remaining }) => remaining ?? 0);
    const expected = Array.from({ length: size }, (_, index) => size - 1 - index);
    expect(left, 'événements restants de la transaction').to.deep.equal(expected);
  },
);
