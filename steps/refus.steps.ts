import { Then, When } from '@cucumber/cucumber';
import { expect } from 'chai';

import { absurdBodies } from '../support/absurd-bodies';
import { badInput } from '../support/bad-inputs';
import { endlessBody, promisedBody } from '../support/endless-bodies';
import { rawExchange } from '../support/raw-exchange';
import type { LithairWorld } from '../support/lithair-world';
import { logFingerprint } from '../support/log-fingerprint';
import { need } from '../support/need';

const QUICK_ANSWERS = 5;

When(/^j'envoie un corps fait de (.+)$/, async function (this: LithairWorld, name: string) {
  const { body, headers = {} } = badInput(name);
  this.logPrint = logFingerprint(this.dataDir);
  this.answer = await this.http.send('POST', '/api/articles', { body, headers });
});

async function exchange(world: LithairWorld, chunks: Iterable<Buffer>): Promise<void> {
  world.logPrint = logFingerprint(world.dataDir);
  const { status, head, body, sentBytes } = await rawExchange(world.server.origin, chunks);
  const type = /^content-type: (.+)$/im.exec(head)?.[1]?.trim();
  const headers = type === undefined ? {} : { 'content-type': type };
  world.sentBytes = sentBytes;
  world.witness.sawStatus(status, 'raw exchange');
  world.answer = { status, headers, text: body, ms: Number.NaN, localPort: 0 };
}

When(
  "j'annonce un corps de {octets} sans l'envoyer",
  async function (this: LithairWorld, bytes: number) {
    await exchange(this, promisedBody(bytes));
  },
);

When("j'envoie un corps par morceaux qui ne finit jamais", async function (this: LithairWorld) {
  await exchange(this, endlessBody());
});

When(
  "j'envoie {entier} corps absurdes tirés au hasard",
  async function (this: LithairWorld, amount: number) {
    this.logPrint = logFingerprint(this.dataDir);
    for (const batch of absurdBodies(amount, 50)) {
      const sent = batch.map(({ method, path, body, headers }) => {
        return this.http.send(method, path, { body, headers });
      });
      this.answers.push(...(await Promise.all(sent)));
    }
  },
);

Then("le client n'a pas pu envoyer plus de {octets}", function (this: LithairWorld, bytes: number) {
  expect(need(this.sentBytes, 'a raw exchange'), 'octets envoyés avant la coupure').to.be.below(
    bytes,
  );
});

Then(
  'le serveur répond encore en moins de {durée}',
  async function (this: LithairWorld, ms: number) {
    for (let i = 0; i < QUICK_ANSWERS; i += 1) {
      const answer = await this.http.send('GET', '/health');
      expect(answer.status, 'statut de /health').to.equal(200);
      expect(answer.ms, 'durée de /health (ms)').to.be.below(ms);
    }
  },
);

Then('toutes les réponses sont des refus 4xx au format problème', function (this: LithairWorld) {
  expect(this.answers.length, 'réponses reçues').to.be.above(0);
  const other = this.answers.filter(({ status, headers, text }) => {
    const isProblem = String(headers['content-type']).startsWith('application/problem+json');
    return status < 400 || status >= 500 || !isProblem || !/"code":"[a-z0-9_]+"/.test(text);
  });
  const shown = other.slice(0, 3).map(({ status, text }) => `${status} ${text.slice(0, 200)}`);
  expect(shown, 'réponses qui ne sont pas des refus').to.deep.equal([]);
});

Then(
  "des demandes ont été refusées avec {entier} {string} et l'en-tête Retry-After",
  function (this: LithairWorld, status: number, code: string) {
    const { refusals } = this.openLoop ?? need(this.load, 'a load');
    expect(refusals.length, 'INV-8: demandes refusées').to.be.above(0);
    const others = refusals.filter(
      (one) => one.status !== status || !one.body.includes(`"code":"${code}"`),
    );
    expect(others.slice(0, 3), `refus autres que ${status} ${code}`).to.deep.equal([]);
    const silent = refusals.filter(({ retryAfter }) => !/^\d+$/.test(retryAfter));
    expect(silent.slice(0, 3), 'INV-8: refus sans Retry-After').to.deep.equal([]);
  },
);

Then(
  'les {entier} dernières créations sont acquittées',
  function (this: LithairWorld, amount: number) {
    const last = this.answers.slice(-amount);
    expect(last.length, 'créations envoyées').to.equal(amount);
    expect(last.filter(({ status }) => status !== 201).length, 'créations refusées').to.equal(0);
  },
);
