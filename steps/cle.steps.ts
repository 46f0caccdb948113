import { type DataTable, Then, When } from '@cucumber/cucumber';
import { expect } from 'chai';

import { strikeUnderLoad } from '../support/crash-rounds';
import { eventually } from '../support/eventually';
import { jsonOf } from '../support/http-client';
import { burst, burstUntilKilled, createUntilAccepted, creation } from '../support/keyed-bursts';
import type { KeyedRequest } from '../support/keyed-requests';
import { changeKeysFile } from '../support/keys-file';
import type { LithairWorld } from '../support/lithair-world';
import { logFingerprint } from '../support/log-fingerprint';
import { need } from '../support/need';
import { expectProblem } from '../support/problem';
import { expectOneAnswer, expectOneEffectAKey, isReplayed } from '../support/replayed-answers';
import { settledLog } from '../support/settled-log';
import { killOnceWritten } from '../support/unheard-request';

const FORGOTTEN_MS = 20_000;
const bodyOf = (text: string): string | undefined => (text === 'vide' ? undefined : text);

async function send(world: LithairWorld, request: KeyedRequest): Promise<void> {
  world.logPrint = logFingerprint(world.dataDir);
  world.answer = await world.keyed.send(request);
}

When(
  /^j'envoie "([^"]+)" sous la clé "([^"]+)" avec le corps (.+)$/,
  async function (this: LithairWorld, request: string, key: string, body: string) {
    await send(this, { key, request, body: bodyOf(body) });
  },
);

When(
  /^j'envoie "([^"]+)" sous la clé "([^"]+)" avec l'en-tête "(.+)" et le corps (.+)$/,
  async function (this: LithairWorld, request: string, key: string, header: string, body: string) {
    const [name = '', value = ''] = header.split(': ');
    await send(this, { key, request, body, headers: { [name]: value } });
  },
);

/** A key by its description: « rien », « 129 caractères », or the key itself. */
function keyOf(text: string): string {
  const [, length] = /^(\d+) caractères$/.exec(text) ?? [];
  if (length !== undefined) return 'x'.repeat(Number(length));
  return text === 'rien' ? '' : text;
}

When(
  /^j'envoie une création sous la clé faite de (.+)$/,
  async function (this: LithairWorld, text: string) {
    await send(this, creation(keyOf(text)));
  },
);

When(
  "j'envoie une création sous chacune de ces clés:",
  async function (this: LithairWorld, table: DataTable) {
    for (const { clé = '' } of table.hashes()) {
      await send(this, creation(keyOf(clé)));
      this.answers.push(need(this.answer, 'an answer'));
    }
  },
);

When(
  'je renvoie {entier} fois la demande de la clé {string}',
  async function (this: LithairWorld, times: number, key: string) {
    for (let n = 0; n < times; n += 1) this.answer = await this.keyed.again(key);
  },
);

When(
  'je renvoie la demande de la clé {string} avec la clé entre guillemets',
  async function (this: LithairWorld, key: string) {
    await this.keyed.again(key, `"${key}"`);
  },
);

When(
  "j'envoie sous les clés {string} une création chacune",
  async function (this: LithairWorld, keys: string) {
    for (const [n, key] of keys.split(', ').entries()) await send(this, creation(key, n));
  },
);

When(
  "j'envoie en même temps {entier} fois chacune de {entier} créations sous leur clé",
  async function (this: LithairWorld, times: number, keys: number) {
    await burst(this, keys, times);
  },
);

When(
  "{entier} clients créent {entier} articles chacun, et réessaient sous la même clé tant qu'ils sont refusés",
  async function (this: LithairWorld, clients: number, each: number) {
    await createUntilAccepted(this, clients, each);
    const refused = this.keyed.answers.filter(({ status }) => status === 503).length;
    this.log(`${refused} refus avant que tout soit pris`);
    expect(refused, 'refus, sans quoi rien n’est prouvé').to.be.above(0);
    expect(this.answers.length, 'créations acquittées').to.equal(clients * each);
  },
);

When(
  '{entier} clients créent {entier} articles, chacun sous une clé nouvelle',
  async function (this: LithairWorld, connections: number, amount: number) {
    const nextCall = () => this.keyedTraffic.nextCall();
    const { acknowledged } = await this.runLoad({ connections, amount, nextCall });
    expect(acknowledged, 'créations acquittées').to.equal(amount);
  },
);

When(
  "le serveur est tué dès que la création de la clé {string} est dans le journal, sans que le client l'ait su",
  async function (this: LithairWorld, key: string) {
    await killOnceWritten(this, creation(key));
  },
);

When(
  "{entier} fois de suite, j'envoie {entier} fois une création sous sa clé et je tue le serveur à la première réponse",
  async function (this: LithairWorld, rounds: number, times: number) {
    for (let round = 0; round < rounds; round += 1) {
      await burstUntilKilled(this, `cle-${round}`, times);
      await this.restart();
    }
  },
);

