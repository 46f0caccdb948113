import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Given, Then, When } from '@cucumber/cucumber';
import { expect } from 'chai';

import { acknowledgedSeq } from '../support/acknowledged-seq';
import { createArticles } from '../support/article-phases';
import { eventually } from '../support/eventually';
import { jsonOf } from '../support/http-client';
import { lithairCommand } from '../support/lithair-command';
import type { LithairWorld } from '../support/lithair-world';
import { logFingerprint } from '../support/log-fingerprint';
import { need } from '../support/need';
import { compareRestarts, recordRestarts, reviseUntil } from '../support/restart-gain';
import { restartFrom } from '../support/restarts';
import { settledLog } from '../support/settled-log';
import {
  askForSnapshot,
  killDuringSnapshot,
  snapshotSeqs,
  untilSnapshot,
} from '../support/snapshot-drill';
import { expectSnapshotsOf } from '../support/snapshot-oracle';
import { NEWEST_SNAPSHOT, snapshotNames, UNFINISHED_SNAPSHOT } from '../support/snapshot-reader';
import { damageSnapshot } from '../support/snapshot-surgeon';
import { medianP99, recordWindows, snapshotWindows } from '../support/snapshot-windows';

const NAMED_MS = 20_000;

Given(
  '{entier} fois {entier} articles créés puis un instantané demandé par SIGUSR2',
  async function (this: LithairWorld, times: number, articles: number) {
    for (let time = 1; time <= times; time += 1) {
      await createArticles(this, articles);
      await askForSnapshot(this, time * articles);
    }
  },
);

Given(
  "{entier} articles modifiés par lots jusqu'à l'événement {entier}",
  async function (this: LithairWorld, articles: number, events: number) {
    await reviseUntil(this, articles, events);
  },
);

Given(
  "l'instantané de l'événement {entier} est pris",
  async function (this: LithairWorld, seq: number) {
    await untilSnapshot(this, seq);
  },
);

Given(
  '{entier} fois {entier} articles créés, qui provoquent un instantané',
  async function (this: LithairWorld, times: number, articles: number) {
    for (let time = 1; time <= times; time += 1) {
      await createArticles(this, articles);
      await untilSnapshot(this, time * articles);
    }
  },
);

Given(
  'je demande par SIGUSR2 un instantané de tout ce qui est écrit',
  async function (this: LithairWorld) {
    const { seq } = jsonOf(await this.http.send('GET', '/status')) as { seq: number };
    await askForSnapshot(this, seq);
  },
);

Given('un instantané demandé par SIGUSR2', async function (this: LithairWorld) {
  await askForSnapshot(this, acknowledgedSeq(need(this.answer, 'an answer'), 'disk'));
});

When(
  "je compare {entier} départs depuis l'instantané à {entier} départs qui rejouent tout",
  async function (this: LithairWorld, restores: number, replays: number) {
    await this.kill();
    this.restarts = await compareRestarts(this, { restores, replays });
    recordRestarts(this, this.restarts);
  },
);

Then(
  "l'instantané rend l'état au moins {entier} fois plus vite quand le journal est vérifié après",
  function (this: LithairWorld, times: number) {
    const { replayed, checkedAfter } = need(this.restarts, 'restarts');
    expect(replayed.ms / checkedAfter.ms, 'gain du départ').to.be.at.least(times);
  },
);

Then(
  'au moins {entier} fois plus vite quand le journal est vérifié avant',
  function (this: LithairWorld, times: number) {
    const { replayed, checkedBefore } = need(this.restarts, 'restarts');
    expect(replayed.ms / checkedBefore.ms, 'gain du départ').to.be.at.least(times);
  },
);

Then("tous ces départs servent la même liste, à l'octet près", function (this: LithairWorld) {
  const { lists } = need(this.restarts, 'restarts');
  expect([...lists][0]?.length, 'octets de la liste').to.be.above(1000);
  expect(lists.size, 'listes différentes').to.equal(1);
});

When(
  "je demande un instantané par SIGUSR2 et je tue le serveur dès qu'il porte son nom",
  async function (this: LithairWorld) {
    const newest = join(this.dataDir, NEWEST_SNAPSHOT);
    this.server.signal('SIGUSR2');
    await eventually(() => existsSync(newest), { withinMs: NAMED_MS, everyMs: 0, what: newest });
    await this.kill();
  },
);

When('je prends un instantané par la commande', async function (this: LithairWorld) {
  this.logPrint = logFingerprint(this.dataDir);
  this.command = await lithairCommand(['snapshot', this.dataDir]);
});

When(/^le plus récent instantané est (.+)$/, function (this: LithairWorld, damage: string) {
  const newest = join(this.dataDir, NEWEST_SNAPSHOT);
  damageSnapshot(newest, damage);
  this.damagedSnapshot = readFileSync(newest);
});

When(/^tous les instantanés sont (.+)$/, function (this: LithairWorld, damage: string) {
  const names = snapshotNames(this.dataDir);
  expect(names.length, 'instantanés à abîmer').to.be.above(0);
  for (const name of names) damageSnapshot(join(this.dataDir, name), damage);
});

