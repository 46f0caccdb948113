import { type DataTable, Given, Then, When } from '@cucumber/cucumber';
import { expect } from 'chai';

import { ADVERSE_ENTRY } from '../support/adversity/adversity';
import type { EventSubscriber } from '../support/event-subscriber';
import { copyOf } from '../support/event-subscriber';
import { jsonOf } from '../support/http-client';
import type { LithairWorld } from '../support/lithair-world';
import { ALL_MS, cutAgainAndAgain, expectWholeLog, seqsOf, subscribe } from '../support/live-drill';
import { eventually } from '../support/eventually';
import { need } from '../support/need';
import { expectProblem } from '../support/problem';
import { sendRequest } from '../support/send-request';

/** How long one event may take to be told. */
const TOLD_MS = 10_000;

const first = ({ subscribers }: LithairWorld): EventSubscriber =>
  need(subscribers[0], 'a subscriber');

Given('un abonné à {string}', async function (this: LithairWorld, path: string) {
  await subscribe(this, path).open();
});

Given(
  '{entier} abonnés à {string}',
  async function (this: LithairWorld, count: number, path: string) {
    for (let n = 0; n < count; n += 1) await subscribe(this, path).open();
  },
);

Given(
  'un abonné à {string} qui revient où il en était',
  async function (this: LithairWorld, path: string) {
    await subscribe(this, path).follow();
  },
);

Given('un abonné à {string} qui ne lit plus', async function (this: LithairWorld, path: string) {
  const subscriber = subscribe(this, path);
  await subscriber.open();
  subscriber.stopReading();
});

Given(
  '{entier} abonnés à {string} qui reviennent où ils en étaient',
  async function (this: LithairWorld, count: number, path: string) {
    for (let n = 0; n < count; n += 1) await subscribe(this, path).follow();
  },
);

Given(
  '{entier} abonnés à {string} qui perdent sans cesse leur connexion',
  async function (this: LithairWorld, count: number, path: string) {
    for (let n = 0; n < count; n += 1) {
      const subscriber = subscribe(this, path);
      await subscriber.follow();
      cutAgainAndAgain(subscriber, 100 + n);
    }
  },
);

Given(
  'un serveur Lithair dont le disque met {durée} à synchroniser',
  async function (this: LithairWorld, ms: number) {
    await this.start({ entry: ADVERSE_ENTRY, env: { LITHAIR_SYNC_MS: String(ms) } });
  },
);

When(
  'un abonné à {string} arrive pendant que {entier} clients créent {entier} articles',
  async function (this: LithairWorld, path: string, connections: number, amount: number) {
    const nextCall = () => this.traffic.createWithId();
    const load = this.runLoad({ connections, amount, nextCall });
    await subscribe(this, path).open();
    await load;
  },
);

When("l'abonné s'en va", function (this: LithairWorld) {
  first(this).close();
});

Then(
  "chaque abonné a reçu tous les événements du journal, chacun une fois et dans l'ordre",
  async function (this: LithairWorld) {
    await expectWholeLog(this);
  },
);

Then(
  "un nouvel abonné à {string} reçoit la même chose, à l'octet près",
  async function (this: LithairWorld, path: string) {
    const live = first(this);
    const late = subscribe(this, path);
    await late.open();
    await eventually(() => late.seen.length >= live.seen.length, {
      ...{ withinMs: ALL_MS, what: 'the late subscriber has caught up' },
    });
    const events = ({ text }: EventSubscriber): string => text.slice(text.indexOf('id: 1\n'));
    expect(events(late), 'flux relu du journal').to.equal(events(live));
  },
);

Then(
  'un abonné à {string} apprend que ces événements ont changé:',
  async function (this: LithairWorld, path: string, table: DataTable) {
    const subscriber = subscribe(this, path);
    await subscriber.open();
    const rows = table.hashes();
    const named = (): object[] =>
      subscriber.seen.flatMap(({ data: { seq, changed } }) =>
        changed === undefined ? [] : [{ seq: String(seq), champs: changed.join(' ') }],
      );
    await eventually(() => named().length >= rows.length, {
      ...{ withinMs: ALL_MS, what: `${path} tells of ${rows.length} updates` },
    });
    expect(named(), `champs que nomme ${path}`).to.deep.equal(rows);
  },
);

