import { Given, Then, When } from '@cucumber/cucumber';

import { writeDeclaredViewsApp } from '../support/declared-views-app';
import type { LithairWorld } from '../support/lithair-world';
import { launchRefused } from '../support/refused-start';
import { expectViews, sell } from '../support/sales-oracle';

const flagsOf = (application: string): string[] => ['--app', `support/apps/${application}.cjs`];

Given('une faute {entier} est attendue', function (this: LithairWorld, status: number) {
  this.witness.announceStatus(status);
  this.witness.announceErrorLines();
});

Given('{entier} ventes tirées au hasard', async function (this: LithairWorld, amount: number) {
  await sell(this, amount);
});

When(
  "je redémarre le serveur sur l'application {string}",
  async function (this: LithairWorld, application: string) {
    this.settings = { ...this.settings, flags: flagsOf(application) };
    await this.restart();
  },
);

When(
  "je relance le serveur sur l'application {string}, qui refuse",
  async function (this: LithairWorld, application: string) {
    const flags = flagsOf(application);
    await launchRefused(this, this.launch({ ...this.settings, flags }));
  },
);

When(
  /^je lance le serveur sur les événements (.+) et les vues (.+)$/,
  async function (this: LithairWorld, events: string, views: string) {
    const app = writeDeclaredViewsApp(this.scratch, { events, views });
    await launchRefused(this, this.launch({ ...this.settings, flags: ['--app', app] }));
  },
);

Then('chaque vue dit ce que raconte le journal', async function (this: LithairWorld) {
  await expectViews(this);
});

Then(
  'chaque vue dit ce que raconte le journal, les dépenses en centimes',
  async function (this: LithairWorld) {
    await expectViews(this, 100);
  },
);
