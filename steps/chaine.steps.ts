import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { Given, Then, When } from '@cucumber/cucumber';
import { expect } from 'chai';

import { cutBehind, forge, rewrite, unchain } from '../support/chain-forgeries';
import { jsonOf } from '../support/http-client';
import { lithairCommand, verifyDirectory } from '../support/lithair-command';
import type { LithairWorld } from '../support/lithair-world';
import { LogForger } from '../support/log-forger';
import { type Measure, timed } from '../support/measure';
import { need } from '../support/need';
import { readRaftlog } from '../support/raftlog-reader';
import { runUnderLoad } from '../support/tool-drill';

/** Where the scenario keeps its anchors: not where the log is. */
const anchorFile = (world: LithairWorld): string => join(world.scratch, 'ancres.jsonl');

const askAnchor = (world: LithairWorld) => lithairCommand(['anchor', world.dataDir]);

async function verifyWithAnchors(world: LithairWorld): Promise<void> {
  const args = ['verify', world.dataDir, '--json', '--anchor', anchorFile(world)];
  world.command = await lithairCommand(args);
}

When('je demande une ancre', async function (this: LithairWorld) {
  this.command = await askAnchor(this);
});

Given("j'exporte une ancre", async function (this: LithairWorld) {
  const { code, stdout, stderr } = await askAnchor(this);
  expect(code, `code de anchor: ${stderr}`).to.equal(0);
  writeFileSync(anchorFile(this), stdout);
});

When(
  "j'exporte {entier} ancres pendant que {entier} clients écrivent",
  async function (this: LithairWorld, times: number, clients: number) {
    const runs = await runUnderLoad(this, { args: ['anchor', this.dataDir], clients, times });
    this.anchors = runs.map(({ result }) => result.stdout);
    writeFileSync(anchorFile(this), this.anchors.join(''));
  },
);

When("je vérifie le répertoire avec l'ancre", async function (this: LithairWorld) {
  await verifyWithAnchors(this);
});

When(
  /^un faussaire (.+) de l'événement (\d+) et refait toutes les sommes de contrôle$/,
  function (this: LithairWorld, gesture: string, seq: string) {
    forge(this, gesture, Number(seq));
  },
);

When(
  "un faussaire coupe le journal derrière l'événement {entier}",
  function (this: LithairWorld, seq: number) {
    cutBehind(this, seq);
  },
);

When(
  "un faussaire réécrit l'événement {entier} et refait la chaîne",
  function (this: LithairWorld, seq: number) {
    rewrite(this, seq);
  },
);

When('un faussaire ôte la chaîne tout entière', function (this: LithairWorld) {
  unchain(this);
});

Then(
  'les {entier} événements sont chaînés, selon le lecteur indépendant comme selon lithair verify',
  async function (this: LithairWorld, count: number) {
    const { events, damage } = readRaftlog(this.dataDir);
    expect(damage?.reason, 'ce qui rompt la chaîne').to.equal(undefined);
    const hashes = new Set(events.map(({ hash }) => hash));
    hashes.delete(undefined);
    expect(hashes.size, 'empreintes différentes').to.equal(count);
    const { verdict, result } = await verifyDirectory(this.dataDir);
    expect(verdict?.verdict, `verdict: ${result.stdout}${result.stderr}`).to.equal('clean');
    expect(verdict?.chained, 'chaînés selon verify').to.deep.equal([
      { from_seq: 1, to_seq: count },
    ]);
  },
);

Then(
  'lithair verify dit chaînés les événements {entier} à {entier}, et eux seuls',
  async function (this: LithairWorld, from_seq: number, to_seq: number) {
    const { verdict } = await verifyDirectory(this.dataDir);
    expect(verdict?.chained, 'événements chaînés selon verify').to.deep.equal([
      { from_seq, to_seq },
    ]);
    const { events, damage } = readRaftlog(this.dataDir);
    expect(damage?.reason, 'ce qui rompt le journal').to.equal(undefined);
    const carry = events.flatMap(({ seq, hash }) => (hash === undefined ? [] : [seq]));
    expect(
      [carry.at(0), carry.at(-1), carry.length],
      'événements qui portent une empreinte',
    ).to.deep.equal([from_seq, to_seq, to_seq - from_seq + 1]);
  },
);

Then('le journal tient toutes les ancres exportées', async function (this: LithairWorld) {
  expect(new Set(this.anchors).size, 'ancres différentes').to.be.above(1);
  await verifyWithAnchors(this);
  const { code, stdout, stderr } = need(this.command, 'a verification');
  expect(code, `verify: ${stdout}${stderr}`).to.equal(0);
});

Then(
  "l'ancre que donne le statut du nœud est celle de lithair anchor",
  async function (this: LithairWorld) {
    const { log } = jsonOf(await this.http.send('GET', '/status')) as {
      log: { anchor?: unknown };
    };
    const { stdout } = await askAnchor(this);
    expect(log.anchor, 'ancre du statut').to.deep.equal(JSON.parse(stdout));
  },
);

Then(
  "avec l'ancre lithair verify juge le répertoire {string} dès l'événement {entier}",
  async function (this: LithairWorld, expected: string, seq: number) {
    await verifyWithAnchors(this);
    const { code, stdout, stderr } = need(this.command, 'a verification');
    const said = `verify: ${stdout}${stderr}`;
    expect(code, said).to.equal(65);
    const verdict = JSON.parse(stdout) as { verdict: string; seq: number; reason: string };
    expect([verdict.verdict, verdict.seq], said).to.deep.equal([expected, seq]);
    expect(verdict.reason, said).to.include('anchored');
  },
);

When(
  'je vérifie {entier} fois ce journal, et le même sans sa chaîne',
  async function (this: LithairWorld, times: number) {
    const bare = join(this.scratch, 'sans-chaine');
    cpSync(this.dataDir, bare, { recursive: true });
    const forger = new LogForger(bare);
    forger.takeChainOff();
    forger.write('kept', 1);
    for (let time = 0; time < times; time += 1) {
      this.measures.push(await timedVerify('avec la chaîne', this.dataDir));
      this.measures.push(await timedVerify('sans la chaîne', bare));
    }
  },
);

function timedVerify(label: string, directory: string): Promise<Measure> {
  return timed(label, 1, async () => {
    const { verdict, result } = await verifyDirectory(directory);
    expect(verdict?.verdict, `verify: ${result.stdout}${result.stderr}`).to.equal('clean');
    expect(verdict?.chained.length, 'suites chaînées').to.equal(label.startsWith('avec') ? 1 : 0);
  });
}

Then(
  'la vérification avec la chaîne prend moins de {entier} fois le temps de celle sans elle',
  function (this: LithairWorld, factor: number) {
    const best = (label: string): number =>
      Math.min(...this.measures.filter((one) => one.label === label).map(({ seconds }) => seconds));
    const [chained, bare] = [best('avec la chaîne'), best('sans la chaîne')];
    this.log(`verify : ${chained.toFixed(2)} s avec la chaîne, ${bare.toFixed(2)} s sans elle`);
    expect(chained / bare, 'temps avec la chaîne sur temps sans elle').to.be.below(factor);
  },
);
