import { Then, When } from '@cucumber/cucumber';
import { expect } from 'chai';

import { changeCalls } from '../support/change-calls';
import { BLOWS, killDuringLot, strikeUnderLoad } from '../support/crash-rounds';
import { followWrites } from '../support/follow-writes';
import type { LithairWorld } from '../support/lithair-world';
import { need } from '../support/need';
import { problemCode } from '../support/problem';
import { settledLog } from '../support/settled-log';

const DISK_FULL_MS = 30_000;
const ACKNOWLEDGED_BEFORE_BLOW = [150, 400, 700, 250, 1000];

When(
  '{entier} fois de suite, je tue le serveur en pleine écriture de {entier} clients puis je le redémarre',
  async function (this: LithairWorld, times: number, clients: number) {
    const nextCall = () => this.traffic.createWithId();
    for (let round = 0; round < times; round += 1) {
      const afterAcknowledged =
        ACKNOWLEDGED_BEFORE_BLOW[round % ACKNOWLEDGED_BEFORE_BLOW.length] ?? 1;
      await strikeUnderLoad(this, { clients, nextCall, afterAcknowledged, signal: 'SIGKILL' });
      await this.restart();
    }
    this.log(`${this.ledger.createdIds.length} créations acquittées en ${times} vies du serveur`);
  },
);

When(
  'je tue le serveur pendant que {entier} clients modifient et suppriment les articles',
  async function (this: LithairWorld, clients: number) {
    const nextCall = changeCalls(this);
    await strikeUnderLoad(this, { clients, nextCall, afterAcknowledged: 800, signal: 'SIGKILL' });
  },
);

When(
  "{entier} fois de suite, je tue le serveur pendant l'écriture d'un lot de {entier} articles puis je le redémarre",
  async function (this: LithairWorld, times: number, size: number) {
    for (let round = 0; round < times; round += 1) {
      await killDuringLot(this, size, BLOWS[round % BLOWS.length] ?? 'growing');
      await this.restart();
    }
  },
);

When(
  /^le serveur reçoit (SIGTERM|SIGINT) pendant que (\d+) clients écrivent$/,
  async function (this: LithairWorld, signal: NodeJS.Signals, clients: string) {
    this.witness.announceStatus(503); // while it drains, a write may be refused
    const nextCall = () => this.traffic.createWithId();
    const crash = { clients: Number(clients), nextCall, afterAcknowledged: 500, signal };
    await strikeUnderLoad(this, crash);
  },
);

When(
  'je tue le serveur pendant que {entier} clients écrivent et que des lecteurs suivent',
  async function (this: LithairWorld, clients: number) {
    const reading = followWrites(this);
    const nextCall = () => this.traffic.createWithId();
    const blow = { afterAcknowledged: 2000, signal: 'SIGKILL' as const };
    await strikeUnderLoad(this, { clients, nextCall, ...blow });
    this.seen = await reading;
  },
);

When(
  "{entier} clients écrivent jusqu'à ce que le disque soit plein",
  async function (this: LithairWorld, clients: number) {
    this.witness.announceStatus(503);
    this.witness.announceErrorLines();
    const nextCall = () => this.traffic.createWithId();
    const durationMs = DISK_FULL_MS;
    await this.runLoad({ connections: clients, durationMs, nextCall, until: this.server.exited });
  },
);

Then('tout ce que les lecteurs ont vu est encore là', async function (this: LithairWorld) {
  const seen = need(this.seen, 'readers');
  const { events } = await settledLog(this);
  const stored = new Set(events.map(({ aggregate_id: id }) => id));
  const lost = [...seen].filter((id) => !stored.has(id));
  this.log(`${seen.size} fiches vues par les lecteurs avant la panne`);
  expect(seen.size, 'fiches vues, sans quoi rien n’est prouvé').to.be.above(0);
  expect(lost.slice(0, 5), 'INV-5: fiches vues par un lecteur et perdues').to.deep.equal([]);
});

Then(
  'les écritures en suspens sont refusées avec {entier} {string}',
  function (this: LithairWorld, status: number, code: string) {
    const { refusals } = need(this.load, 'a load');
    const codes = new Set(refusals.map((one) => `${one.status} ${problemCode(one.body)}`));
    expect(codes, 'refus reçus par les clients').to.include(`${status} ${code}`);
    expect(
      [...codes].filter((one) => !one.startsWith('503 ')),
      'autres refus',
    ).to.deep.equal([]);
  },
);

Then(
  'chaque lot est entier ou absent, et aucun lot acquitté ne manque',
  async function (this: LithairWorld) {
    const { events } = await settledLog(this);
    const stored = new Set(events.map(({ aggregate_id: id }) => id));
    const sizes = this.lots.sent.map((lot) => lot.filter((n) => stored.has(String(n))).length);
    this.log(`fiches retrouvées par lot : ${sizes.join(', ')}`);
    this.lots.sent.forEach((lot, index) => {
      const found = sizes[index] ?? 0;
      expect([0, lot.length], `fiches retrouvées du lot ${index + 1}`).to.include(found);
      const isAcknowledged = this.ledger.entries.get(lot[0] ?? -1)?.isCreated === true;
      if (isAcknowledged) expect(found, `lot acquitté ${index + 1}`).to.equal(lot.length);
    });
    expect(stored.size, 'fiches d’aucun lot').to.equal(
      sizes.reduce((sum, found) => sum + found, 0),
    );
  },
);
