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
import type { LithairWorld } from '../support/lithair-world';
import { need } from '../support/need';
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
