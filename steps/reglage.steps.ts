import { existsSync } from 'node:fs';

import { Given, Then, When } from '@cucumber/cucumber';
import { expect } from 'chai';

import { acknowledgedSeq } from '../support/acknowledged-seq';
import { environmentOf } from '../support/environment-of';
import { jsonOf } from '../support/http-client';
import type { LithairWorld } from '../support/lithair-world';
import { need } from '../support/need';
import { configOf, type ShownSettings, statusSettings, tableLine } from '../support/node-settings';
import { verboseLines } from '../support/verbose-lines';

Given('un serveur Lithair lancé avec {string}', async function (this: LithairWorld, flags: string) {
  await this.start({ flags: flags.split(' ') });
});

Given(
  'un serveur Lithair lancé avec {string} et réglé avec {string}',
  async function (this: LithairWorld, flags: string, settings: string) {
    await this.start({ flags: flags.split(' '), env: environmentOf(settings) });
  },
);

When(
  'le serveur redémarre réglé avec {string}',
  async function (this: LithairWorld, settings: string) {
    this.settings = { ...this.settings, env: environmentOf(settings) };
    await this.restart();
  },
);

When(
  'je demande à lithair config les réglages de ce même serveur',
  async function (this: LithairWorld) {
    this.command = await configOf(this, '--json');
  },
);

Then(
  'chaque acquittement annonce le niveau {string}',
  function (this: LithairWorld, level: string) {
    const seqs = this.answers.map((answer) => acknowledgedSeq(answer, level));
    expect(seqs.length, 'acquittements, sans quoi rien n’est prouvé').to.be.above(0);
    expect(seqs, 'séquences annoncées').to.deep.equal(seqs.map((_, index) => index + 1));
  },
);

Then(
  'le réglage {string} du nœud vaut {string} et vient de {string}',
  async function (this: LithairWorld, key: string, value: string, origin: string) {
    const setting = (await statusSettings(this))[key];
    expect(String(setting?.value), `valeur de ${key}`).to.equal(value);
    expect(setting?.origin, `provenance de ${key}`).to.equal(origin);
  },
);

Then(
  'lithair config et le statut du nœud donnent les mêmes {entier} réglages',
  async function (this: LithairWorld, amount: number) {
    const said = JSON.parse(need(this.command, 'a command').stdout) as ShownSettings;
    expect(Object.keys(said).length, 'réglages').to.equal(amount);
    expect(said, 'réglages selon lithair config').to.deep.equal(await statusSettings(this));
  },
);

Then(
  'la ligne {string} du tableau dit {string}',
  function (this: LithairWorld, key: string, cells: string) {
    const { stdout } = need(this.command, 'a command');
    expect(tableLine(stdout, key), `ligne ${key} de: ${stdout}`).to.deep.equal([
      key,
      ...cells.split(' | '),
    ]);
  },
);

Then("le répertoire de données n'existe pas", function (this: LithairWorld) {
  expect(existsSync(this.dataDir), `présence de ${this.dataDir}`).to.equal(false);
});

Then(
  'le journal du serveur a une ligne de détail par article acquitté, et aucune autre',
  function (this: LithairWorld) {
    const acknowledged = this.answers.map((answer, index) => {
      return { type: 'ArticleCreated', id: jsonOf(answer)['id'], seq: index + 1 };
    });
    const lines = verboseLines(this.server.log).map(({ type, id, seq }) => ({ type, id, seq }));
    expect(lines, 'lignes de détail').to.deep.equal(acknowledged);
  },
);

Then("le journal du serveur n'a aucune ligne de détail", function (this: LithairWorld) {
  expect(this.server.log.lines.length, 'lignes du journal').to.be.above(0);
  expect(verboseLines(this.server.log), 'lignes de détail').to.deep.equal([]);
});
