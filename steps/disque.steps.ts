import { rmSync } from 'node:fs';
import { join } from 'node:path';

import { Given, Then, When } from '@cucumber/cucumber';
import { expect } from 'chai';

import { cutPower, untilWritable, writeUntilFull, writeUntilItEnds } from '../support/disk-drill';
import { environmentOf } from '../support/environment-of';
import { frenchMs } from '../support/french-figures';
import { jsonOf } from '../support/http-client';
import type { LithairWorld } from '../support/lithair-world';
import { need } from '../support/need';
import { problemCode } from '../support/problem';
import { SeededRandom, suiteSeed } from '../support/seeded-random';
import { skipLoudly } from '../support/skips';

/** What takes the room of a disk until a scenario removes it. */
const ballast = (world: LithairWorld): string => join(world.scratch, 'support', 'autre-chose');
/** Of a disk whose support has hardly any room left. */
const SUPPORT_BYTES = 24_000_000;

/** The next servers keep their data there. */
function dataOn(world: LithairWorld, mountPoint: string): void {
  world.settings = { ...world.settings, dataDir: join(mountPoint, 'donnees') };
}

Given(
  'un disque en mémoire de {octets}, dont {octets} est pris par autre chose',
  function (this: LithairWorld, bytes: number, taken: number) {
    const why = this.disks.unavailable();
    if (why !== undefined) return skipLoudly(this, why);
    dataOn(this, this.disks.mountMemory('support', bytes));
    this.disks.fill(ballast(this), taken);
    return undefined;
  },
);

Given("une machine où l'on peut monter un disque", function (this: LithairWorld) {
  const why = this.disks.unavailable();
  return why === undefined ? undefined : skipLoudly(this, why);
});

Given('un disque ext4 de {octets} dans un fichier', function (this: LithairWorld, bytes: number) {
  const why = this.disks.unavailable();
  if (why !== undefined) return skipLoudly(this, why);
  this.disk = this.disks.makeLoop('disque', bytes);
  dataOn(this, this.disk.mountPoint);
  return undefined;
});

Given(
  "un disque ext4 de {octets}, dont le support n'a plus que {octets}",
  function (this: LithairWorld, bytes: number, left: number) {
    const why = this.disks.unavailable();
    if (why !== undefined) return skipLoudly(this, why);
    const support = this.disks.mountMemory('support', SUPPORT_BYTES);
    this.disk = this.disks.makeLoop('disque', bytes, support);
    dataOn(this, this.disk.mountPoint);
    this.disks.fill(ballast(this), this.disks.freeBytes(support) - left);
    return undefined;
  },
);

Given('un serveur Lithair sur ce disque', async function (this: LithairWorld) {
  await this.start();
});

Given(
  'un serveur Lithair réglé avec {string} sur ce disque',
  async function (this: LithairWorld, settings: string) {
    await this.start({ env: environmentOf(settings) });
  },
);

When(
  "{entier} clients écrivent jusqu'à {entier} refus faute de place",
  async function (this: LithairWorld, clients: number, refusals: number) {
    this.witness.announceStatus(507);
    const nextCall = () => this.traffic.createWithId();
    await writeUntilFull(this, { clients, refusals, nextCall });
  },
);

When("l'autre chose est effacée", function (this: LithairWorld) {
  rmSync(ballast(this));
});

When(
  '{entier} fois de suite, le courant du disque est coupé sous {entier} clients, puis le serveur redémarre sur ce qui en reste',
  async function (this: LithairWorld, times: number, clients: number) {
    const random = new SeededRandom(suiteSeed());
    for (let time = 0; time < times; time += 1) {
      const afterAcknowledged = random.integer(50, 800);
      const disk = need(this.disk, 'a disk');
      this.disk = await cutPower(this, disk, { clients, afterAcknowledged });
      dataOn(this, this.disk.mountPoint);
      await this.restart();
    }
    this.log(`${this.ledger.acknowledgedCount} écritures acquittées avant ${times} coupures`);
  },
);

When(
  "{entier} clients écrivent jusqu'à la fin du serveur",
  async function (this: LithairWorld, clients: number) {
    this.witness.announceStatus(503);
    this.witness.announceErrorLines();
    this.diskFailure = await writeUntilItEnds(this, clients);
  },
);

When('le support est réparé et le disque monté à nouveau', function (this: LithairWorld) {
  const { image, mountPoint, device } = need(this.disk, 'a disk');
  rmSync(ballast(this));
  this.disks.unmount(mountPoint);
  this.disks.detach(device);
  this.disk = this.disks.mountImage('disque', image);
});

Then(
  'tous les refus sont des {entier} {string}',
  function (this: LithairWorld, status: number, code: string) {
    const { refusals } = need(this.load, 'a load');
    const kinds = new Set(refusals.map((one) => `${one.status} ${problemCode(one.body)}`));
    expect([...kinds], 'refus reçus par les clients').to.deep.equal([`${status} ${code}`]);
  },
);

Then('le serveur se dit {string}', async function (this: LithairWorld, state: string) {
  const answer = await this.http.send('GET', '/ready');
  expect(answer.status, 'statut de GET /ready').to.equal(200);
  expect(jsonOf(answer), 'GET /ready').to.deep.equal({ status: state });
});

Then(
  'le serveur écrit de nouveau, sans redémarrage, en moins de {durée}',
  async function (this: LithairWorld, ms: number) {
    const { pid } = this.server;
    await untilWritable(this, ms);
    expect(this.server.isRunning && this.server.pid, 'le même processus').to.equal(pid);
  },
);

Then(
  'les demandes en suspens ont reçu {entier} {string}, moins de {durée} avant la fin du serveur',
  function (this: LithairWorld, status: number, code: string, ms: number) {
    const { refusals, endedAfterMs } = need(this.diskFailure, 'a disk that failed');
    this.log(`refus ${refusals.join(', ')} ; fin ${frenchMs(endedAfterMs)} après le premier`);
    expect(refusals, 'refus reçus par les clients').to.include(`${status} ${code}`);
    expect(endedAfterMs, 'du premier refus à la fin du serveur (ms)').to.be.below(ms);
  },
);
