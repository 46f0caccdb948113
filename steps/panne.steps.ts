import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { Given, Then, When } from '@cucumber/cucumber';
import { expect } from 'chai';

import { createArticles } from '../support/article-phases';
import { BLOWS, killDuringLot, strikeUnderLoad } from '../support/crash-rounds';
import { directoryPrint } from '../support/directory-print';
import { FileSurgeon, type Wound } from '../support/file-surgeon';
import { jsonOf } from '../support/http-client';
import { verifyDirectory } from '../support/lithair-command';
import type { LithairWorld } from '../support/lithair-world';
import { changeCalls } from '../support/change-calls';
import { followWrites } from '../support/follow-writes';
import { need } from '../support/need';
import { problemCode } from '../support/problem';
import { logPath } from '../support/raftlog-reader';
import { settledLog } from '../support/settled-log';

const DISK_FULL_MS = 30_000;
const ACKNOWLEDGED_BEFORE_BLOW = [150, 400, 700, 250, 1000];

Given(
  'un répertoire qui contient {entier} articles enregistrés puis un arrêt propre',
  async function (this: LithairWorld, articles: number) {
    await this.start();
    await createArticles(this, articles);
    expect((await this.server.stop()).code, 'code de l’arrêt propre').to.equal(0);
  },
);

/**
 * Damages the log as `gesture` says, and remembers where and what the directory then looks
 * like.
 */
function damage(world: LithairWorld, gesture: (surgeon: FileSurgeon) => Wound): void {
  world.wound = gesture(new FileSurgeon(world.dataDir));
  world.witness.announceDamage(world.dataDir);
  world.print = directoryPrint(world.dataDir);
}

When("j'inverse un bit de l'événement {entier}", function (this: LithairWorld, seq: number) {
  damage(this, (surgeon) => surgeon.flip(seq));
});

When(
  "je retire {entier} octets de l'événement {entier}",
  function (this: LithairWorld, bytes: number, seq: number) {
    damage(this, (surgeon) => surgeon.cutInside(seq, bytes));
  },
);

When("je coupe le journal avant l'événement {entier}", function (this: LithairWorld, seq: number) {
  damage(this, (surgeon) => surgeon.truncateBefore(seq));
});

When(
  "je coupe le journal au milieu de l'événement {entier}",
  function (this: LithairWorld, seq: number) {
    damage(this, (surgeon) => surgeon.truncateInside(seq));
  },
);

When("j'échange l'événement {entier} et le suivant", function (this: LithairWorld, seq: number) {
  damage(this, (surgeon) => surgeon.swapWithNext(seq));
});

When("je supprime la ligne de l'événement {entier}", function (this: LithairWorld, seq: number) {
  damage(this, (surgeon) => surgeon.delete(seq));
});

When("je duplique la ligne de l'événement {entier}", function (this: LithairWorld, seq: number) {
  damage(this, (surgeon) => surgeon.duplicate(seq));
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
  "{entier} clients écrivent jusqu'à ce que le disque soit plein",
  async function (this: LithairWorld, clients: number) {
    this.witness.announceStatus(503);
    this.witness.announceErrorLines();
    const nextCall = () => this.traffic.createWithId();
    const durationMs = DISK_FULL_MS;
    await this.runLoad({ connections: clients, durationMs, nextCall, until: this.server.exited });
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
  'les écritures en suspens sont refusées avec {entier} {string}',
  function (this: LithairWorld, status: number, code: string) {
    const { refusals } = need(this.load, 'a load');
    const codes = new Set(refusals.map((one) => `${one.status} ${problemCode(one.body)}`));
    expect(codes, 'refus reçus par les clients').to.include(`${status} ${code}`);
    expect(
      [...codes].filter((one) => !one.startsWith('503 ')),
      'autres refus',
    ).to.deep.equal([]);
  },
);

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

Then(
  "lithair verify juge le répertoire {string} et nomme le fichier, l'octet et la séquence",
  async function (this: LithairWorld, expected: string) {
    const { verdict, result } = await verifyDirectory(this.dataDir);
    const wound = need(this.wound, 'a wound');
    const said = `verdict: ${result.stdout}${result.stderr}`;
    expect(verdict?.verdict, said).to.equal(expected);
    expect(result.code, `code de sortie, ${said}`).to.equal(expected === 'corrupt' ? 65 : 0);
    expect(verdict?.file, `fichier nommé, ${said}`).to.match(/events\.raftlog$/);
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
    const { offset, seq } = need(this.wound, 'a wound');
    const lines = server.log.lines.filter((line) => line.includes('events.raftlog'));
    const named = lines.some((line) => hasNumber(line, offset) && hasNumber(line, seq));
    expect(named, `fichier, octet ${offset} et séquence ${seq} dans: ${server.log.text}`).to.equal(
      true,
    );
  },
);

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
