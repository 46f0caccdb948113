import { existsSync, readFileSync, statSync } from 'node:fs';

import { type DataTable, Then, When } from '@cucumber/cucumber';
import { expect } from 'chai';

import { acknowledgedSeq } from '../support/acknowledged-seq';
import { createArticles } from '../support/article-phases';
import { eventually } from '../support/eventually';
import { jsonOf } from '../support/http-client';
import type { LithairWorld } from '../support/lithair-world';
import { expectListEqualsReplay } from '../support/list-equals-replay';
import { logFingerprint } from '../support/log-fingerprint';
import { expectOrderedLog } from '../support/log-order';
import { countByType, replay } from '../support/log-replay';
import { need } from '../support/need';
import { expectFaithful, judge } from '../support/oracle';
import { logPath, readRaftlog } from '../support/raftlog-reader';
import { settledLog } from '../support/settled-log';
import { countLinesWith } from '../support/count-lines';

const COVERED_MS = 20_000;

When(
  "j'écris encore jusqu'à ce que le journal couvre {durée}",
  async function (this: LithairWorld, ms: number) {
    const isCovered = async (): Promise<boolean> => {
      await createArticles(this, 1);
      const { events } = await settledLog(this);
      return (events.at(-1)?.timestamp ?? 0) - (events[0]?.timestamp ?? 0) >= ms * 1000;
    };
    const what = `a log of ${ms} ms`;
    await eventually(isCovered, { withinMs: ms + COVERED_MS, everyMs: 100, what });
  },
);

Then('le fichier events.raftlog doit exister', function (this: LithairWorld) {
  expect(existsSync(logPath(this.dataDir)), `présence de ${logPath(this.dataDir)}`).to.equal(true);
});

Then(
  'le fichier events.raftlog doit contenir exactement {entier} événements',
  async function (this: LithairWorld, events: number) {
    const { events: stored, damage } = await settledLog(this);
    expect(damage, 'dommage trouvé par le lecteur indépendant').to.equal(undefined);
    expect(stored.length, 'événements dans events.raftlog').to.equal(events);
  },
);

Then(
  'le fichier events.raftlog pèse au moins {octets}',
  function (this: LithairWorld, bytes: number) {
    expect(statSync(logPath(this.dataDir)).size, 'taille du journal (octets)').to.be.at.least(
      bytes,
    );
  },
);

Then(
  "tous les articles acquittés sont dans le journal, une seule fois et à l'identique",
  async function (this: LithairWorld) {
    const { events } = await settledLog(this);
    const verdict = judge(this.ledger, events);
    expect(verdict.acknowledged, 'articles acquittés, sans quoi rien n’est prouvé').to.be.above(0);
    expectFaithful(verdict);
  },
);

Then("aucun article refusé n'est dans le journal", async function (this: LithairWorld) {
  const { events } = await settledLog(this);
  const { unknown, acknowledged, stored } = judge(this.ledger, events);
  expect(unknown, 'INV-9: articles refusés et pourtant stockés').to.deep.equal([]);
  // A load that ends by the clock cuts its connections: those requests were neither refused nor
  // acknowledged, and may be stored.
  const cut = this.load === undefined ? 0 : this.load.sent - this.load.answered;
  expect(stored - acknowledged, 'articles stockés sans avoir été acquittés').to.be.within(0, cut);
});

/** Batches of a log of lines: each starts with a marker. */
const batchesIn = (directory: string): number =>
  readFileSync(logPath(directory), 'utf8').split('"synced":').length - 1;

Then('chaque événement est écrit à part dans le journal', async function (this: LithairWorld) {
  const { events } = await settledLog(this);
  expect(batchesIn(this.dataDir), 'lots écrits').to.equal(events.length);
});

Then('des événements partagent un lot dans le journal', async function (this: LithairWorld) {
  const { events } = await settledLog(this);
  expect(batchesIn(this.dataDir), 'lots écrits').to.be.within(1, events.length - 1);
});

Then(
  'chaque ligne du journal porte une somme de contrôle chaînée juste',
  async function (this: LithairWorld) {
    const { damage, header } = await settledLog(this);
    expect(damage, 'première ligne dont la somme est fausse').to.equal(undefined);
    expect(header, 'en-tête').to.include({ format: 'lithair.raftlog', version: 5 });
  },
);

