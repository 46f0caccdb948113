import { Given, Then, When } from '@cucumber/cucumber';
import { expect } from 'chai';

import { cuttingServer } from '../support/cutting-server';
import { frenchMs, frenchPercent, frenchRate } from '../support/french-figures';
import type { LithairWorld } from '../support/lithair-world';
import { runLoad } from '../support/load-driver';
import { loadOf, mixedCalls, readCalls, warmUp } from '../support/measured-loads';
import { need } from '../support/need';
import { runOpenLoop } from '../support/open-loop-driver';
import { judge } from '../support/oracle';
import { recordFigures } from '../support/record-figures';
import { recordLoad, recordPhases } from '../support/record-load';
import { settledLog } from '../support/settled-log';

Given('un échauffement de {durée}', async function (this: LithairWorld, ms: number) {
  await warmUp(this, ms);
});

Given(
  'un serveur factice qui coupe ses connexions toutes les {entier} réponses',
  async function (this: LithairWorld, every: number) {
    this.stub = await cuttingServer(every);
  },
);

When(
  "j'écris sans relâche pendant {durée} avec {entier} clients",
  async function (this: LithairWorld, durationMs: number, connections: number) {
    await this.runLoad({ connections, durationMs, nextCall: () => this.traffic.createWithId() });
  },
);

When(
  'je lis sans relâche pendant {durée} avec {entier} clients',
  async function (this: LithairWorld, durationMs: number, connections: number) {
    await this.runLoad({ connections, durationMs, nextCall: readCalls(this) });
  },
);

When(
  "je lis {entier} % et j'écris {entier} % du temps pendant {durée} avec {entier} clients",
  async function (
    this: LithairWorld,
    reads: number,
    writes: number,
    durationMs: number,
    connections: number,
  ) {
    await this.runLoad({ connections, durationMs, nextCall: mixedCalls(this, { reads, writes }) });
  },
);

When(
  "j'écris à {entier} req\\/s pendant {durée}",
  async function (this: LithairWorld, perSecond: number, durationMs: number) {
    const nextCall = () => this.traffic.createWithId();
    this.openLoop = await runOpenLoop({ client: this.http, perSecond, durationMs, nextCall });
  },
);

When(
  'je lui envoie {entier} demandes avec {entier} clients',
  async function (this: LithairWorld, amount: number, connections: number) {
    const { origin } = need(this.stub, 'a stub server');
    let sent = 0;
    const nextCall = () => {
      const path = `/demande/${sent++}`;
      const answered = (_: number, body: string): void => {
        if (body !== path) this.misattributed.push(`${body} pour ${path}`);
      };
      return { method: 'GET' as const, path, answered };
    };
    this.load = await runLoad({ origin, witness: this.witness, connections, amount, nextCall });
  },
);

Then("chaque réponse est créditée à la demande qui l'a provoquée", function (this: LithairWorld) {
  const { connectionErrors, answered } = loadOf(this);
  expect(answered, 'réponses reçues malgré les coupures').to.be.above(0);
  expect(connectionErrors + (loadOf(this).sent - answered), 'coupures vues').to.be.above(0);
  expect(this.misattributed.slice(0, 5), 'réponses créditées à une autre demande').to.deep.equal(
    [],
  );
});

Then(
  "le débit d'écriture est d'au moins {entier} req\\/s",
  function (this: LithairWorld, perSecond: number) {
    recordLoad(this, { percent: 95, ms: 100 });
    expect(loadOf(this).acknowledgedPerSecond, 'écritures acquittées par seconde').to.be.at.least(
      perSecond,
    );
  },
);

Then(
  "le débit de lecture est d'au moins {entier} req\\/s",
  function (this: LithairWorld, perSecond: number) {
    recordLoad(this, { percent: 99, ms: 20 });
    expect(loadOf(this).acknowledgedPerSecond, 'lectures servies par seconde').to.be.at.least(
      perSecond,
    );
  },
);

Then('le débit est de plus de {entier} req\\/s', function (this: LithairWorld, perSecond: number) {
  recordLoad(this);
  expect(loadOf(this).acknowledgedPerSecond, 'requêtes acquittées par seconde').to.be.above(
    perSecond,
  );
});

Then(
  'le p{int} est inférieur à {durée}',
  function (this: LithairWorld, percent: number, ms: number) {
    const measured = loadOf(this).latencies.percentile(percent);
    expect(measured, `p${percent} (ms)`).to.be.below(ms);
  },
);

Then('la latence moyenne est inférieure à {durée}', function (this: LithairWorld, ms: number) {
  expect(loadOf(this).latencies.meanMs, 'latence moyenne (ms)').to.be.below(ms);
});

Then("le taux d'erreur est de {entier} %", function (this: LithairWorld, percent: number) {
  const { refusals, connectionErrors, sent } = loadOf(this);
  expect((100 * (refusals.length + connectionErrors)) / sent, 'erreurs (%)').to.equal(percent);
});

Then(
  "le taux d'erreur est inférieur à {décimal} %",
  function (this: LithairWorld, percent: number) {
    const { refusals, connectionErrors, sent } = loadOf(this);
    expect((100 * (refusals.length + connectionErrors)) / sent, 'erreurs (%)').to.be.below(percent);
  },
);

Then(
  "les latences comptées depuis l'heure prévue sont jointes au rapport",
  function (this: LithairWorld) {
    const { acknowledged, seconds, latencies, clientCpu } = need(this.openLoop, 'an open loop');
    expect(latencies.count, 'latences mesurées').to.equal(acknowledged);
    const headline = `${frenchRate(acknowledged / seconds)}, p99 ${frenchMs(latencies.percentile(99))}`;
    const rows: Array<[string, string]> = [['acquittées', `${acknowledged}`]];
    recordFigures(this, { headline, rows, latencies, clientCpu });
  },
);

Then(
  'les chiffres des {entier} opérations sont joints au rapport',
  function (this: LithairWorld, operations: number) {
    const total = this.measures.reduce((sum, measure) => sum + measure.operations, 0);
    expect(total, 'opérations acquittées et mesurées').to.equal(operations);
    recordPhases(this);
  },
);

Then(
  'au moins {entier} % des articles acquittés sont retrouvés, et le rapport dit combien',
  async function (this: LithairWorld, percent: number) {
    const { acknowledged, lost, duplicated, unknown } = judge(
      this.ledger,
      (await settledLog(this)).events,
    );
    const share = (acknowledged - lost.length) / acknowledged;
    this.log(
      `retrouvés après SIGKILL : ${acknowledged - lost.length} sur ${acknowledged} (${frenchPercent(share)})`,
    );
    expect(100 * share, 'articles acquittés retrouvés (%)').to.be.at.least(percent);
    expect([...duplicated, ...unknown], 'articles en double ou inconnus').to.deep.equal([]);
  },
);
