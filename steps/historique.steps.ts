import { rmSync } from 'node:fs';
import { join } from 'node:path';

import { type DataTable, Given, Then, When } from '@cucumber/cucumber';
import { expect } from 'chai';

import { ADVERSE_ENTRY } from '../support/adversity/adversity';
import { CATALOGUE_FLAGS, writeCatalogue } from '../support/catalogue-traffic';
import { environmentOf } from '../support/environment-of';
import {
  everyHistory,
  expectEveryAsOf,
  expectHistories,
  historyOf,
} from '../support/history-oracle';
import { jsonOf } from '../support/http-client';
import type { LithairWorld } from '../support/lithair-world';
import { need } from '../support/need';
import { readRaftlog } from '../support/raftlog-reader';
import { sendRequest } from '../support/send-request';
import { askForSnapshot } from '../support/snapshot-drill';
import { snapshotNames } from '../support/snapshot-reader';

Given('un serveur Lithair du catalogue', async function (this: LithairWorld) {
  await this.start({ flags: CATALOGUE_FLAGS });
});

Given(
  'un serveur Lithair du catalogue réglé avec {string}',
  async function (this: LithairWorld, settings: string) {
    await this.start({ flags: CATALOGUE_FLAGS, env: environmentOf(settings) });
  },
);

Given(
  '{entier} écritures tirées au sort dans le catalogue',
  async function (this: LithairWorld, writes: number) {
    await writeCatalogue(this, writes);
  },
);

When('je retiens les historiques du catalogue', async function (this: LithairWorld) {
  this.before = await everyHistory(this);
  expect(this.before.length, 'caractères d’historique').to.be.above(100);
});

When('je demande un instantané par SIGUSR2', async function (this: LithairWorld) {
  const seq = readRaftlog(this.dataDir).events.length;
  await askForSnapshot(this, seq);
});

When("j'efface tous les instantanés du catalogue", function (this: LithairWorld) {
  const names = snapshotNames(this.dataDir);
  expect(names.length, 'instantanés, sans quoi rien n’est prouvé').to.be.above(0);
  for (const name of names) rmSync(join(this.dataDir, name));
});

When(
  'je redémarre le serveur sur une machine qui vit {entier} jours plus tard',
  async function (this: LithairWorld, days: number) {
    this.settings.entry = ADVERSE_ENTRY;
    this.settings.env = { ...this.settings.env, LITHAIR_AVANCE_JOURS: String(days) };
    await this.restart();
  },
);

When('je redémarre le serveur sur une machine à l’heure', async function (this: LithairWorld) {
  delete this.settings.entry;
  delete this.settings.env;
  await this.restart();
});

When(
  "je lis {string} à l'heure exacte de l'événement {entier}",
  async function (this: LithairWorld, record: string, seq: number) {
    const { fields } = jsonOf(await historyOf(this, record));
    const changes = Object.values(fields as Record<string, Array<{ seq: number; when: string }>>);
    const { when } = need(
      changes.flat().find((change) => change.seq === seq),
      `a change of event ${seq}`,
    );
    await sendRequest(this, `GET /api/${record}?asOf=${when}`);
  },
);

Then(
  "l'historique de {string} pour {string} est:",
  async function (this: LithairWorld, record: string, field: string, table: DataTable) {
    const { fields } = jsonOf(await historyOf(this, record)) as {
      fields: Record<string, Array<Record<string, unknown>>>;
    };
    const shown = fields[field]?.map(({ seq, from, to, deleted }) => ({
      événement: String(seq),
      de: from === undefined ? '' : JSON.stringify(from),
      à: deleted === true ? 'supprimée' : to === undefined ? '' : JSON.stringify(to),
    }));
    expect(shown, `historique de ${record} pour ${field}`).to.deep.equal(table.hashes());
  },
);

Then(
  "l'historique de {string} ne nomme que les champs {string}",
  async function (this: LithairWorld, record: string, fields: string) {
    const served = jsonOf(await historyOf(this, record))['fields'] as Record<string, unknown>;
    expect(Object.keys(served), `champs de l’historique de ${record}`).to.deep.equal(
      fields.split(', '),
    );
  },
);

Then(
  'chaque changement de {string} dit son événement, son heure au journal, et aucun auteur',
  async function (this: LithairWorld, record: string) {
    const { events } = readRaftlog(this.dataDir);
    const { fields } = jsonOf(await historyOf(this, record));
    type Change = { seq: number; when: string; who: unknown };
    const changes = Object.values(fields as Record<string, Change[]>).flat();
    expect(changes.length, 'changements, sans quoi rien n’est prouvé').to.be.above(1);
    for (const { seq, when, who } of changes) {
      const { timestamp = 0 } = events[seq - 1] ?? {};
      const ms = new Date(Math.floor(timestamp / 1000)).toISOString().slice(0, -1);
      expect(when.startsWith(ms), `heure ${when} de l’événement ${seq}`).to.equal(true);
      expect(who, 'auteur').to.equal(null);
    }
  },
);

Then('les historiques servis sont ceux que dit le journal', async function (this: LithairWorld) {
  const records = await expectHistories(this);
  expect(records, 'fiches, sans quoi rien n’est prouvé').to.be.above(5);
});

Then(
  "les historiques sont ceux que je retiens, à l'octet près",
  async function (this: LithairWorld) {
    const isSame = (await everyHistory(this)) === need(this.before, 'earlier histories');
    expect(isSame, 'INV-4: historiques, identiques à ceux d’avant').to.equal(true);
  },
);

Then(
  'chaque fiche, relue à chaque événement, est ce que dit le journal, ou un refus',
  async function (this: LithairWorld) {
    const seen = await expectEveryAsOf(this);
    const tally = [...seen].map(([status, times]) => `${times} fois ${status}`).join(', ');
    this.log(`lectures à une date: ${tally}`);
    for (const status of [200, 404, 410])
      expect(seen.get(status), `lectures à une date qui rendent ${status}`).to.be.above(20);
  },
);

async function recovered({ http }: LithairWorld): Promise<number> {
  const { recovery } = jsonOf(await http.send('GET', '/status')) as {
    recovery: { snapshot_seq: number };
  };
  return recovery.snapshot_seq;
}

Then('le serveur est parti d’un instantané', async function (this: LithairWorld) {
  expect(await recovered(this), 'événement de l’instantané chargé').to.be.above(0);
});

Then('le serveur a rejoué tout le journal', async function (this: LithairWorld) {
  expect(await recovered(this), 'événement de l’instantané chargé').to.equal(0);
});
