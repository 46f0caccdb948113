import { Then, When } from '@cucumber/cucumber';
import { expect } from 'chai';

import { environmentOf } from '../support/environment-of';
import { lithairCommand, type Verdict } from '../support/lithair-command';
import type { LithairWorld } from '../support/lithair-world';
import { need } from '../support/need';

When('je lance la commande {string}', async function (this: LithairWorld, args: string) {
  this.command = await lithairCommand(args.split(' '));
});

When(
  "je lance la commande {string} avec l'environnement {string}",
  async function (this: LithairWorld, args: string, environment: string) {
    // A data directory of the scenario: a start that should be refused must not make one
    // elsewhere.
    const data = /^(serve|config)/.test(args) ? ['--data', this.dataDir] : [];
    this.command = await lithairCommand([...args.split(' '), ...data], environmentOf(environment));
  },
);

When('je vérifie le répertoire en JSON', async function (this: LithairWorld) {
  this.command = await lithairCommand(['verify', this.dataDir, '--json']);
});

Then('la commande sort avec le code {entier}', function (this: LithairWorld, code: number) {
  const { code: actual, stdout, stderr } = need(this.command, 'a command');
  expect(actual, `code de sortie: ${stdout}${stderr}`).to.equal(code);
});

Then('la sortie de la commande contient {string}', function (this: LithairWorld, text: string) {
  expect(need(this.command, 'a command').stdout, 'sortie standard').to.include(text);
});

Then('la commande explique en une ligne {string}', function (this: LithairWorld, text: string) {
  const { stderr, stdout } = need(this.command, 'a command');
  const lines = stderr.split('\n').filter((line) => line.trim() !== '');
  expect(lines.length, `lignes d’explication: ${stderr}`).to.equal(1);
  expect(lines[0], 'explication').to.include(text);
  expect(stdout, 'rien sur la sortie standard').to.equal('');
});

Then(
  'le verdict est {string} avec {entier} événements et la dernière séquence {entier}',
  function (this: LithairWorld, verdict: string, events: number, seq: number) {
    const said = JSON.parse(need(this.command, 'a command').stdout) as Verdict;
    expect(said, 'verdict en JSON').to.deep.equal({ verdict, events, last_seq: seq, chained: [] });
  },
);
