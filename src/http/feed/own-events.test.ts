import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { after, afterEach, test } from 'node:test';
import { z } from 'zod';
import { defineEvent } from '../../model/define-event';
import { defineModel } from '../../model/define-model';
import { field } from '../../model/field';
import type { Lithair } from '../../server';
import { EventClient } from '../../testing/event-client';
import { MemoryDisk } from '../../testing/memory-disk';
import { openNode } from '../../testing/open-node';

const Thing = defineModel('things', { name: field(z.string()) });
const Told = defineEvent(
  'Told',
  { what: z.string(), n: z.number().default(1) },
  { id: ({ what }) => what, http: { read: true } },
);
const Both = defineEvent('Both', {}, { http: { emit: true, read: true } });
const Sent = defineEvent('Sent', {}, { http: true });
const Hidden = defineEvent('Hidden', { secret: z.string() });
const APP = { models: [Thing], events: [Told, Both, Sent, Hidden] };

// The product's own timers never keep a process alive.
const alive = setInterval(() => undefined, 1_000);
after(() => clearInterval(alive));

let node: Lithair | undefined;
const clients: EventClient[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await node?.close();
  node = undefined;
});

async function listen(at: AddressInfo, path: string, lastId?: string): Promise<EventClient> {
  const headers = lastId === undefined ? {} : { 'last-event-id': lastId };
  const client = await EventClient.open(at, path, headers);
  clients.push(client);
  return client;
}

/** One of each, and a record between them. */
async function happen(app: Lithair): Promise<void> {
  await app.emit(Told, { what: 'a' });
  await app.emit(Hidden, { secret: 's' });
  await app.transaction((tx) => {
    tx.create(Thing, { id: 't', name: 'n' });
    tx.emit(Both, {});
    tx.emit(Told, { what: 'b', n: 2 });
  });
  await app.emit(Sent, {});
}

const namesOf = ({ events }: EventClient): unknown[] =>
  events.map(({ event, data }) => [event, data?.['seq']]);

test('own events are told to clients where they say so, the same live and from the log', async () => {
  const disk = new MemoryDisk();
  node = await openNode(disk, APP);
  let at = await node.listen(0);
  const live = await listen(at, '/api/events');
  const ofModel = await listen(at, '/api/things/events');
  await live.until(({ text }) => text.includes('id: 0'));
  await happen(node);
  await live.until(({ events }) => events.length === 4);
  assert.deepEqual(namesOf(live), [
    ['Told', 1],
    ['created', 3],
    ['Both', 4],
    ['Told', 5],
  ]);
  const { time, ...said } = live.events[0]?.data ?? {};
  assert.deepEqual(said, { seq: 1, type: 'Told', id: 'a', payload: { what: 'a', n: 1 } });
  assert.match(String(time), /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  assert.equal(live.events[2]?.data?.['id'], 'both');
  assert.ok(!live.text.includes('secret') && !live.text.includes('Sent'), live.text);
  await ofModel.until(({ events }) => events.length === 1);
  assert.deepEqual(namesOf(ofModel), [['created', 3]]);

  await node.close();
  node = await openNode(disk, APP);
  at = await node.listen(0);
  const from = ({ text }: EventClient, id: number): string =>
    text.slice(text.indexOf(`id: ${id}\nevent`));
  const whole = await listen(at, '/api/events?since=0');
  await whole.until(({ events }) => events.length === 4);
  assert.equal(from(whole, 1), from(live, 1));
  const resumed = await listen(at, '/api/events', '3');
  await resumed.until(({ events }) => events.length === 2);
  assert.equal(from(resumed, 4), from(live, 4));
});

test('they are asked for by their type, and those that clients are not told of are unknown', async () => {
  node = await openNode(new MemoryDisk(), APP);
  const at = await node.listen(0);
  await happen(node);
  const some = await listen(at, '/api/events?since=0&type=Told,created');
  await some.until(({ events }) => events.length === 3);
  assert.deepEqual(namesOf(some), [
    ['Told', 1],
    ['created', 3],
    ['Told', 5],
  ]);
  for (const path of [
    '/api/events?type=Hidden',
    '/api/events?type=Sent',
    '/api/things/events?type=Told',
  ]) {
    const refused = await listen(at, path);
    await refused.until(({ isEnded }) => isEnded);
    const { code } = JSON.parse(refused.text) as { code: string };
    assert.deepEqual([refused.answer.statusCode, code], [400, 'invalid_query'], path);
  }
});

test('what clients may do with an event is said in so many words', () => {
  for (const [http, expected] of [
    [undefined, [false, false]],
    [true, [true, false]],
    [false, [false, false]],
    [{}, [false, false]],
    [{ read: true }, [false, true]],
    [{ emit: true, read: false }, [true, false]],
  ] as const) {
    const { isOnHttp, isTold } = defineEvent('Said', {}, http === undefined ? {} : { http });
    assert.deepEqual([isOnHttp, isTold], expected, JSON.stringify(http));
  }
  for (const http of ['yes', null, 1, [], { read: 1 }, { emit: 'x' }, { expose: true }])
    assert.throws(
      () => defineEvent('Said', {}, { http } as never),
      { code: 'invalid_event', message: /http is true, false, or/ },
      JSON.stringify(http),
    );
});
