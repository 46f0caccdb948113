import { join } from 'node:path';

import { Then, When } from '@cucumber/cucumber';
import { expect } from 'chai';

import { ADVERSE_ENTRY } from '../support/adversity/adversity';
import { changeCalls } from '../support/change-calls';
import { BLOWS, killDuringLot, strikeUnderLoad } from '../support/crash-rounds';
import { runCycleSeries, SERIES } from '../support/cycles/cycle-series';
import { seriesLine } from '../support/cycles/series-line';
import { countLinesWith } from '../support/count-lines';
import { createAndKill } from '../support/engine-run';
import { followWrites } from '../support/follow-writes';
import { frenchFigure, frenchMegabytes, frenchMs } from '../support/french-figures';
import { verifyDirectory } from '../support/lithair-command';
import type { ServerOptions } from '../support/lithair-server';
import type { LithairWorld } from '../support/lithair-world';
import { need } from '../support/need';
import { segmentNames } from '../support/raftlog-reader';
import { recordFigures } from '../support/record-figures';
import { type SeededRandom, suiteSeed } from '../support/seeded-random';
import { settledLog } from '../support/settled-log';

const SERIES_MS = 600_000;
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
  '{entier} fois, un serveur sous {entier} clients qui mêlent leurs écritures reçoit {signal} à un instant tiré au sort puis redémarre',
  { timeout: SERIES_MS + 50_000 },
  async function (
    this: LithairWorld,
    cycles: number,
    clients: number,
    signal: 'SIGKILL' | 'SIGTERM',
  ) {
    const plan = { ...SERIES, cycles, clients, signal, seed: suiteSeed() };
    const { scratch } = this;
    this.series = await runCycleSeries({ ...plan, scratch, withinMs: SERIES_MS });
    this.log(seriesLine(this.series));
  },
);

When(
  "{entier} fois, un serveur dont l'horloge saute, sous {entier} clients qui mêlent leurs écritures, reçoit {signal} à un instant tiré au sort puis redémarre",
  { timeout: SERIES_MS + 50_000 },
  async function (
    this: LithairWorld,
    cycles: number,
    clients: number,
    signal: 'SIGKILL' | 'SIGTERM',
  ) {
    const options = (random: SeededRandom): Partial<ServerOptions> => {
      const env = { LITHAIR_HORLOGE: String(random.integer(1, 1_000_000)) };
      return { entry: ADVERSE_ENTRY, env };
    };
    const plan = { ...SERIES, cycles, clients, signal, seed: suiteSeed(), options };
    const { scratch } = this;
    this.series = await runCycleSeries({ ...plan, scratch, withinMs: SERIES_MS });
    this.log(seriesLine(this.series));
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
  'un programme crée {entier} articles au niveau disk et reçoit SIGKILL dès le dernier acquittement',
  { timeout: SERIES_MS },
  async function (this: LithairWorld, articles: number) {
    this.engineRun = await createAndKill(this.makeDirectory(), articles);
  },
);

Then(
  'le programme suivant retrouve exactement {entier} articles, et le journal les tient',
  async function (this: LithairWorld, articles: number) {
    const { created, found } = need(this.engineRun, 'a program');
    expect(created.count, 'articles acquittés').to.equal(articles);
    expect(found.count, 'INV-1: articles retrouvés').to.equal(articles);
    expect(found.seq, 'dernier événement retrouvé').to.equal(articles);
    const lines = segmentNames(this.dataDir)
      .map((name) => countLinesWith(join(this.dataDir, name), '"event_type":"ArticleCreated"'))
      .reduce((sum, count) => sum + count, 0);
    expect(lines, 'lignes de création dans le journal').to.equal(articles);
    const { verdict, result } = await verifyDirectory(this.dataDir);
    expect(verdict?.verdict, `verdict: ${result.stdout}${result.stderr}`).to.equal('clean');
  },
);

Then('le rapport dit en combien de secondes', function (this: LithairWorld) {
  const { created, found } = need(this.engineRun, 'a program');
  const { snapshot_seq: snapshot, events, ms } = found.recovery;
  recordFigures(this, {
    headline: `${frenchFigure(created.count)} créations en ${frenchFigure(created.seconds)} s`,
    rows: [
      ['débit', `${frenchFigure(created.count / created.seconds)} créations/s`],
      ['mémoire du programme', frenchMegabytes(created.rssBytesMax)],
      [
        'départ suivant',
        `${frenchMs(ms)}, de l’instantané ${frenchFigure(snapshot)} et de ${frenchFigure(events)} événements`,
      ],
      ['mémoire du suivant', frenchMegabytes(found.rssBytesMax)],
    ],
  });
  expect(created.seconds, 'secondes mesurées').to.be.above(0);
});

Then(
  "rien d'acquitté n'est perdu, altéré ou doublé, rien n'est stocké à moitié, et l'API sert le journal",
  function (this: LithairWorld) {
    const { failure, tally } = need(this.series, 'a series of cycles');
    if (failure !== undefined) throw failure.error;
    expect(tally.acknowledged, 'écritures acquittées, sans quoi rien n’est prouvé').to.be.above(0);
  },
);

Then(
  'les {entier} redémarrages ont eu lieu, leur p99 est inférieur à {durée}',
  function (this: LithairWorld, cycles: number, ms: number) {
    const { tally } = need(this.series, 'a series of cycles');
    expect(tally.cycles, 'redémarrages jugés').to.equal(cycles);
    expect(tally.restarts.percentile(99), 'p99 des redémarrages (ms)').to.be.below(ms);
  },
);

Then("aucune écriture n'a attendu plus de {durée}", function (this: LithairWorld, ms: number) {
  const { tally } = need(this.series, 'a series of cycles');
  expect(tally.answers.maxMs, 'acquittement le plus lent (ms)').to.be.at.most(ms);
});

Then(
  'chaque arrêt sort avec 0 en moins de {durée}, et tout ce qui est stocké a été répondu',
  function (this: LithairWorld, ms: number) {
    // The exit codes and the answers were judged at each cycle; what is left is the time.
    const { tally } = need(this.series, 'a series of cycles');
    expect(tally.kept, 'écritures prises et restées sans réponse').to.equal(0);
    expect(tally.ends.maxMs, 'arrêt le plus long (ms)').to.be.below(ms);
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
