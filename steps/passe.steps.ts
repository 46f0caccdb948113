import { Given, Then, When } from '@cucumber/cucumber';
import { expect } from 'chai';

import { jsonOf } from '../support/http-client';
import type { LithairWorld } from '../support/lithair-world';
import { expectEveryList, LOANS_FLAGS, writeLoans } from '../support/loans-oracle';
import { sendRequest } from '../support/send-request';

Given('un serveur Lithair des emprunts', async function (this: LithairWorld) {
  await this.start({ flags: LOANS_FLAGS });
});

Given(
  '{entier} écritures tirées au sort dans les emprunts',
  async function (this: LithairWorld, writes: number) {
    await writeLoans(this, writes);
  },
);

When(
  'je lis {string} avec le curseur de {string}',
  async function (this: LithairWorld, list: string, other: string) {
    const { next } = jsonOf(await this.http.send('GET', other)) as { next: unknown };
    expect(next, `curseur de ${other}`).to.be.a('string');
    await sendRequest(this, `GET ${list}&cursor=${String(next)}`);
  },
);

Then(
  'chaque liste et chaque nombre, relus à chaque événement, sont ce que dit le journal',
  async function (this: LithairWorld) {
    const records = await expectEveryList(this);
    expect(records, 'fiches listées, sans quoi rien n’est prouvé').to.be.above(100);
  },
);
