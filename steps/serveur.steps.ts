import { Given, Then, When } from '@cucumber/cucumber';
import { expect } from 'chai';

import { freePort } from '../support/free-port';
import type { LithairWorld } from '../support/lithair-world';
import { environmentOf } from '../support/environment-of';

Given('la persistence est activée par défaut', function (this: LithairWorld) {
  // No flag and no variable: what follows judges the defaults of the server.
  delete this.settings.durability;
  delete this.settings.env;
});

Given('un serveur Lithair', async function (this: LithairWorld) {
  await this.start();
});

Given(
  'un serveur Lithair sur le port {entier} avec persistence {string}',
  async function (this: LithairWorld, named: number, directory: string) {
    this.useDirectory(directory);
    const port = await freePort(named);
    const server = await this.start({ port });
    expect(new URL(server.origin).port, 'port annoncé par le serveur').to.equal(String(port));
  },
);

Given(
  'un serveur Lithair au niveau de durabilité {string}',
  async function (this: LithairWorld, durability: string) {
    await this.start({ durability });
  },
);

Given(
  'un serveur Lithair réglé avec {string}',
  async function (this: LithairWorld, settings: string) {
    await this.start({ env: environmentOf(settings) });
  },
);

Given(
  'un serveur Lithair au niveau de durabilité {string} réglé avec {string}',
  async function (this: LithairWorld, durability: string, settings: string) {
    await this.start({ durability, env: environmentOf(settings) });
  },
);

Given(
  'un serveur Lithair dont le répertoire vient de EXPERIMENT_DATA_BASE',
  async function (this: LithairWorld) {
    await this.start({ dataDirFrom: 'environment' });
  },
);

Given(
  'un serveur Lithair dont le disque est plein à {octets}',
  async function (this: LithairWorld, fileSizeMaxBytes: number) {
    await this.start({ fileSizeMaxBytes });
  },
);

When(
  'je redémarre le serveur sur un disque qui a de la place',
  async function (this: LithairWorld) {
    delete this.settings.fileSizeMaxBytes;
    await this.restart();
  },
);

Given('les refus 503 sont attendus', function (this: LithairWorld) {
  this.witness.announceStatus(503);
});

When('je redémarre le serveur', async function (this: LithairWorld) {
  await this.restart();
});

When('je tue le serveur avec SIGKILL', async function (this: LithairWorld) {
  await this.kill();
});

When("j'arrête le serveur proprement", async function (this: LithairWorld) {
  const startedAt = performance.now();
  this.lastExit = await this.server.stop();
  this.stoppedMs = performance.now() - startedAt;
});

Then(
  "le serveur s'arrête avec le code {entier}",
  async function (this: LithairWorld, code: number) {
    expect(await this.server.exited, 'fin du serveur').to.deep.equal({ code, signal: null });
  },
);

Then('le serveur est prêt en moins de {durée}', function (this: LithairWorld, ms: number) {
  expect(this.server.readyAfterMs, 'délai du départ (ms)').to.be.below(ms);
});

Then(
  'le statut du nœud donne la durabilité {string}, la séquence {entier} et {entier} articles',
  function (this: LithairWorld, durability: string, seq: number, articles: number) {
    const status = JSON.parse(this.answer?.text ?? '{}') as Record<string, unknown>;
    const clock = { clock_behind_ms: 0, clock_held: false };
    expect(status, 'statut du nœud').to.include({ status: 'ready', durability, seq, ...clock });
    expect(status['models'], 'fiches par modèle').to.deep.include({
      articles: { count: articles },
    });
  },
);
