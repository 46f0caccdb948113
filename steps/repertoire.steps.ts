import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { Given, Then, When } from '@cucumber/cucumber';
import { expect } from 'chai';

import { createArticles } from '../support/article-phases';
import { directoryPrint } from '../support/directory-print';
import { fillForeignDirectory } from '../support/foreign-directory';
import { frenchMs } from '../support/french-figures';
import { LithairServer } from '../support/lithair-server';
import type { LithairWorld } from '../support/lithair-world';
import { need } from '../support/need';
import { launchRefused } from '../support/refused-start';
import { rivalRound } from '../support/rival-starts';

Given('un répertoire vide', function (this: LithairWorld) {
  this.makeDirectory();
});

Given(/^un répertoire étranger qui contient (.+)$/, function (this: LithairWorld, content: string) {
  fillForeignDirectory(this.makeDirectory(), content);
  this.witness.announceDamage(this.dataDir);
  this.print = directoryPrint(this.dataDir);
});

Given('un chemin de données qui est un fichier', function (this: LithairWorld) {
  writeFileSync(this.dataDir, 'pas un répertoire');
  this.witness.announceDamage(this.dataDir);
});

When('je lance un serveur sur ce répertoire', async function (this: LithairWorld) {
  await launchRefused(this, this.launch());
});

When('je lance un second serveur sur le même répertoire', async function (this: LithairWorld) {
  const second = new LithairServer(this.settings);
  this.rivals.push(second);
  await launchRefused(this, second);
});

When(
  'je lance un serveur sur le même port et un autre répertoire',
  async function (this: LithairWorld) {
    const port = Number(new URL(this.server.origin).port);
    const rival = new LithairServer({ dataDir: join(this.scratch, 'autre'), port });
    this.rivals.push(rival);
    await launchRefused(this, rival);
  },
);

When(
  'je lance {entier} serveurs en même temps sur ce répertoire',
  async function (this: LithairWorld, amount: number) {
    this.witness.announceErrorLines();
    const contenders = Array.from({ length: amount }, () => this.launch());
    await Promise.all(
      contenders.map((server) =>
        Promise.race([server.exited, server.ready.catch(() => undefined)]),
      ),
    );
  },
);

When(
  '{entier} fois de suite, je lance {entier} serveurs en même temps, le gagnant écrit et je le tue avec SIGKILL',
  async function (this: LithairWorld, rounds: number, amount: number) {
    this.witness.announceErrorLines();
    const isBroken = (): boolean => this.rivalRounds.some(({ winners }) => winners.length !== 1);
    while (this.rivalRounds.length < rounds && !isBroken()) {
      this.rivalRounds.push(await rivalRound(this, amount));
    }
  },
);

Then('les {entier} fois, un seul serveur a démarré', function (this: LithairWorld, rounds: number) {
  const winners = this.rivalRounds.map((round) => round.winners.length);
  expect(winners, 'INV-10: serveurs qui ont démarré').to.deep.equal(Array(rounds).fill(1));
});

Then(
  'chacun des autres est sorti avec le code {entier} en moins de {durée} et a nommé le gagnant',
  function (this: LithairWorld, code: number, ms: number) {
    const losers = this.rivalRounds.flatMap(({ losers, winners: [pid] }) =>
      losers.map((loser) => ({ ...loser, isRight: loser.namedPid === pid })),
    );
    const slowest = Math.max(...losers.map(({ afterMs }) => afterMs));
    this.log(`${losers.length} refusés, le dernier après ${frenchMs(slowest)}`);
    const others = losers.filter((loser) => loser.code !== code);
    expect(others.slice(0, 3), 'INV-10: autres fins').to.deep.equal([]);
    const misled = losers.filter(({ isRight }) => !isRight).map(({ text }) => text);
    expect(misled.slice(0, 3), 'INV-10: refus qui nomment un autre que le gagnant').to.deep.equal(
      [],
    );
    expect(slowest, 'refus le plus lent (ms)').to.be.below(ms);
  },
);

Then(
  'un seul démarre et les {entier} autres sortent avec le code {entier}',
  async function (this: LithairWorld, losers: number, code: number) {
    const ready = this.servers.filter(({ origin }) => origin !== '');
    expect(ready.length, 'INV-10: serveurs qui ont démarré').to.equal(1);
    const others = this.servers.filter((server) => !ready.includes(server));
    const codes = (await Promise.all(others.map(({ exited }) => exited))).map((exit) => exit.code);
    expect(codes, 'codes de sortie des autres').to.deep.equal(Array(losers).fill(code));
  },
);

Then(
  'le second serveur refuse de démarrer avec le code {entier} et nomme le processus qui tient le répertoire',
  async function (this: LithairWorld, code: number) {
    const second = need(this.refused, 'a refused server');
    expect(second.origin, 'le second serveur n’a pas servi').to.equal('');
    expect((await second.exited).code, `sortie: ${second.log.text}`).to.equal(code);
    expect(second.log.text, 'INV-10: le refus nomme le processus').to.include(
      String(this.server.pid),
    );
  },
);

Then('le premier serveur écrit toujours', async function (this: LithairWorld) {
  const { acknowledged } = await createArticles(this, 10);
  expect(acknowledged, 'écritures du premier serveur').to.equal(10);
});

Then(
  'le serveur refuse de démarrer avec le code {entier}',
  async function (this: LithairWorld, code: number) {
    const server = need(this.refused, 'a refused server');
    expect(server.origin, 'le serveur n’a pas servi').to.equal('');
    expect((await server.exited).code, `sortie: ${server.log.text}`).to.equal(code);
  },
);

Then(
  "le serveur refuse de démarrer avec l'un des codes {entier} ou {entier}",
  async function (this: LithairWorld, one: number, other: number) {
    if (this.refused === undefined) await launchRefused(this, this.launch());
    const server = need(this.refused, 'a refused server');
    expect(server.origin, 'le serveur n’a pas servi').to.equal('');
    expect([one, other], `sortie: ${server.log.text}`).to.include((await server.exited).code);
  },
);

Then('le refus tient en une ligne claire qui nomme le répertoire', function (this: LithairWorld) {
  const { lines, text } = need(this.refused, 'a refused server').log;
  expect(lines.length, `lignes du refus: ${text}`).to.equal(1);
  expect(text, 'le refus nomme le répertoire').to.include(this.dataDir);
  expect(text, 'aucune trace de pile dans le refus').to.not.match(/^\s+at /m);
});
