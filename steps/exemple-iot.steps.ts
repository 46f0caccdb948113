import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { type DataTable, Given, Then, When } from '@cucumber/cucumber';
import { expect } from 'chai';

import { eventually } from '../support/eventually';
import { jsonOf } from '../support/http-client';
import { Injection, type InjectionEnd, writeSample } from '../support/injector';
import {
  askIot,
  type IotLimits,
  loggedReadings,
  type Reading,
  readingsEver,
  servedViews,
  viewsOfLog,
} from '../support/iot-example';
import type { LithairWorld } from '../support/lithair-world';
import { logFingerprint } from '../support/log-fingerprint';
import { need } from '../support/need';

const BATCHES = '/api/events/BatchReadingsAdded';
/** Of patience: how long it takes is nobody's promise. */
const WITHIN_MS = 60_000;

const sampleOf = ({ scratch }: LithairWorld): string => join(scratch, 'releves.ndjson');

/** Small batches, so that there is a middle to be killed in. */
const inject = (world: LithairWorld, ...more: string[]): Injection => {
  const args = ['--wrap', 'batchId,readings', '--batch', '100', '--concurrency', '2', ...more];
  return new Injection([`${world.server.origin}${BATCHES}`, sampleOf(world), ...args]);
};

const moreThan = (world: LithairWorld, readings: number): Promise<void> =>
  eventually(async () => (await readingsEver(world)) > readings, {
    withinMs: WITHIN_MS,
    what: `plus de ${readings} relevés`,
  });

const limitsOf = ({ settings: { env } }: LithairWorld): IotLimits => ({
  eager: Number(env?.['IOT_EAGER_READINGS']),
  recent: Number(env?.['IOT_RECENT_READINGS']),
});

Given(
  "l'application d'exemple IoT, qui garde {entier} relevés par capteur, puis les {entier} derniers",
  async function (this: LithairWorld, eager: number, recent: number) {
    await this.start({
      entry: 'examples/iot-timeseries/main.ts',
      dataDirFrom: 'environment',
      env: {
        LT_PORT: '0',
        IOT_EAGER_READINGS: String(eager),
        IOT_RECENT_READINGS: String(recent),
      },
    });
  },
);

Given('un fichier de {entier} relevés', async function (this: LithairWorld, readings: number) {
  await writeSample(sampleOf(this), readings);
});

When(
  'je fais générer {entier} relevés de {entier} capteurs',
  async function (this: LithairWorld, readings: number, sensors: number) {
    const asked = { readings, sensors, batch: 100 };
    const made = await askIot(this, 'POST', '/api/generate-fresh', asked);
    expect(made['readings'], 'relevés générés').to.equal(readings);
  },
);

When(
  'la ligne {entier} du fichier devient {string}',
  function (this: LithairWorld, line: number, text: string) {
    const lines = readFileSync(sampleOf(this), 'utf8').split('\n');
    writeFileSync(sampleOf(this), lines.with(line - 1, text).join('\n'));
  },
);

When(
  "l'injection du fichier reçoit SIGKILL au-delà de {entier} relevés",
  async function (this: LithairWorld, readings: number) {
    const injection = inject(this);
    await moreThan(this, readings);
    injection.kill();
    expect((await injection.end).signal, "fin de l'injection").to.equal('SIGKILL');
  },
);

When(
  "le serveur reçoit SIGKILL pendant l'injection du fichier, au-delà de {entier} relevés",
  async function (this: LithairWorld, readings: number) {
    const injection = inject(this, '--patience', '0');
    await moreThan(this, readings);
    await this.kill();
    const { code, stderr } = await injection.end;
    expect(code, `fin de l'injection: ${stderr}`).to.equal(69);
    await this.restart();
  },
);

When(
  /^l'injection du fichier est (?:lancée|relancée jusqu'à sa fin)$/,
  async function (this: LithairWorld) {
    this.injection = await inject(this).end;
  },
);

Then(
  'le mode est {string}, avec {entier} relevés dont {entier} en mémoire',
  async function (this: LithairWorld, mode: string, ever: number, inMemory: number) {
    const stats = await askIot(this, 'GET', '/api/stats');
    const { bytes, ...counts } = stats['readings'] as Record<string, number>;
    expect({ mode: stats['mode'], ...counts }).to.deep.equal({ mode, ever, inMemory });
    expect(need(bytes, 'bytes') > 0, 'octets en mémoire').to.equal(inMemory > 0);
  },
);

Then('les vues disent ce que dit le journal', async function (this: LithairWorld) {
  expect(await servedViews(this)).to.deep.equal(viewsOfLog(this, limitsOf(this)));
});

