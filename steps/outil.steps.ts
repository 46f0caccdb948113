import { readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';

import { Given, Then, When } from '@cucumber/cucumber';
import { expect } from 'chai';

import { createArticles } from '../support/article-phases';
import { directoryPrint } from '../support/directory-print';
import { jsonOf } from '../support/http-client';
import { lithairCommand } from '../support/lithair-command';
import type { LithairWorld } from '../support/lithair-world';
import { need } from '../support/need';
import { readRaftlog } from '../support/raftlog-reader';
import {
  expectSameLog,
  expectWhole,
  jsonLines,
  killBackups,
  runUnderLoad,
} from '../support/tool-drill';
import type { BackupSaid } from '../support/tool-run';

const inScratch = (world: LithairWorld, name: string): string => join(world.scratch, name);
const backupDir = (world: LithairWorld): string => inScratch(world, 'sauvegarde');
/** What a restore or a repair wrote. */
const newDir = (world: LithairWorld): string => inScratch(world, 'nouveau');

async function backUp(world: LithairWorld): Promise<void> {
  world.command = await lithairCommand(['backup', world.dataDir, backupDir(world), '--json']);
  if (world.command.code === 0) world.backups.push(JSON.parse(world.command.stdout) as BackupSaid);
}

When("j'inspecte le journal avec {string}", async function (this: LithairWorld, options: string) {
  const flags = options.split(' ').filter(Boolean);
  this.command = await lithairCommand(['inspect', this.dataDir, ...flags]);
});

Then(
  "l'inspection donne les événements {entier} à {entier}, tels que le journal les tient",
  function (this: LithairWorld, first: number, last: number) {
    const { stdout } = need(this.command, 'an inspection');
    const stored = readRaftlog(this.dataDir).events.slice(first - 1, last);
    expect(stored.length, 'événements lus par le lecteur indépendant').to.equal(last - first + 1);
    expect(jsonLines(stdout), 'événements inspectés').to.deep.equal(stored);
  },
);

Then(
  "l'inspection donne {string} de la fiche {string}",
  function (this: LithairWorld, types: string, id: string) {
    const events = jsonLines(need(this.command, 'an inspection').stdout);
    expect(events.map((event) => event.event_type).join(', '), 'types inspectés').to.equal(types);
    expect(new Set(events.map((event) => event.aggregate_id)), 'fiches').to.deep.equal(
      new Set([id]),
    );
  },
);

When(
  "j'inspecte {entier} fois le journal pendant que {entier} clients écrivent",
  async function (this: LithairWorld, times: number, clients: number) {
    const args = ['inspect', this.dataDir];
    this.toolRuns = await runUnderLoad(this, { args, clients, times });
  },
);

Then(
  "chaque inspection est une suite sans trou qui tient tous les acquittements d'avant elle",
  function (this: LithairWorld) {
    expect(this.toolRuns.length, 'inspections, sans quoi rien n’est prouvé').to.be.above(0);
    for (const { acknowledged, result } of this.toolRuns) {
      const events = jsonLines(result.stdout);
      const gap = events.findIndex(({ seq }, index) => seq !== index + 1);
      expect(gap, 'premier événement hors de sa place').to.equal(-1);
      const seen = new Set(events.map(({ aggregate_id: id }) => id));
      const missing = acknowledged.filter((id) => !seen.has(id));
      expect(missing.slice(0, 5), 'acquittés avant l’inspection et absents').to.deep.equal([]);
    }
  },
);

When('je sauvegarde le journal', async function (this: LithairWorld) {
  await backUp(this);
  expect(this.command?.code, `code de backup: ${this.command?.stderr}`).to.equal(0);
});

When(
  'je sauvegarde {entier} fois le journal pendant que {entier} clients écrivent',
  async function (this: LithairWorld, times: number, clients: number) {
    const args = ['backup', this.dataDir, backupDir(this), '--json'];
    this.toolRuns = await runUnderLoad(this, { args, clients, times });
    for (const { result } of this.toolRuns)
      this.backups.push(JSON.parse(result.stdout) as BackupSaid);
    await expectWhole(backupDir(this), 'la sauvegarde');
  },
);

When(
  'je tue {entier} sauvegardes en pleine écriture',
  async function (this: LithairWorld, times: number) {
    const killed = await killBackups(this, backupDir(this), times);
    this.log(`${killed} sauvegardes sur ${times} tuées avant leur fin`);
    expect(killed, 'sauvegardes tuées avant leur fin').to.be.above(0);
  },
);

When('je détruis le répertoire de données', function (this: LithairWorld) {
  rmSync(this.dataDir, { recursive: true });
});

When('je restaure la sauvegarde à sa place', async function (this: LithairWorld) {
  this.command = await lithairCommand(['restore', backupDir(this), this.dataDir, '--json']);
  expect(this.command.code, `code de restore: ${this.command.stderr}`).to.equal(0);
});

Then(
  'tous les articles acquittés avant la sauvegarde sont dans le journal',
  function (this: LithairWorld) {
    const { acknowledged } = need(this.toolRuns.at(-1), 'a backup under load');
    expect(acknowledged.length, 'acquittés avant la sauvegarde').to.be.above(0);
    const { events } = readRaftlog(this.dataDir);
    const stored = new Set(events.map(({ aggregate_id: id }) => id));
    const lost = acknowledged.filter((id) => !stored.has(id));
    expect(lost.slice(0, 5), 'INV-1: acquittés avant la sauvegarde et perdus').to.deep.equal([]);
  },
);

Then('la sauvegarde est le journal, octet pour octet', async function (this: LithairWorld) {
  await expectWhole(backupDir(this), 'la sauvegarde');
  expectSameLog(this.dataDir, backupDir(this));
});

Then('les sauvegardes ont ajouté chaque événement une seule fois', function (this: LithairWorld) {
  let last = 0;
  for (const { events, first_seq, last_seq } of this.backups) {
    expect(first_seq ?? last + 1, 'premier événement ajouté').to.equal(last + 1);
    expect(last_seq - last, 'événements ajoutés').to.equal(events);
    last = last_seq;
  }
  expect(last, 'dernier événement sauvegardé').to.equal(readRaftlog(this.dataDir).events.length);
});

When('le serveur redémarre sur la sauvegarde', async function (this: LithairWorld) {
  await this.server.stop();
  this.useDirectory(basename(backupDir(this)));
  await this.restart();
});

Given(
  'un autre répertoire qui contient {entier} articles enregistrés puis un arrêt propre',
  async function (this: LithairWorld, articles: number) {
    this.useDirectory('autre');
    this.http.reconnect();
    await this.start();
    await createArticles(this, articles);
    expect((await this.server.stop()).code, 'code de l’arrêt propre').to.equal(0);
  },
);

When('je sauvegarde ce journal au même endroit', async function (this: LithairWorld) {
  this.print = directoryPrint(backupDir(this), ['LOCK']);
  await backUp(this);
});

Then("la sauvegarde est restée identique à l'octet près", function (this: LithairWorld) {
  const before = need(this.print, 'a print of the backup');
  expect(directoryPrint(backupDir(this), ['LOCK']), 'contenu de la sauvegarde').to.deep.equal(
    before,
  );
});

When(
  /^je restaure la sauvegarde jusqu'à (l'heure de )?l'événement (\d+)$/,
  async function (this: LithairWorld, isTime: string | undefined, seq: string) {
    const event = readRaftlog(this.dataDir).events[Number(seq) - 1];
    const us = need(event, 'an event').timestamp;
    const fraction = String(us % 1_000_000).padStart(6, '0');
    const time = `${new Date(us / 1000).toISOString().slice(0, 19)}.${fraction}Z`;
    const to = ['--to', isTime === undefined ? seq : time];
    this.command = await lithairCommand(['restore', backupDir(this), newDir(this), ...to]);
    expect(this.command.code, `code de restore: ${this.command.stderr}`).to.equal(0);
  },
);