Then(
  'chaque abonné est revenu au moins {entier} fois',
  function (this: LithairWorld, times: number) {
    const laggings = this.subscribers.filter(({ laggedAt }) => laggedAt !== undefined);
    this.log(`${laggings.length} abonnés ont été trop lents`);
    for (const { connections } of this.subscribers)
      expect(connections - 1, 'retours d’un abonné').to.be.at.least(times);
  },
);

Then(
  /^l'abonné n'a rien su avant (\d+) ms, et sait tout ensuite$/,
  async function (this: LithairWorld, ms: string) {
    await expectWholeLog(this);
    const { ms: answeredMs } = need(this.answer, 'an answer');
    const toldMs = need(first(this).seen[0], 'an event').atMs - this.sentAtMs;
    this.log(`acquitté après ${Math.round(answeredMs)} ms, su après ${Math.round(toldMs)} ms`);
    expect(toldMs, 'INV-5: délai avant que l’abonné sache (ms)').to.be.above(Number(ms));
  },
);

Then("l'abonné apprend exactement:", async function (this: LithairWorld, table: DataTable) {
  const rows = table.hashes();
  const subscriber = first(this);
  const told = (): unknown[] =>
    subscriber.seen.map(({ event, data: { seq, id, record, payload } }) => [
      ...[seq, event, id],
      record ?? payload,
    ]);
  const expected = rows.map(({ numéro, nom, 'au sujet de': id, contenu = '' }) => [
    ...[Number(numéro), nom, id],
    JSON.parse(contenu) as unknown,
  ]);
  const last = expected.at(-1)?.[0];
  // The last one is told last: whatever was due before it has come, or never will.
  await eventually(() => seqsOf(subscriber).at(-1) === last, {
    ...{ withinMs: TOLD_MS, what: `event ${String(last)} is told` },
  }).catch(() => undefined);
  expect(told(), 'événements appris').to.deep.equal(expected);
});

Then(
  'de nouveaux abonnés reçoivent exactement:',
  async function (this: LithairWorld, table: DataTable) {
    const rows = table.hashes() as Array<{ demande: string; événements: string }>;
    const subscribers = rows.map(({ demande }) => subscribe(this, `/api/${demande}`));
    for (const subscriber of subscribers) await subscriber.open();
    // A deletion comes last: whatever was due before it has come.
    const { status } = await this.http.send('DELETE', '/api/articles/a');
    expect(status, 'statut de la suppression').to.equal(204);
    for (const [index, { demande, événements }] of rows.entries()) {
      const subscriber = need(subscribers[index], 'a subscriber');
      const seqs = événements.split(' ').map(Number);
      const expected = demande.includes('type=ArticleUpdated') ? seqs : [...seqs, 6];
      await eventually(() => subscriber.seen.length >= expected.length, {
        ...{ withinMs: ALL_MS, what: `${demande}: ${seqsOf(subscriber).join(' ')} and more` },
      });
      expect(seqsOf(subscriber), `événements de ${demande}`).to.deep.equal(expected);
    }
  },
);

Then(
  'ces demandes sont refusées avec {entier}:',
  async function (this: LithairWorld, status: number, table: DataTable) {
    for (const { demande = '', code = '' } of table.hashes())
      expectProblem(await sendRequest(this, `GET /api/${demande}`), { status, code });
  },
);