When(
  '{entier} fois de suite, je tue le serveur en pleine écriture sous clé de {entier} clients puis tout est renvoyé',
  async function (this: LithairWorld, rounds: number, clients: number) {
    const nextCall = () => this.keyedTraffic.nextCall();
    for (let round = 0; round < rounds; round += 1) {
      await strikeUnderLoad(this, { clients, nextCall, afterAcknowledged: 300, signal: 'SIGKILL' });
      const { count, answered } = this.keyedTraffic;
      this.log(`${count} demandes envoyées, ${count - answered} restées sans réponse`);
      await this.restart();
      await this.keyedTraffic.sendAllAgain(this.http);
    }
  },
);

When('le fichier {string} est {word}', function (this: LithairWorld, name: string, state: string) {
  changeKeysFile(this.dataDir, name, state);
});

Then(
  'la clé {string} a reçu {entier} fois la même réponse {entier}',
  function (this: LithairWorld, key: string, times: number, status: number) {
    const answers = this.keyed.answersOf(key);
    expect(answers.length, `réponses de la clé ${key}`).to.equal(times);
    expect(answers[0]?.status, `statut de la clé ${key}: ${answers[0]?.text}`).to.equal(status);
    expectOneAnswer(key, answers);
  },
);

Then(
  'chacune des {entier} clés a reçu {entier} fois une même réponse',
  function (this: LithairWorld, keys: number, times: number) {
    expect(this.keyed.keys.length, 'clés envoyées').to.equal(keys);
    for (const key of this.keyed.keys) {
      const answers = this.keyed.answersOf(key);
      expect(answers.length, `réponses de la clé ${key}`).to.equal(times);
      expectOneAnswer(key, answers);
      expect(answers.filter((one) => !isReplayed(one)).length, `exécutions de ${key}`).to.equal(1);
    }
  },
);

Then(
  "la demande de la clé {string} n'a jamais été exécutée à nouveau",
  function (this: LithairWorld, key: string) {
    const last = this.keyed.answersOf(key).at(-1);
    expect(last === undefined || isReplayed(last), `INV-6: réponse de ${key}, rejouée`).to.equal(
      true,
    );
  },
);

Then(
  'les {entier} réponses sont des refus {entier} {string}',
  function (this: LithairWorld, amount: number, status: number, code: string) {
    expect(this.answers.length, 'réponses reçues').to.equal(amount);
    for (const answer of this.answers) expectProblem(answer, { status, code });
  },
);

Then("la réponse n'est pas rejouée", function (this: LithairWorld) {
  expect(isReplayed(need(this.answer, 'an answer')), 'réponse rejouée').to.equal(false);
});

Then("chaque clé n'a agi qu'une fois dans le journal", async function (this: LithairWorld) {
  const { events } = await settledLog(this);
  const sent = this.keyed.keys.length + this.keyedTraffic.count;
  expect(sent, 'clés envoyées, sans quoi rien n’est prouvé').to.be.above(0);
  expectOneEffectAKey(events, sent);
});

Then('toute clé qui a reçu une réponse est dans le journal', async function (this: LithairWorld) {
  const { events } = await settledLog(this);
  const stored = new Map(events.map((event) => [event.idempotency_key, event.aggregate_id]));
  for (const key of this.keyed.keys) {
    for (const answer of this.keyed.answersOf(key)) {
      const id = String(jsonOf(answer)['id']);
      expect(stored.get(key), `INV-6: fiche acquittée sous ${key}, dans le journal`).to.equal(id);
    }
  }
});

Then(
  "pendant que d'autres écrivent, la clé {string} finit par être oubliée, en plus d'une seconde",
  async function (this: LithairWorld, key: string) {
    const isForgotten = async (): Promise<boolean> => {
      await this.http.send('POST', '/api/articles', { body: { title: 'a', content: 'b' } });
      return !isReplayed(await this.keyed.again(key));
    };
    await eventually(isForgotten, { withinMs: FORGOTTEN_MS, what: `${key} is forgotten` });
    const { events } = await settledLog(this);
    const times = events.filter((event) => event.idempotency_key === key);
    const [first, second] = times.map(({ timestamp }) => timestamp);
    expect(times.length, `exécutions sous la clé ${key}`).to.equal(2);
    expect((second ?? 0) - (first ?? 0), 'âge de la clé (µs)').to.be.above(1_000_000);
  },
);

Then('le statut du nœud compte {entier} clés', async function (this: LithairWorld, keys: number) {
  const status = jsonOf(await this.http.send('GET', '/status'));
  expect((status['dedup'] as { keys?: number }).keys, 'clés en mémoire').to.equal(keys);
});
