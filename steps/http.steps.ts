import { Then, When } from '@cucumber/cucumber';
import { expect } from 'chai';

import { type Answer, jsonOf } from '../support/http-client';
import type { LithairWorld } from '../support/lithair-world';
import { need } from '../support/need';
import { expectProblem } from '../support/problem';
import { sendRequest } from '../support/send-request';

const answerOf = (world: LithairWorld): Answer => need(world.answer, 'an answer');

When("j'envoie {string}", async function (this: LithairWorld, request: string) {
  await sendRequest(this, request);
});

When(
  /^j'envoie "([^"]+)" avec:$/,
  async function (this: LithairWorld, request: string, body: string) {
    await sendRequest(this, request, { body });
  },
);

When(
  /^j'envoie "([^"]+)" avec le corps (.+)$/,
  async function (this: LithairWorld, request: string, body: string) {
    await sendRequest(this, request, { body });
  },
);

When(
  /^j'envoie "([^"]+)" avec l'en-tête "(.+)" et:$/,
  async function (this: LithairWorld, request: string, header: string, body: string) {
    await sendRequest(this, request, { header, body });
  },
);

When(
  /^j'envoie "([^"]+)" avec l'en-tête "(.+)" et le corps (.+)$/,
  async function (this: LithairWorld, request: string, header: string, body: string) {
    await sendRequest(this, request, { header, body });
  },
);

When(
  /^j'envoie l'une après l'autre les demandes:$/,
  async function (this: LithairWorld, table: { hashes(): Array<Record<string, string>> }) {
    for (const { demande = '', corps = '' } of table.hashes()) {
      const answer = await sendRequest(this, demande, corps === '' ? {} : { body: corps });
      expect(answer.status, `${demande}: ${answer.text}`).to.be.below(300);
    }
  },
);

When(
  'je demande {entier} fois un identifiant au hasard',
  async function (this: LithairWorld, times: number) {
    this.picks = new Map();
    for (let i = 0; i < times; i += 1) {
      const id = String(jsonOf(await this.http.send('GET', '/api/articles/random-id'))['id']);
      this.picks.set(id, (this.picks.get(id) ?? 0) + 1);
    }
  },
);

When(
  "un client envoie {entier} demandes l'une après l'autre en gardant sa connexion",
  async function (this: LithairWorld, amount: number) {
    for (let i = 0; i < amount; i += 1) {
      const body = { id: String(i), title: `Article ${i}`, content: 'Contenu' };
      this.answers.push(await this.http.send('POST', '/api/articles', { body }));
    }
  },
);

Then("le client n'a ouvert qu'une connexion TCP", function (this: LithairWorld) {
  const ports = new Set(this.answers.map(({ localPort }) => localPort));
  expect(ports.size, 'ports locaux utilisés, donc connexions TCP').to.equal(1);
});

Then('la réponse a le statut {entier}', function (this: LithairWorld, status: number) {
  const { text } = answerOf(this);
  expect(answerOf(this).status, `statut de la réponse: ${text.slice(0, 300)}`).to.equal(status);
});

Then(
  'la réponse est un refus {entier} {string}',
  function (this: LithairWorld, status: number, code: string) {
    expectProblem(answerOf(this), { status, code });
  },
);

Then("la réponse porte l'en-tête {string}", function (this: LithairWorld, header: string) {
  const [name = '', value] = header.split(': ');
  expect(answerOf(this).headers[name.toLowerCase()], `en-tête ${name}`).to.equal(value);
});

Then('la réponse porte une étiquette de version forte', function (this: LithairWorld) {
  expect(answerOf(this).headers.etag, 'étiquette ETag').to.match(/^"[^"]+"$/);
});

Then("la réponse n'a pas de corps", function (this: LithairWorld) {
  expect(answerOf(this).text, 'corps de la réponse').to.equal('');
});

Then('le corps de la réponse est exactement:', function (this: LithairWorld, json: string) {
  expect(jsonOf(answerOf(this)), 'corps de la réponse').to.deep.equal(JSON.parse(json));
});

Then(
  '{string} rend ce même corps et cette même étiquette',
  async function (this: LithairWorld, request: string) {
    const written = answerOf(this);
    const read = await sendRequest(this, request);
    expect(read.text, 'corps relu').to.equal(written.text);
    expect(read.headers.etag, 'étiquette relue').to.equal(written.headers.etag);
  },
);

Then(
  '{string} rend exactement:',
  async function (this: LithairWorld, request: string, json: string) {
    const answer = await sendRequest(this, request);
    expect(answer.status, `statut de ${request}`).to.equal(200);
    expect(jsonOf(answer), `corps de ${request}`).to.deep.equal(JSON.parse(json));
  },
);

Then(
  '{string} est refusé avec {entier} {string}',
  async function (this: LithairWorld, request: string, status: number, code: string) {
    expectProblem(await sendRequest(this, request), { status, code });
  },
);

Then(/^l'en-tête Allow permet (.+)$/, function (this: LithairWorld, methods: string) {
  const allowed = String(answerOf(this).headers.allow ?? '').split(/, */);
  expect(allowed, 'méthodes permises').to.include.members(methods.split(', '));
});

Then(
  'chacun des {entier} articles est sorti au moins {entier} fois',
  function (this: LithairWorld, articles: number, times: number) {
    const picks = need(this.picks, 'random identifiers');
    expect(picks.size, 'articles différents tirés au hasard').to.equal(articles);
    expect(Math.min(...picks.values()), 'tirages du plus rare').to.be.at.least(times);
  },
);
