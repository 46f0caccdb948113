import { rmSync } from 'node:fs';
import { join } from 'node:path';

import { type DataTable, Given, Then, When } from '@cucumber/cucumber';
import { expect } from 'chai';

import { directoryPrint } from '../support/directory-print';
import { environmentOf } from '../support/environment-of';
import { lithairCommand } from '../support/lithair-command';
import type { LithairWorld } from '../support/lithair-world';
import { need } from '../support/need';
import { launchRefused } from '../support/refused-start';
import { snapshotNames } from '../support/snapshot-reader';
import { expectStock, stockApp, writeStock } from '../support/stock';

const flagsOf = (name: string): string[] => ['--app', stockApp(name)];

interface Migrated {
  dry_run: boolean;
  models: { model: string; from: number; to: number; migrated: number }[];
  misfits: number;
}

Given(
  'un serveur Lithair du stock {string} réglé avec {string}',
  async function (this: LithairWorld, name: string, settings: string) {
    await this.start({ flags: flagsOf(name), env: environmentOf(settings) });
  },
);

Given('un serveur Lithair du stock {string}', async function (this: LithairWorld, name: string) {
  await this.start({ flags: flagsOf(name) });
});

Given(
  "j'écris {entier} produits à la version {entier}",
  async function (this: LithairWorld, products: number, version: number) {
    await writeStock(this, { version, products });
  },
);

When('je redémarre le serveur sur le stock {string}', async function (this: LithairWorld, name) {
  this.settings = { ...this.settings, flags: flagsOf(String(name)) };
  await this.restart();
});

When('je lance le serveur sur le stock {string}', async function (this: LithairWorld, name) {
  this.print = directoryPrint(this.dataDir);
  const server = this.launch({ ...this.settings, flags: flagsOf(String(name)) });
  await launchRefused(this, server);
});

When(
  'je lance la commande de schéma {string} sur le stock {string}',
  async function (this: LithairWorld, command: string, name: string) {
    this.print = directoryPrint(this.dataDir);
    const flags = ['--data', this.dataDir, ...flagsOf(name), '--json'];
    this.command = await lithairCommand(['schema', ...command.split(' '), ...flags]);
  },
);

When("j'efface tous les instantanés du stock", function (this: LithairWorld) {
  const names = snapshotNames(this.dataDir);
  expect(names.length, 'instantanés, sans quoi rien n’est prouvé').to.be.above(0);
  for (const name of names) rmSync(join(this.dataDir, name));
});

Then(
  'le stock servi est celui du journal, porté à la version {entier}',
  async function (this: LithairWorld, version: number) {
    expect(await expectStock(this, version), 'fiches comparées').to.be.above(0);
  },
);

Then(
  'la migration dit {entier} fiches refaites et {entier} qui ne vont pas',
  function (this: LithairWorld, migrated: number, misfits: number) {
    const said = JSON.parse(need(this.command, 'a command').stdout) as Migrated;
    expect(said.misfits, 'fiches qui ne vont pas').to.equal(misfits);
    const total = said.models.reduce((sum, model) => sum + model.migrated, 0);
    expect(total, 'fiches refaites').to.equal(migrated);
  },
);

Then(/^la commande dit en JSON (\{.+\})$/, function (this: LithairWorld, expected: string) {
  const said = JSON.parse(need(this.command, 'a command').stdout || '{}') as object;
  expect(said, 'ce que dit la commande').to.deep.include(JSON.parse(expected) as object);
});

Then("l'histoire du schéma dit:", async function (this: LithairWorld, table: DataTable) {
  const { stdout, stderr } = await lithairCommand([
    ...['schema', 'history', '--data', this.dataDir],
    '--json',
  ]);
  const { schemas } = JSON.parse(stdout || '{"schemas":[]}') as {
    schemas: { from_seq: number; models: Record<string, number>; differences: object[] }[];
  };
  const said = schemas.map(({ from_seq: seq, models, differences }) => [
    ...[seq, models['products'], differences.length].map(String),
  ]);
  expect(said, `histoire du schéma: ${stderr}`).to.deep.equal(table.rows());
});
