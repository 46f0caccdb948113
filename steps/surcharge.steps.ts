import { Given, Then, When } from '@cucumber/cucumber';
import { expect } from 'chai';

import { ADVERSE_ENTRY } from '../support/adversity/adversity';
import { frenchMegabytes, frenchMs, frenchPercent, frenchRate } from '../support/french-figures';
import type { LithairWorld } from '../support/lithair-world';
import { need } from '../support/need';
import { overload, writeAtRate } from '../support/overload';

const OVERLOAD_STEP_MS = 120_000;

Given(
  'un serveur Lithair dont le disque met {durée} à écrire {entier} événements',
  async function (this: LithairWorld, ms: number, events: number) {
    const env = { LITHAIR_SYNC_MS: String(ms), LT_EVENT_MAX_BATCH: String(events) };
    await this.start({ entry: ADVERSE_ENTRY, env });
  },
);

Given(
  'son débit de pointe, mesuré pendant {durée} avec {entier} clients',
  async function (this: LithairWorld, durationMs: number, connections: number) {
    const nextCall = () => this.traffic.createWithId();
    const { acknowledgedPerSecond } = await this.runLoad({ connections, durationMs, nextCall });
    this.calm = { peakPerSecond: acknowledgedPerSecond, p99Ms: Number.NaN };
  },
);

Given(
  'sa latence habituelle, mesurée pendant {durée} à la moitié de ce débit',
  async function (this: LithairWorld, durationMs: number) {
    const calm = need(this.calm, 'a peak');
    const { latencies } = await writeAtRate(this, calm.peakPerSecond / 2, durationMs);
    calm.p99Ms = latencies.percentile(99);
  },
);

When(
  "j'écris à {entier} fois ce débit pendant {durée}, puis de nouveau à la moitié",
  { timeout: OVERLOAD_STEP_MS },
  async function (this: LithairWorld, times: number, durationMs: number) {
    const calm = need(this.calm, 'a peak');
    this.overload = await overload(this, calm, { times, durationMs });
    const { load, goodputPerSecond, grownBytes, calmAfterMs } = this.overload;
    this.openLoop = load;
    this.log(
      [
        `pointe ${frenchRate(calm.peakPerSecond)}, p99 habituel ${frenchMs(calm.p99Ms)}`,
        `${load.sent} demandes, ${load.refusals.length} refusées, ${load.errors} perdues`,
        `acquittées en surcharge ${frenchRate(goodputPerSecond)}`,
        `réponses p99 ${frenchMs(load.latencies.percentile(99))}`,
        `mémoire +${frenchMegabytes(grownBytes)}, calme après ${frenchMs(calmAfterMs)}`,
        `CPU du client ${frenchPercent(load.clientCpu)}`,
      ].join(' · '),
    );
  },
);

Then(
  'le débit acquitté pendant la surcharge est au moins {entier} % du débit de pointe',
  function (this: LithairWorld, percent: number) {
    const { goodputPerSecond, load } = need(this.overload, 'an overload');
    expect(load.errors, 'demandes sans réponse').to.equal(0);
    const share = (100 * goodputPerSecond) / need(this.calm, 'a peak').peakPerSecond;
    expect(share, 'acquitté en surcharge (% de la pointe)').to.be.at.least(percent);
  },
);

Then(
  "la mémoire du serveur n'a pas grandi de plus de {octets}",
  function (this: LithairWorld, bytes: number) {
    const { grownBytes } = need(this.overload, 'an overload');
    expect(grownBytes, 'croissance de la mémoire (octets)').to.be.at.most(bytes);
  },
);

Then(
  'la latence est redevenue habituelle, au double près, en moins de {durée}',
  function (this: LithairWorld, ms: number) {
    const { calmAfterMs } = need(this.overload, 'an overload');
    expect(calmAfterMs, 'INV-8: retour au calme (ms)').to.be.below(ms);
  },
);