When('je restaure la sauvegarde sur le répertoire de données', async function (this: LithairWorld) {
  this.print = directoryPrint(this.dataDir);
  this.command = await lithairCommand(['restore', backupDir(this), this.dataDir]);
});

Then(
  /^le répertoire (?:restauré|réparé) tient les événements 1 à (\d+), et pas un de plus$/,
  async function (this: LithairWorld, last: string) {
    const events = await expectWhole(newDir(this), 'le nouveau répertoire');
    const original = readRaftlog(this.dataDir).events.slice(0, Number(last));
    expect(events.length, 'événements du nouveau répertoire').to.equal(Number(last));
    expect(events, 'événements du nouveau répertoire').to.deep.equal(original);
  },
);

Then(
  'le serveur redémarre dessus et sert {entier} articles',
  async function (this: LithairWorld, articles: number) {
    if (this.server.isRunning) await this.server.stop();
    this.useDirectory(basename(newDir(this)));
    await this.restart();
    const count = jsonOf(await this.http.send('GET', '/api/articles/count'))['count'];
    expect(count, 'articles servis').to.equal(articles);
  },
);

When('je répare le journal', async function (this: LithairWorld) {
  this.command = await lithairCommand(['repair', this.dataDir, newDir(this), '--json']);
});

Then(
  'la réparation dit perdus les événements {entier} à {entier}',
  function (this: LithairWorld, from_seq: number, to_seq: number) {
    const said = JSON.parse(need(this.command, 'a repair').stdout) as Record<string, unknown>;
    expect(said['lost'], 'événements dits perdus').to.deep.equal({ from_seq, to_seq });
    expect(said['last_seq'], 'dernier événement sauvé').to.equal(from_seq - 1);
    expect(said['offset'], 'octet du dommage').to.equal(need(this.wound, 'a wound').offset);
  },
);

Then(
  "la réparation met à part les événements {entier} à {entier}, tels qu'ils étaient",
  function (this: LithairWorld, first: number, last: number) {
    const aside = jsonLines(readFileSync(join(newDir(this), 'lost-events.jsonl'), 'utf8'));
    const expected = Array.from({ length: last - first + 1 }, (_, index) => first + index);
    expect(
      aside.map(({ seq }) => seq),
      'événements mis à part',
    ).to.deep.equal(expected);
    for (const { aggregate_id: id, payload } of aside) {
      const acknowledged = this.ledger.entries.get(Number(id))?.acknowledged;
      expect(payload, `fiche ${id} mise à part`).to.deep.equal({ id, ...acknowledged });
    }
  },
);
