import { Given, Then, When } from '@cucumber/cucumber';
import { expect } from 'chai';

import { crossDeletions, danglingReferences } from '../support/crossing-requests';
import { environmentOf } from '../support/environment-of';
import type { LithairWorld } from '../support/lithair-world';
import { need } from '../support/need';
import { writeOneFieldApp } from '../support/one-field-app';
import { launchRefused } from '../support/refused-start';

Given(
  "un serveur Lithair de l'application {string}",
  async function (this: LithairWorld, name: string) {
    await this.start({ flags: ['--app', `support/apps/${name}.cjs`] });
  },
);

Given(
  "un serveur Lithair de l'application {string} réglé avec {string}",
  async function (this: LithairWorld, name: string, settings: string) {
    const flags = ['--app', `support/apps/${name}.cjs`];
    await this.start({ flags, env: environmentOf(settings) });
  },
);

When(
  /^je lance le serveur sur un modèle "([^"]+)" au champ "([^"]+)" déclaré (.+)$/,
  async function (this: LithairWorld, model: string, field: string, attributes: string) {
    const app = writeOneFieldApp(this.scratch, { model, field, attributes });
    await launchRefused(this, this.launch({ ...this.settings, flags: ['--app', app] }));
  },
);

When(
  /^je lance le serveur sur un modèle "([^"]+)" déclaré (\{.+\})$/,
  async function (this: LithairWorld, model: string, options: string) {
    const app = writeOneFieldApp(this.scratch, { model, field: 'it', attributes: '{}', options });
    await launchRefused(this, this.launch({ ...this.settings, flags: ['--app', app] }));
  },
);

Then('le refus tient en une ligne qui dit {string}', function (this: LithairWorld, said: string) {
  const { lines, text } = need(this.refused, 'a refused server').log;
  expect(lines.length, `lignes du refus: ${text}`).to.equal(1);
  expect(text, 'raison du refus').to.include(said);
});

When(
  "{entier} fois de suite un livre est supprimé pendant qu'une note le cite",
  async function (this: LithairWorld, times: number) {
    const { cited, refused } = await crossDeletions(this.http, times);
    this.log(`${cited} notes écrites avant la suppression, ${refused} refusées après elle`);
    expect(cited + refused, 'demandes qui se sont croisées').to.equal(times);
  },
);

Then('chaque note cite un livre qui existe', async function (this: LithairWorld) {
  const place = { model: 'notes', field: 'book', target: 'books' };
  expect(await danglingReferences(this.http, place), 'citations dans le vide').to.deep.equal([]);
});
