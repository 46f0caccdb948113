import assert from 'node:assert/strict';
import net, { type AddressInfo } from 'node:net';
import { after, afterEach, test } from 'node:test';
import { z } from 'zod';
import { defineModel } from '../../model/define-model';
import { field } from '../../model/field';
import type { Lithair, LithairOptions } from '../../server';
import { compact } from '../../storage/compaction/compact';
import { DELETE, EVENTS, SMALL, write } from '../../testing/compacted-log';
import { EventClient } from '../../testing/event-client';
import { MemoryDisk } from '../../testing/memory-disk';
import { DATA } from '../../testing/sample-log';
import { openNode } from '../../testing/open-node';

const Thing = defineModel('things', {
  name: field(z.string()),
  price: field(z.number()),
  secret: field(z.string(), { db: { default: 's' }, http: { expose: false } }),
  password: field(z.string().optional(), { http: { writeOnly: true } }),
  views: field(z.number(), { db: { default: 0 }, persistence: { memoryOnly: true } }),
});
const Other = defineModel('others', { text: field(z.string()) });

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

async function served(options: Partial<LithairOptions> = {}): Promise<AddressInfo> {
  node = await openNode(new MemoryDisk(), { models: [Thing, Other], ...options });
  return await node.listen(0);
}

async function listen(
  at: AddressInfo,
  path: string,
  headers: Record<string, string> = {},
): Promise<EventClient> {
  const client = await EventClient.open(at, path, headers);
  clients.push(client);
  return client;
}

async function create(id: string, price = 1, name = 'n'): Promise<void> {
  const value = { id, name, price, password: 'p' };
  await node?.execute({ kind: 'create', model: 'things', value });
}

const seqsOf = (client: EventClient): unknown[] => client.events.map(({ data }) => data?.['seq']);
const codeOf = async (client: EventClient): Promise<unknown[]> => {
  await client.until(({ isEnded }) => isEnded);
  return [client.answer.statusCode, (JSON.parse(client.text) as { code: string }).code];
};

test('an event has the fields that a client may see, and nothing that is not on record', async () => {
  const at = await served();
  const client = await listen(at, '/api/things/events');
  await create('a');
  await node?.execute({ kind: 'merge', model: 'things', id: 'a', patch: { price: 2 } });
  await node?.execute({ kind: 'remove', model: 'things', id: 'a' });
  await client.until(({ events }) => events.length === 3);
  const [created, updated, deleted] = client.events;
  assert.deepEqual(created, {
    ...{ id: '1', event: 'created' },
    data: {
      ...{ seq: 1, type: 'ThingCreated', time: created?.data?.['time'], model: 'things', id: 'a' },
      record: { id: 'a', name: 'n', price: 1 },
    },
  });
  assert.deepEqual(updated?.data?.['record'], { id: 'a', name: 'n', price: 2 });
  assert.deepEqual(updated.data['changed'], ['price']);
  assert.deepEqual([deleted?.event, deleted?.data?.['record']], ['deleted', null]);
});

test('what an update changed is named, but for the fields that clients do not see', async () => {
  const at = await served();
  await create('a');
  const patches = [
    { price: 2, password: 'q' },
    { secret: 't', password: 'r' },
    { views: 3, name: 'm' },
  ];
  for (const patch of patches)
    await node?.execute({ kind: 'merge', model: 'things', id: 'a', patch });
  const same = { kind: 'merge', model: 'things', id: 'a', patch: {} } as const;
  await node?.execute(same, { idempotencyKey: 'k' });
  await node?.execute({ kind: 'remove', model: 'things', id: 'a' });
  const client = await listen(at, '/api/things/events?since=0');
  await client.until(({ events }) => events.length === 6);
  const named = client.events.map(({ data }) => data?.['changed']);
  assert.deepEqual(named, [undefined, ['price'], [], ['name'], [], undefined]);
});

test('all models, or one; some types, some records', async () => {
  const at = await served();
  await create('a', 1);
  await node?.execute({ kind: 'create', model: 'others', value: { id: 'o', text: 't' } });
  await create('b', 5);
  await node?.execute({ kind: 'merge', model: 'things', id: 'a', patch: { price: 7 } });
  await node?.execute({ kind: 'remove', model: 'things', id: 'b' });
  const cases: readonly (readonly [string, readonly number[]])[] = [
    ['events?', [1, 2, 3, 4, 5]],
    ['events?type=deleted,OtherCreated&', [2, 5]],
    ['things/events?', [1, 3, 4, 5]],
    ['things/events?type=created&', [1, 3]],
    ['things/events?id=a&', [1, 4]],
    ['things/events?id[in]=b,c&', [3, 5]],
    ['things/events?price[gt]=4&', [3, 4, 5]],
    ['things/events?price[gt]=6&type=created,updated&', [4]],
    ['others/events?', [2]],
  ];
  for (const [path, expected] of cases) {
    const client = await listen(at, `/api/${path}since=0`);
    await create(`z${clients.length}`, 9);
    await client.until(({ events, text }) => events.length > expected.length || text !== '');
    await client.until(() => seqsOf(client).length >= expected.length);
    assert.deepEqual(seqsOf(client).slice(0, expected.length), expected, path);
  }
});