Then(
  'le capteur {string} a {entier} relevés en mémoire, et {entier} en remontant dans le journal',
  async function (this: LithairWorld, sensor: string, inMemory: number, ever: number) {
    const found = async (more: string): Promise<unknown> => {
      const path = `/api/readings?sensor=${sensor}&limit=10000${more}`;
      const { source, readings } = await askIot(this, 'GET', path);
      return { source, readings };
    };
    const all = loggedReadings(this)
      .filter(({ sensor: by }) => by === sensor)
      .map(({ time, value }) => [time, value]);
    expect(all, 'relevés du journal').to.have.length(ever);
    const newest = all.slice(-inMemory);
    expect(await found('')).to.deep.equal({ source: 'memory', readings: newest });
    expect(await found('&from=0')).to.deep.equal({ source: 'log', readings: all });
    const [first] = newest[0] ?? [];
    expect(await found(`&from=${first}`)).to.deep.equal({ source: 'memory', readings: newest });
  },
);

Then(
  "un essai de {entier} doublons de chaque lot n'a aucun effet",
  async function (this: LithairWorld, copies: number) {
    const before = logFingerprint(this.dataDir);
    const asked = { batches: 100, copies };
    const said = await askIot(this, 'POST', '/api/test-duplicates', asked);
    expect(said['sent'], 'doublons envoyés').to.equal((said['batches'] as number) * copies);
    expect(said['effects'], 'effets').to.equal(0);
    expect(said['after'], 'comptes').to.deep.equal(said['before']);
    expect(logFingerprint(this.dataDir), 'journal').to.equal(before);
  },
);

Then(
  "aucune de ces demandes n'est prise, ni ne change le journal:",
  async function (this: LithairWorld, table: DataTable) {
    const before = logFingerprint(this.dataDir);
    for (const row of table.hashes()) {
      const { demande = '', corps = '', statut, code } = row;
      const [method = '', path = ''] = demande.split(' ');
      const body = corps === 'aucun' ? undefined : corps;
      const answer = await this.http.send(method, path, { body });
      const problem = { status: answer.status, code: jsonOf(answer)['code'] };
      expect(problem, demande + corps).to.deep.equal({ status: Number(statut), code });
    }
    expect(logFingerprint(this.dataDir), 'journal').to.equal(before);
  },
);

Then(
  'un lot de {entier} relevés est pris, un lot de {entier} est refusé avec {entier} {string}',
  async function (this: LithairWorld, good: number, bad: number, status: number, code: string) {
    const send = (count: number): ReturnType<typeof this.http.send> => {
      const readings = Array.from({ length: count }, (_, time) => {
        return { sensor: `s${time % 100}`, time, value: time / 100 };
      });
      return this.http.send('POST', BATCHES, { body: { batchId: `lot-de-${count}`, readings } });
    };
    const before = await readingsEver(this);
    expect((await send(good)).status, `un lot de ${good}`).to.equal(201);
    const refused = await send(bad);
    expect([refused.status, jsonOf(refused)['code']]).to.deep.equal([status, code]);
    expect(await readingsEver(this), 'relevés').to.equal(before + good);
  },
);

Then(
  "l'injection a acquitté {entier} relevés, dont au moins {entier} l'étaient déjà",
  function (this: LithairWorld, readings: number, earlier: number) {
    const { code, stdout, stderr } = injectionOf(this);
    expect(code, stderr).to.equal(0);
    const figures = /^(\d+) records, (\d+) acknowledged \((\d+) of them earlier\)/.exec(stdout);
    const [total, done, again = 0] = (figures ?? []).slice(1).map(Number);
    expect([total, done], stdout).to.deep.equal([readings, readings]);
    expect(again, 'déjà acquittés').to.be.within(earlier, readings - 1);
  },
);

Then('le journal a chaque relevé du fichier une fois', function (this: LithairWorld) {
  const textOf = ({ sensor, time, value }: Reading): string => `${sensor} ${time} ${value}`;
  const sent = readFileSync(sampleOf(this), 'utf8').trimEnd().split('\n');
  const wanted = sent.map((line) => textOf(JSON.parse(line) as Reading)).sort();
  const found = loggedReadings(this).map(textOf).sort();
  expect(found.length, 'relevés du journal').to.equal(wanted.length);
  expect(found.join('\n') === wanted.join('\n'), 'les mêmes relevés').to.equal(true);
});

Then(
  "l'injection finit avec le code {entier} et désigne la ligne {entier} du fichier",
  function (this: LithairWorld, code: number, line: number) {
    const { stderr, ...end } = injectionOf(this);
    expect(end.code, stderr).to.equal(code);
    expect(stderr.split('\n'), 'une seule ligne').to.have.length(2);
    expect(stderr).to.include(`${sampleOf(this)}:${line}: `);
  },
);

const injectionOf = ({ injection }: LithairWorld): InjectionEnd => need(injection, 'une injection');