Then(
  'les identifiants vont de {entier} à {entier} sans trou ni doublon',
  async function (this: LithairWorld, first: number, last: number) {
    const { events } = await settledLog(this);
    const created = events.filter(({ event_type: type }) => type === 'ArticleCreated');
    const numbers = created.map(({ aggregate_id: id }) => Number(id)).sort((a, b) => a - b);
    const expected = Array.from({ length: last - first + 1 }, (_, index) => first + index);
    expect(numbers.length, 'créations dans le journal').to.equal(expected.length);
    const wrong = expected.findIndex((n, index) => numbers[index] !== n);
    expect(wrong, `premier identifiant absent ou en double après ${first}`).to.equal(-1);
  },
);

Then(
  "le journal compte {entier} créations, {entier} modifications et {entier} suppressions d'articles",
  async function (this: LithairWorld, created: number, updated: number, deleted: number) {
    const counts = countByType((await settledLog(this)).events);
    expect(counts['ArticleCreated'] ?? 0, 'événements ArticleCreated').to.equal(created);
    expect(counts['ArticleUpdated'] ?? 0, 'événements ArticleUpdated').to.equal(updated);
    expect(counts['ArticleDeleted'] ?? 0, 'événements ArticleDeleted').to.equal(deleted);
  },
);

Then(
  'les événements se suivent sans trou, en temps strictement croissant',
  async function (this: LithairWorld) {
    expectOrderedLog(await settledLog(this));
  },
);

Then("le journal contient dans l'ordre:", async function (this: LithairWorld, table: DataTable) {
  const { events } = await settledLog(this);
  const found = events.map(({ event_type: type, aggregate_id: fiche }) => ({ type, fiche }));
  expect(found, 'événements du journal, dans leur ordre').to.deep.equal(table.hashes());
});

Then(
  'le journal dit que ces événements ont changé:',
  async function (this: LithairWorld, table: DataTable) {
    const { events } = await settledLog(this);
    const named = events.flatMap(({ seq, changed }) =>
      changed === undefined ? [] : [{ seq: String(seq), champs: changed.join(' ') }],
    );
    expect(named, 'champs que les événements du journal nomment').to.deep.equal(table.hashes());
  },
);

Then(
  /^(\d+) lignes du journal contiennent le texte «(.+)»$/,
  async function (this: LithairWorld, lines: string, text: string) {
    await settledLog(this);
    expect(countLinesWith(logPath(this.dataDir), text), `lignes avec ${text}`).to.equal(
      Number(lines),
    );
  },
);

Then(
  "{entier} articles sont vivants dans le journal comme dans l'API",
  async function (this: LithairWorld, alive: number) {
    const { events } = await settledLog(this);
    expect(replay(events).get('Article')?.size ?? 0, 'vivants selon le journal').to.equal(alive);
    const count = jsonOf(await this.http.send('GET', '/api/articles/count'))['count'];
    expect(count, 'vivants selon /api/articles/count').to.equal(alive);
    await expectListEqualsReplay(this.http, events);
  },
);

Then("la liste de l'API est le rejeu du journal", async function (this: LithairWorld) {
  const { events } = await settledLog(this);
  expect(events.length, 'événements rejoués').to.be.above(0);
  await expectListEqualsReplay(this.http, events);
});

Then(
  'chaque acquittement annonce le niveau {string} et la séquence de son événement',
  async function (this: LithairWorld, level: string) {
    // Below `disk` the bytes may follow the acknowledgement by one flush interval.
    await eventually(() => readRaftlog(this.dataDir).events.length >= this.answers.length, {
      withinMs: 5000,
      what: 'the acknowledged events reach the file',
    });
    const { events } = readRaftlog(this.dataDir);
    for (const answer of this.answers) {
      const seq = acknowledgedSeq(answer, level);
      const event = events[seq - 1];
      expect(event?.aggregate_id, `événement de seq ${seq}`).to.equal(jsonOf(answer)['id']);
    }
  },
);

Then("le journal n'a pas changé d'un octet", function (this: LithairWorld) {
  const before = need(this.logPrint, 'a fingerprint of the log');
  expect(before, 'empreinte du journal, sans quoi rien n’est prouvé').to.not.equal('no log');
  expect(logFingerprint(this.dataDir), 'INV-9: empreinte du journal').to.equal(before);
});
