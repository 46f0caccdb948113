import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';

import { Given, Then, When } from '@cucumber/cucumber';
import { expect } from 'chai';

import { createArticles } from '../support/article-phases';
import { damageLog } from '../support/damage-log';
import { directoryPrint } from '../support/directory-print';
import { FileSurgeon } from '../support/file-surgeon';
import { jsonOf } from '../support/http-client';
import { verifyDirectory } from '../support/lithair-command';
import type { LithairWorld } from '../support/lithair-world';
import { need } from '../support/need';
import { logPath } from '../support/raftlog-reader';

Given(
  'un répertoire qui contient {entier} articles enregistrés puis un arrêt propre',
  async function (this: LithairWorld, articles: number) {
    await this.start();
    await createArticles(this, articles);
    expect((await this.server.stop()).code, 'code de l’arrêt propre').to.equal(0);
  },
);

When("j'inverse un bit de l'événement {entier}", function (this: LithairWorld, seq: number) {
  damageLog(this, (surgeon) => surgeon.flip(seq));
});

When(
  "je retire {entier} octets de l'événement {entier}",
  function (this: LithairWorld, bytes: number, seq: number) {
    damageLog(this, (surgeon) => surgeon.cutInside(seq, bytes));
  },
);

When("je coupe le journal avant l'événement {entier}", function (this: LithairWorld, seq: number) {
  damageLog(this, (surgeon) => surgeon.truncateBefore(seq));
});

When(
  "je coupe le journal au milieu de l'événement {entier}",
  function (this: LithairWorld, seq: number) {
    damageLog(this, (surgeon) => surgeon.truncateInside(seq));
  },
);

When("j'échange l'événement {entier} et le suivant", function (this: LithairWorld, seq: number) {
  damageLog(this, (surgeon) => surgeon.swapWithNext(seq));
});

When("je supprime la ligne de l'événement {entier}", function (this: LithairWorld, seq: number) {
  damageLog(this, (surgeon) => surgeon.delete(seq));
});

When("je duplique la ligne de l'événement {entier}", function (this: LithairWorld, seq: number) {
  damageLog(this, (surgeon) => surgeon.duplicate(seq));
});

When("j'efface le fichier du journal", function (this: LithairWorld) {
  rmSync(logPath(this.dataDir));
  this.witness.announceDamage(this.dataDir);
  this.print = directoryPrint(this.dataDir);
});

When("j'ajoute une fin déchirée au journal", function (this: LithairWorld) {
  const { tail, ...wound } = new FileSurgeon(this.dataDir).tearTail();
  this.wound = wound;
  this.tornTail = tail;
  this.witness.announceTornTail(this.server.pid);
  this.print = directoryPrint(this.dataDir);
});

Then(
  "lithair verify juge le répertoire {string} et nomme le fichier, l'octet et la séquence",
  async function (this: LithairWorld, expected: string) {
    const { verdict, result } = await verifyDirectory(this.dataDir);
    const wound = need(this.wound, 'a wound');
    const said = `verdict: ${result.stdout}${result.stderr}`;
    expect(verdict?.verdict, said).to.equal(expected);
    expect(result.code, `code de sortie, ${said}`).to.equal(expected === 'corrupt' ? 65 : 0);
    expect(basename(verdict?.file ?? ''), `fichier nommé, ${said}`).to.equal(wound.file);
    expect(verdict?.offset, `octet nommé, ${said}`).to.equal(wound.offset);
    expect(verdict?.seq, `séquence nommée, ${said}`).to.equal(wound.seq);
    expect(verdict?.reason, `raison, ${said}`).to.be.a('string').and.not.equal('');
  },
);

Then(
  'lithair verify juge le répertoire {string}',
  async function (this: LithairWorld, expected: string) {
    if (expected === 'clean' && this.server.isRunning) await this.server.stop();
    const { verdict, result } = await verifyDirectory(this.dataDir);
    expect(verdict?.verdict, `verdict: ${result.stdout}${result.stderr}`).to.equal(expected);
    expect(result.code, 'code de sortie de verify').to.equal(0);
  },
);

Then(
  "le serveur refuse de démarrer avec le code {entier} et nomme le fichier, l'octet et la séquence",
  async function (this: LithairWorld, code: number) {
    this.witness.announceErrorLines();
    const server = this.launch();
    const exit = await Promise.race([
      server.exited,
      server.ready.then(
        () => undefined,
        () => server.exited,
      ),
    ]);
    expect(exit?.code, `sortie du serveur: ${server.log.text}`).to.equal(code);
    expectNamed(this);
  },
);

When('je relance le serveur, et attends sa fin', async function (this: LithairWorld) {
  this.witness.announceErrorLines();
  const server = this.launch();
  await server.exited;
  expect(server.origin, 'le serveur a d’abord servi').to.not.equal('');
});

Then("son journal nomme le fichier, l'octet et la séquence", function (this: LithairWorld) {
  expectNamed(this);
});

/** The server that went last said where the damage is. */
function expectNamed({ server, wound }: LithairWorld): void {
  const { offset, seq, file } = need(wound, 'a wound');
  const lines = server.log.lines.filter((line) => line.includes(file));
  const named = lines.some((line) => hasNumber(line, offset) && hasNumber(line, seq));
  const what = `${file}, octet ${offset} et séquence ${seq}`;
  expect(named, `${what} dans: ${server.log.text}`).to.equal(true);
}

const hasNumber = (line: string, n: number): boolean =>
  new RegExp(`(?<!\\d)${n}(?!\\d)`).test(line);

Then("le répertoire est resté identique à l'octet près", function (this: LithairWorld) {
  const { LOCK: holder, ...before } = need(this.print, 'a print of the directory');
  const { LOCK: lastComer, ...after } = directoryPrint(this.dataDir);
  expect(Object.keys(before).length, 'fichiers, sans quoi rien n’est prouvé').to.be.above(0);
  expect(after, 'contenu du répertoire').to.deep.equal(before);
  // LOCK is no data: it may name the last process that came, but not appear in a directory that
  // is not ours.
  if (holder === undefined) expect(lastComer, 'fichier LOCK apparu').to.equal(undefined);
});

Then(
  'le serveur redémarre et sert les {entier} articles',
  async function (this: LithairWorld, n: number) {
    await this.restart();
    const count = jsonOf(await this.http.send('GET', '/api/articles/count'))['count'];
    expect(count, 'articles servis').to.equal(n);
  },
);

Then(
  'la fin déchirée est gardée telle quelle dans un fichier à part',
  function (this: LithairWorld) {
    const { offset } = need(this.wound, 'a wound');
    const names = readdirSync(this.dataDir).filter((name) =>
      name.startsWith('events.raftlog.torn-'),
    );
    expect(names, 'fichiers de fin déchirée').to.have.length(1);
    expect(names[0], 'nom du fichier, qui dit l’octet').to.include(`.torn-${offset}-`);
    const kept = readFileSync(join(this.dataDir, names[0] ?? ''));
    expect(kept.equals(need(this.tornTail, 'a torn tail')), 'octets mis de côté').to.equal(true);
    expect(existsSync(logPath(this.dataDir)), 'le journal reste').to.equal(true);
  },
);