test('refuses what it does not understand', async () => {
  const at = await served();
  const cases: readonly (readonly [string, string])[] = [
    ['things/events?since=x', 'invalid_event_id'],
    ['things/events?since=-1', 'invalid_event_id'],
    ['things/events?since=1', 'invalid_event_id'],
    ['things/events?since=99999999999999999', 'invalid_event_id'],
    ['things/events?snapshot=1', 'invalid_query'],
    ['things/events?snapshot=true&since=0', 'invalid_query'],
    ['things/events?type=renamed', 'invalid_query'],
    ['things/events?type=OtherCreated', 'invalid_query'],
    ['things/events?type=created&type=deleted', 'invalid_query'],
    ['things/events?secret=x', 'invalid_query'],
    ['things/events?password=x', 'invalid_query'],
    ['things/events?views=1', 'invalid_query'],
    ['things/events?limit=1', 'invalid_query'],
    ['events?name=x', 'invalid_query'],
  ];
  for (const [path, code] of cases)
    assert.deepEqual(await codeOf(await listen(at, `/api/${path}`)), [400, code], path);
  for (const id of ['x', '1.5', '-1', '7'])
    assert.deepEqual(
      await codeOf(await listen(at, '/api/events?since=0', { 'last-event-id': id })),
      [400, 'invalid_event_id'],
    );
});

test('who comes back goes on behind the event that he names, whatever the address says', async () => {
  const at = await served();
  for (const id of ['a', 'b', 'c']) await create(id);
  const path = '/api/things/events';
  for (const query of ['', '?since=0', '?snapshot=true']) {
    const client = await listen(at, path + query, { 'last-event-id': '2' });
    await client.until(({ events }) => events.length === 1);
    assert.deepEqual(seqsOf(client), [3], query);
  }
  const fresh = await listen(at, path, { 'last-event-id': '' });
  await fresh.until(({ text }) => text.includes('id: 3'));
  assert.deepEqual(seqsOf(fresh), []);
});

test('a snapshot is one instant, and what follows it begins there', async () => {
  const at = await served();
  for (let index = 0; index < 900; index += 1)
    await create(`a${index}`, index % 10, 'x'.repeat(300));
  const client = await listen(at, '/api/things/events?snapshot=true&price[gte]=5');
  client.answer.pause();
  for (let index = 0; index < 900; index += 1) {
    const patch = { name: 'changed' };
    await node?.execute({ kind: 'merge', model: 'things', id: `a${index}`, patch });
  }
  client.answer.resume();
  await client.until(({ events }) => events.at(-1)?.data?.['seq'] === 1800);
  const { events } = client;
  const end = events.findIndex(({ event }) => event === 'snapshot-end');
  const pages = events.slice(0, end);
  const records = pages.flatMap(({ data }) => data?.['items'] as { id: string; name: string }[]);
  assert.ok(
    pages.length > 1 && pages.every(({ id, event }) => id === undefined && event === 'snapshot'),
  );
  assert.equal(records.length, 450);
  assert.equal(new Set(records.map(({ id }) => id)).size, 450);
  assert.ok(records.every(({ name }) => name === 'x'.repeat(300)));
  assert.ok(records.every((record) => !('secret' in record) && !('views' in record)));
  assert.deepEqual(events[end], { id: '900', event: 'snapshot-end', data: { seq: 900 } });
  assert.deepEqual(
    events.slice(end + 1).map(({ data }) => data?.['seq']),
    Array.from({ length: 900 }, (_, index) => 901 + index).filter((seq) => (seq - 901) % 10 >= 5),
  );
});

test('a heartbeat says how far a filtered stream is', async () => {
  const at = await served({ feedHeartbeatMs: 20 });
  const client = await listen(at, '/api/things/events?price=7');
  await client.until(({ text }) => text.includes(':'));
  for (const id of ['a', 'b', 'c']) await create(id);
  await client.until(({ text }) => text.includes(': \nid: 3\n\n'));
  assert.deepEqual(client.events, []);
});