When(
  "{entier} fois de suite, je tue le serveur pendant qu'il écrit un instantané sous {entier} clients puis je le redémarre",
  async function (this: LithairWorld, times: number, clients: number) {
    let unfinished = 0;
    for (let time = 0; time < times; time += 1) {
      const share = time / times;
      if (await killDuringSnapshot(this, { clients, share })) unfinished += 1;
      await this.restart();
    }
    this.log(`${unfinished} instantanés sur ${times} étaient inachevés`);
    expect(unfinished, 'instantanés inachevés, sans quoi rien n’est prouvé').to.be.above(0);
  },
);

When(
  '{entier} clients lisent et écrivent par {entier} paires de fenêtres de {durée}, sans puis avec des instantanés',
  async function (this: LithairWorld, clients: number, pairs: number, durationMs: number) {
    this.snapshotWindows = await snapshotWindows(this, { clients, durationMs, pairs });
  },
);

Then(
  'le p99 pendant les instantanés, en médiane des fenêtres, est inférieur à {entier} fois le p99 sans instantané',
  function (this: LithairWorld, times: number) {
    const { without, during, taken } = need(this.snapshotWindows, 'windows');
    recordWindows(this, need(this.snapshotWindows, 'windows'));
    expect(Math.min(...taken), 'instantanés pris dans la fenêtre qui en a le moins').to.be.above(0);
    const refused = [...without, ...during].flatMap(({ refusals }) => refusals);
    expect(refused.length, 'demandes refusées').to.equal(0);
    const ratio = medianP99(during) / medianP99(without);
    expect(ratio, 'p99 pendant les instantanés, en fois le p99 sans').to.be.below(times);
  },
);

Then(
  'au moins {entier} instantanés sont sur le disque',
  function (this: LithairWorld, least: number) {
    const seqs = snapshotSeqs(this.dataDir);
    this.log(`instantanés des événements ${seqs.join(', ')}`);
    expect(seqs.length, 'instantanés sur le disque').to.be.at.least(least);
  },
);

Then(
  /^les instantanés sur le disque sont ceux (?:de l'événement|des événements) (.+)$/,
  function (this: LithairWorld, list: string) {
    const seqs = snapshotSeqs(this.dataDir);
    expect(seqs.join(' et '), 'événements des instantanés').to.equal(list);
  },
);

Then(
  "chaque instantané est entier, et le rejeu du journal jusqu'à son événement",
  async function (this: LithairWorld) {
    expectSnapshotsOf(this.dataDir, await settledLog(this));
  },
);

Then(
  "un départ depuis chaque instantané, ou sans aucun, sert la même liste à l'octet près",
  async function (this: LithairWorld) {
    const names = snapshotNames(this.dataDir);
    expect(names.length, 'instantanés, sans quoi rien n’est prouvé').to.be.above(0);
    const seqs = snapshotSeqs(this.dataDir);
    const replayed = await restartFrom(this, undefined);
    expect(replayed.snapshotSeq, 'instantané chargé quand il n’y en a aucun').to.equal(0);
    expect(replayed.list.length, 'octets de la liste rejouée').to.be.above(100);
    for (const [index, name] of names.entries()) {
      const restored = await restartFrom(this, name);
      expect(restored.snapshotSeq, `instantané chargé depuis ${name}`).to.equal(seqs[index]);
      const isSame = restored.list === replayed.list;
      expect(isSame, `INV-7: liste servie depuis ${name}, identique au rejeu`).to.equal(true);
    }
  },
);

async function expectRecovery(world: LithairWorld, seq: number, events: number): Promise<void> {
  const { recovery } = jsonOf(await world.http.send('GET', '/status')) as {
    recovery: Record<string, number>;
  };
  expect(recovery['snapshot_seq'], 'événement de l’instantané chargé').to.equal(seq);
  expect(recovery['events'], 'événements rejoués derrière lui').to.equal(events);
}

Then(
  "le départ a chargé l'instantané du dernier événement et n'a rien rejoué",
  async function (this: LithairWorld) {
    const { events } = await settledLog(this);
    await expectRecovery(this, events.length, 0);
  },
);

Then(
  "le départ a chargé l'instantané de l'événement {entier} et rejoué {entier} événements",
  async function (this: LithairWorld, seq: number, events: number) {
    await expectRecovery(this, seq, events);
  },
);

Then(
  "le départ n'a chargé aucun instantané et a rejoué {entier} événements",
  async function (this: LithairWorld, events: number) {
    await expectRecovery(this, 0, events);
  },
);

Then("l'instantané abîmé est mis de côté tel quel", function (this: LithairWorld) {
  const aside = readdirSync(this.dataDir).filter((name) => /^state\.raftsnap\.bad-/.test(name));
  expect(aside.length, 'instantanés mis de côté').to.equal(1);
  const kept = readFileSync(join(this.dataDir, aside[0] ?? ''));
  const isSame = kept.equals(need(this.damagedSnapshot, 'a damaged snapshot'));
  expect(isSame, 'octets mis de côté').to.equal(true);
});

Then('il ne reste aucun instantané inachevé', function (this: LithairWorld) {
  expect(readdirSync(this.dataDir), 'fichiers').to.not.include(UNFINISHED_SNAPSHOT);
});