Then("la copie que tient l'abonné est la liste servie", async function (this: LithairWorld) {
  const subscriber = first(this);
  const { items } = jsonOf(await this.http.send('GET', '/api/articles?limit=all'));
  const served = items as Array<{ id: string }>;
  const last = Number(jsonOf(await this.http.send('GET', '/status'))['seq']);
  await eventually(() => seqsOf(subscriber).at(-1) === last, {
    ...{ withinMs: ALL_MS, what: 'the subscriber has the last event' },
  });
  const names = subscriber.seen.map(({ event }) => event);
  expect(names.filter((name) => name === 'snapshot-end').length, 'fins d’instantané').to.equal(1);
  const place = names.indexOf('snapshot-end');
  const from = need(subscriber.seen[place], 'the end of the snapshot').data.seq;
  expect(
    subscriber.seen.slice(place + 1).map(({ data }) => data.seq),
    'événements derrière l’instantané',
  ).to.deep.equal(Array.from({ length: last - from }, (_, n) => from + 1 + n));
  expect([...copyOf(subscriber)], 'copie de l’abonné').to.have.deep.members(
    served.map((record) => [record.id, record]),
  );
});

Then(
  'le second abonné a reçu {entier} événements',
  async function (this: LithairWorld, count: number) {
    const second = need(this.subscribers[1], 'a second subscriber');
    await eventually(() => second.seen.length >= count, {
      ...{ withinMs: ALL_MS, what: 'the second subscriber has everything' },
    });
    expect(second.seen.length, 'événements du second abonné').to.equal(count);
  },
);

Then("il ne reste qu'un abonné", async function (this: LithairWorld) {
  const left = async (): Promise<unknown> =>
    jsonOf(await this.http.send('GET', '/status'))['subscribers'];
  await eventually(async () => (await left()) === 1, {
    ...{ withinMs: ALL_MS, what: 'the slow subscriber is closed' },
  });
  expect(await left(), 'abonnés qui restent').to.equal(1);
});

Then(
  "le premier abonné, qui lit à nouveau, apprend qu'il est en retard et d'où reprendre",
  async function (this: LithairWorld) {
    const slow = first(this);
    slow.readAgain();
    await eventually(() => slow.isEnded, { withinMs: ALL_MS, what: 'the slow stream ends' });
    expect(slow.laggedAt, 'où reprendre, dit le dernier événement').to.equal(slow.seen.length);
    expect(slow.lastId, 'où reprendre').to.equal(String(slow.seen.length));
  },
);

Then(
  'il a reçu {entier} événements quand il revient',
  async function (this: LithairWorld, count: number) {
    const slow = first(this);
    expect(slow.seen.length, 'événements reçus avant de revenir').to.be.below(count);
    await slow.open();
    await eventually(() => slow.seen.length >= count, {
      ...{ withinMs: ALL_MS, what: 'the slow subscriber has everything' },
    });
    await expectWholeLog(this);
  },
);

Then(
  'un autre abonné à {string} est bientôt reçu',
  async function (this: LithairWorld, path: string) {
    const other = subscribe(this, path);
    const isServed = async (): Promise<boolean> => {
      await other.open();
      return other.status === 200;
    };
    await eventually(isServed, { withinMs: ALL_MS, what: 'another subscriber is served' });
    expect(other.status, `statut de ${path}`).to.equal(200);
  },
);

Then(
  "l'abonné, sans avoir reçu d'événement, sait qu'il peut reprendre à {entier}",
  async function (this: LithairWorld, seq: number) {
    const subscriber = first(this);
    await eventually(() => subscriber.text.includes(`\nid: ${seq}\n\n`), {
      ...{ withinMs: ALL_MS, what: 'a heartbeat names the last event' },
    });
    expect(subscriber.comments, 'signes de vie').to.be.above(0);
    expect(subscriber.seen, 'événements reçus').to.deep.equal([]);
  },
);

Then(
  "chaque flux est fini, et le serveur n'a pas attendu {durée}",
  async function (this: LithairWorld, ms: number) {
    for (const subscriber of this.subscribers)
      await eventually(() => subscriber.isEnded, { withinMs: ALL_MS, what: 'a stream ends' });
    expect(this.stoppedMs, 'durée de l’arrêt (ms)').to.be.below(ms);
  },
);
