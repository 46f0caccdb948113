import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { Then, When } from '@cucumber/cucumber';
import { expect } from 'chai';

import { expectDigests, removeSnapshots, servedList } from '../support/compacted-directory';
import { directoryPrint } from '../support/directory-print';
import { eventually } from '../support/eventually';
import { lithairCommand, verifyDirectory } from '../support/lithair-command';
import type { LithairWorld } from '../support/lithair-world';
import { need } from '../support/need';
import { archivedNames, keptNames, readRaftlog } from '../support/raftlog-reader';

const DIGESTS_MS = 20_000;

When('je retiens la liste des articles', async function (this: LithairWorld) {
  this.servedList = await servedList(this.http);
});

Then('la liste des articles est celle que je retiens', async function (this: LithairWorld) {
  const before = need(this.servedList, 'a list');
  const after = await servedList(this.http);
  expect(
    after === before,
    `liste identique (${before.length} et ${after.length} caractères)`,
  ).to.equal(true);
});

Then(
  "l'archive tient au moins {entier} segments et le journal au plus {entier}",
  function (this: LithairWorld, least: number, most: number) {
    expect(archivedNames(this.dataDir).length, 'segments archivés').to.be.at.least(least);
    expect(keptNames(this.dataDir).length, 'segments du journal').to.be.at.most(most);
  },
);

Then(
  'le journal ne commence plus au premier événement, et rien n’est archivé',
  function (this: LithairWorld) {
    expect(archivedNames(this.dataDir), 'segments archivés').to.deep.equal([]);
    expect(readRaftlog(this.dataDir).startsAfter, 'événements supprimés').to.be.above(0);
  },
);

Then(
  'chaque segment scellé a, à côté de lui, la somme que dit sha256sum',
  async function (this: LithairWorld) {
    let sealed = 0;
    const all = (): boolean => {
      try {
        sealed = expectDigests(this.dataDir);
        return true;
      } catch (error) {
        // A running server still writes some of them; a stopped one never will.
        if (!this.server.isRunning) throw error;
        return false;
      }
    };
    await eventually(all, { withinMs: DIGESTS_MS, what: 'every sealed segment has its digest' });
    expect(sealed, 'segments scellés, sans quoi rien n’est prouvé').to.be.above(0);
  },
);

When("j'efface les instantanés", function (this: LithairWorld) {
  expect(removeSnapshots(this.dataDir), 'instantanés effacés').to.be.above(1);
});

When("j'efface les instantanés, ce qui abîme ce répertoire", function (this: LithairWorld) {
  expect(removeSnapshots(this.dataDir), 'instantanés effacés').to.be.above(1);
  this.witness.announceDamage(this.dataDir);
});

When("j'efface le plus ancien segment que le compactage a laissé", function (this: LithairWorld) {
  const [oldest = ''] = keptNames(this.dataDir);
  expect(oldest, 'un segment scellé').to.match(/^events-/);
  rmSync(join(this.dataDir, oldest));
  this.witness.announceDamage(this.dataDir);
});

When("j'abîme le segment archivé du milieu", function (this: LithairWorld) {
  const names = archivedNames(this.dataDir);
  const name = need(names[names.length >> 1], 'an archived segment');
  const bytes = readFileSync(join(this.dataDir, name));
  const middle = bytes.length >> 1;
  bytes[middle] = (bytes[middle] ?? 0) ^ 1;
  writeFileSync(join(this.dataDir, name), bytes);
  this.damagedArchive = name;
  this.witness.announceDamage(this.dataDir);
});

Then('lithair verify nomme ce segment archivé', async function (this: LithairWorld) {
  const { verdict, result } = await verifyDirectory(this.dataDir);
  expect([verdict?.verdict, verdict?.file], result.stdout).to.deep.equal([
    'corrupt',
    need(this.damagedArchive, 'a damaged segment'),
  ]);
});

Then('lithair verify trouve le répertoire sain', async function (this: LithairWorld) {
  const { verdict, result } = await verifyDirectory(this.dataDir);
  expect(verdict?.verdict, `verdict de verify: ${result.stdout}${result.stderr}`).to.equal('clean');
});

When('je compacte le répertoire avec {string}', async function (this: LithairWorld, flags: string) {
  this.print = directoryPrint(this.dataDir, ['LOCK', 'archive']);
  const args = ['compact', this.dataDir, ...flags.split(' ').filter(Boolean)];
  this.command = await lithairCommand(args);
});

Then("le compactage annonce ce qu'il ferait et ne change rien", function (this: LithairWorld) {
  const { stdout, code } = need(this.command, 'a compaction');
  expect([code, /would be archived/.test(stdout)], stdout).to.deep.equal([0, true]);
  expect(directoryPrint(this.dataDir, ['LOCK', 'archive'])).to.deep.equal(this.print);
  expect(archivedNames(this.dataDir), 'segments archivés').to.deep.equal([]);
});
