import { type DataTable, Then, When } from '@cucumber/cucumber';
import { expect } from 'chai';

import { callBenchmarkTwice } from '../support/examples/benchmark-call';
import { ShopLedger } from '../support/examples/shop-ledger';
import type { LithairWorld } from '../support/lithair-world';
import { logFingerprint } from '../support/log-fingerprint';
import { need } from '../support/need';
import { expectProblem } from '../support/problem';
import { sendRequest } from '../support/send-request';

Then(
  "chacune de ces demandes est refusée, et le journal ne change pas d'un octet:",
  async function (this: LithairWorld, table: DataTable) {
    const print = logFingerprint(this.dataDir);
    for (const { demande = '', corps = '', statut, code = '' } of table.hashes()) {
      const answer = await sendRequest(this, demande, corps === '' ? {} : { body: corps });
      expectProblem(answer, { status: Number(statut), code });
      expect(logFingerprint(this.dataDir), `INV-9: ${demande} ${corps}`).to.equal(print);
    }
  },
);

When(
  '{entier} clients commandent en même temps 1 {string} et la dernière {string}',
  async function (this: LithairWorld, clients: number, first: string, last: string) {
    const lines = [first, last].map((product) => ({ product, pieces: 1 }));
    const order = { body: { user: 'ada', lines } };
    const orders = Array.from({ length: clients }, () =>
      this.http.send('POST', '/api/shop/orders', order),
    );
    this.answers = await Promise.all(orders);
  },
);

Then(
  'une seule de ces commandes est prise, les autres sont refusées avec {entier} {string}',
  function (this: LithairWorld, status: number, code: string) {
    const refused = this.answers.filter((answer) => answer.status !== 201);
    expect(refused.length, 'commandes refusées').to.equal(this.answers.length - 1);
    for (const answer of refused) expectProblem(answer, { status, code });
  },
);

When(
  "{entier} commandes naissent, changent d'état ou disparaissent au hasard",
  async function (this: LithairWorld, changes: number) {
    this.shopLedger = new ShopLedger(this.http);
    await this.shopLedger.open();
    await this.shopLedger.live(changes);
  },
);

Then(
  "chaque vue de la boutique dit ce qu'un recomptage naïf dit",
  async function (this: LithairWorld) {
    const ledger = need(this.shopLedger, 'orders');
    for (const [name, wanted] of Object.entries(ledger.recount())) {
      expect(await ledger.served(name), `vue ${name}`).to.deep.equal(wanted);
      const [group = ''] = Object.keys(wanted).at(-1)?.split('/') ?? [];
      if (!name.startsWith('orders_by_')) continue;
      const own = Object.keys(wanted).filter((key) => key.startsWith(`${group}/`));
      expect(await ledger.total(name, group), `${name}: total de ${group}`).to.equal(own.length);
    }
  },
);

When(
  "je lance deux fois en même temps le banc d'essai de {entier} événements",
  async function (this: LithairWorld, events: number) {
    this.benchmark = await callBenchmarkTwice(this.http, events);
  },
);

Then(
  "un seul a lieu, l'autre est refusé avec {entier} {string}",
  function (this: LithairWorld, status: number, code: string) {
    const { taken, refused } = need(this.benchmark, 'a benchmark');
    expect(taken.length, "bancs d'essai qui ont eu lieu").to.equal(1);
    for (const answer of refused) expectProblem(answer, { status, code });
  },
);

Then(
  'il annonce {entier} événements durables au niveau {string}, relus, et des durées qui se tiennent',
  function (this: LithairWorld, wanted: number, level: string) {
    const [report] = need(this.benchmark, 'a benchmark').taken;
    const { events, count, durability, dispatched_ms, durable_ms, events_per_second } = need(
      report,
      'a report',
    );
    this.log(
      `donnés en ${dispatched_ms} ms, durables en ${durable_ms} ms, ${events_per_second} /s`,
    );
    expect({ events, count, durability }, 'ce que dit le banc').to.deep.equal({
      ...{ events: wanted, count: wanted, durability: level },
    });
    expect(dispatched_ms, 'temps pour les donner (ms)').to.be.above(0);
    expect(durable_ms, 'temps jusqu’au disque (ms)').to.be.at.least(dispatched_ms);
    const rate = (wanted * 1000) / durable_ms;
    expect(events_per_second / rate, 'débit annoncé sur débit recalculé').to.be.within(0.99, 1.01);
  },
);

Then("d'autres demandes ont été servies pendant ce temps", function (this: LithairWorld) {
  const { served } = need(this.benchmark, 'a benchmark');
  expect(served, "demandes servies pendant le banc d'essai").to.be.at.least(3);
});
