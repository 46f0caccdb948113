import { Then, When } from '@cucumber/cucumber';
import { expect } from 'chai';

import {
  addressesOf,
  declaredOf,
  expectCalls,
  expectServed,
  judged,
  useShelves,
  writtenClient,
} from '../support/api-description';
import { eventually } from '../support/eventually';
import type { LithairWorld } from '../support/lithair-world';
import { ALL_MS } from '../support/live-drill';
import { need } from '../support/need';
import { readRaftlog } from '../support/raftlog-reader';
import { SalesClient } from '../support/sales-client';
import { sendRequest } from '../support/send-request';

When("je lis le document de l'API", async function (this: LithairWorld) {
  const answer = await sendRequest(this, 'GET /openapi.json');
  expect(answer.status, 'réponse de /openapi.json').to.equal(200);
});

Then(
  'un validateur tiers le trouve valide en version {string}',
  async function (this: LithairWorld, version: string) {
    const { text } = need(this.answer, 'an answer');
    expect(await judged(text), 'jugement').to.deep.equal({ valid: true, version });
  },
);

Then('il décrit les appels de {string}', function (this: LithairWorld, models: string) {
  expectCalls(need(this.answer, 'an answer').text, models.split(', '));
});

Then('il ne dit rien du champ {string}', function (this: LithairWorld, field: string) {
  const { text } = need(this.answer, 'an answer');
  expect(text.includes(`"${field}":`), `trace de ${field}`).to.equal(false);
});

Then(
  'il dit du champ {string} de {string}:',
  function (this: LithairWorld, field: string, model: string, facts: string) {
    const { text } = need(this.answer, 'an answer');
    expect(declaredOf(text, model, field), `${model}.${field}`).to.deep.equal(JSON.parse(facts));
  },
);

When("j'ouvre la page {string}", async function (this: LithairWorld, path: string) {
  const { status } = await sendRequest(this, `GET ${path}`);
  expect(status, `réponse de ${path}`).to.equal(200);
});

Then("chaque adresse qu'elle nomme est servie par le serveur", async function (this: LithairWorld) {
  const { text } = need(this.answer, 'an answer');
  await expectServed(this.http, addressesOf(text, '/docs'));
});

Then('sa politique lui interdit toute autre source', function (this: LithairWorld) {
  const { headers, text } = need(this.answer, 'an answer');
  const policy = String(headers['content-security-policy']);
  expect(policy, 'politique').to.match(/^default-src 'none'; script-src 'self';/);
  expect(policy, 'autres sources').not.to.match(/https?:|\*/);
  expect(text, 'script dans la page').not.to.match(/<script>/);
});

When(
  'la commande "lithair client" écrit le client de l\'application {string}',
  async function (this: LithairWorld, name: string) {
    this.written = await writtenClient(this.scratch, `support/apps/${name}.cjs`);
  },
);

When('ce client crée, lit, modifie et parcourt des étagères', async function (this: LithairWorld) {
  this.shelvesRead = await useShelves(need(this.written, 'a client'), this.server.origin);
});

Then(
  /^le client a lu les étagères "(.+)" puis un refus (.+)$/,
  function (this: LithairWorld, labels: string, refusal: string) {
    const read = need(this.shelvesRead, 'what the client read');
    expect(read.labels.join(', '), 'étagères lues').to.equal(labels);
    expect(read.refusal, 'refus').to.equal(refusal);
  },
);

When('ce client suit ce qui se passe', async function (this: LithairWorld) {
  const sales = new SalesClient(need(this.written, 'a client'), () => this.server.origin);
  this.sales = sales;
  sales.follow();
  await eventually(() => sales.isOpen, { withinMs: ALL_MS, what: 'the client follows' });
});

When('ce client passe {entier} commandes', async function (this: LithairWorld, amount: number) {
  await need(this.sales, 'a client of the sales').sell(amount);
});

Then(
  "ce client a suivi {entier} commandes, chacune une fois et dans l'ordre du journal",
  async function (this: LithairWorld, amount: number) {
    const sales = need(this.sales, 'a client of the sales');
    await eventually(() => sales.told.length >= amount, {
      ...{ withinMs: ALL_MS, what: `the client has ${amount} orders` },
    }).catch(() => undefined);
    await sales.stop();
    const told = sales.told.map(({ event, seq, payload }) => [seq, event, payload.orderId]);
    const { events } = readRaftlog(this.dataDir);
    const logged = events.map(({ seq, event_type: type, aggregate_id: id }) => [seq, type, id]);
    expect(sales.placed.length, 'commandes acquittées').to.equal(amount);
    expect(told, 'commandes suivies').to.deep.equal(logged);
    expect(
      told.map(([, , id]) => id),
      'commandes suivies, dont toutes les acquittées',
    ).to.deep.equal(sales.placed);
  },
);

Then(
  'il a perdu sa connexion au moins {entier} fois',
  function (this: LithairWorld, times: number) {
    expect(need(this.sales, 'a client').losses, 'connexions perdues').to.be.at.least(times);
  },
);

Then(
  'il lit les mêmes commandes dans la vue "orders_by_user"',
  async function (this: LithairWorld) {
    const sales = need(this.sales, 'a client of the sales');
    expect(await sales.orders(), 'vue orders_by_user').to.deep.equal(sales.placed);
  },
);