test('one who does not read is closed, and told where to go on; the others go on', async () => {
  const at = await served({ feedHeartbeatMs: 50_000, feedBufferBytes: 100_000 });
  const [slow, fast] = [await listen(at, '/api/events'), await listen(at, '/api/events')];
  slow.answer.pause();
  const name = 'x'.repeat(100_000);
  let written = 0;
  while (node?.subscribers === 2) {
    await create(`a${written}`, 1, name);
    written += 1;
    assert.ok(written < 1_000, 'it is never closed');
  }
  await fast.until(({ events }) => events.at(-1)?.data?.['seq'] === written);
  slow.answer.resume();
  await slow.until(({ isEnded }) => isEnded);
  const last = slow.events.at(-1);
  assert.deepEqual(last?.event, 'lagging');
  const seqs = seqsOf(slow).slice(0, -1);
  assert.deepEqual(
    seqs,
    Array.from({ length: last?.data?.['seq'] as number }, (_, i) => i + 1),
  );
  const back = await listen(at, '/api/events', { 'last-event-id': String(last?.id) });
  await back.until(({ events }) => events.at(-1)?.data?.['seq'] === written);
  assert.equal(seqs.length + seqsOf(back).length, written);
});

test('as many as may be, and one more is refused; who leaves makes room', async () => {
  const at = await served({ feedSubscribersMax: 2 });
  const [first] = [await listen(at, '/api/events'), await listen(at, '/api/things/events')];
  const refused = await listen(at, '/api/events');
  assert.deepEqual(await codeOf(refused), [503, 'too_many_subscribers']);
  assert.equal(refused.answer.headers['retry-after'], '1');
  first.close();
  await first.until(() => node?.subscribers === 1);
  assert.equal((await listen(at, '/api/events')).answer.statusCode, 200);
});

test('a node that closes ends its streams at once, even one that nobody reads', async () => {
  const at = await served({ feedHeartbeatMs: 50_000 });
  const [read, stuck] = [await listen(at, '/api/events'), await listen(at, '/api/events')];
  stuck.answer.pause();
  for (let index = 0; index < 100; index += 1) await create(`a${index}`, 1, 'x'.repeat(100_000));
  const started = performance.now();
  await node?.close();
  const ms = performance.now() - started;
  await read.until(({ isEnded }) => isEnded);
  // Left alone, `drain` gives a request in progress ten seconds.
  assert.ok(ms < 8_000, `it took ${ms} ms`);
  node = undefined;
});

test('what compaction deleted is 410, and a snapshot is the way on', async () => {
  const disk = new MemoryDisk();
  await write(disk, 'json', EVENTS);
  const { first_seq: first } = await compact(disk, DATA, DELETE);
  node = await openNode(disk, SMALL);
  const at = await node.listen(0);
  const gone = await listen(at, `/api/articles/events?since=${first - 2}`);
  assert.deepEqual(await codeOf(gone), [410, 'events_gone']);
  assert.equal(node.subscribers, 0);
  const kept = await listen(at, `/api/articles/events?since=${first - 1}`);
  await kept.until(({ events }) => events.length === EVENTS - first + 1);
  const snapshot = await listen(at, '/api/articles/events?snapshot=true');
  await snapshot.until(({ events }) => events.at(-1)?.id === String(EVENTS));
});

test('HEAD has no body; HTTP/1.0, and a client that has said all it has to, are served', async () => {
  const { port } = await served();
  const raw = async (request: string, isHalf: boolean): Promise<string> => {
    const socket = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    let text = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    if (isHalf) socket.end(request);
    else socket.write(request);
    const ended = new Promise((resolve) => socket.on('end', resolve));
    if (!isHalf && request.startsWith('GET')) {
      while (!text.includes('retry: ')) await new Promise((resolve) => setTimeout(resolve, 5));
      socket.destroy();
    } else await ended;
    return text;
  };
  const head = await raw('HEAD /api/events HTTP/1.1\r\nhost: x\r\n\r\n', false);
  assert.match(head, /^HTTP\/1.1 200 [^]*text\/event-stream[^]*\r\n\r\n$/);
  const old = await raw('GET /api/events HTTP/1.0\r\n\r\n', false);
  assert.ok(!old.includes('chunked') && old.includes('\r\n\r\nretry: '), old);
  await raw('GET /api/events HTTP/1.1\r\nhost: x\r\n\r\n', true);
  while (node?.subscribers !== 0) await new Promise((resolve) => setTimeout(resolve, 5));
});
