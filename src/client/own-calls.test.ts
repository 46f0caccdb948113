import assert from 'node:assert/strict';
import { after, afterEach, test } from 'node:test';
import * as shop from '../testing/client-models';
import { MemoryDisk } from '../testing/memory-disk';
import { openNode } from '../testing/open-node';
import type { Lithair } from '../server';
import { client, LithairProblem, type FeedState } from './index';

const { models, events, views } = shop;
const make = (origin: string) => client<typeof shop>(origin);
type Api = ReturnType<typeof make>;

// The product's own timers never keep a process alive.
const alive = setInterval(() => undefined, 1_000);
after(() => clearInterval(alive));

let node: Lithair | undefined;
afterEach(async () => {
  await node?.close();
  node = undefined;
});

async function opened(disk = new MemoryDisk(), port = 0): Promise<{ api: Api; port: number }> {
  node = await openNode(disk, { models, events, views });
  const at = await node.listen(port);
  return { api: make(`http://127.0.0.1:${at.port}`), port: at.port };
}

const refusal = (status: number, code: string) => (error: unknown) =>
  error instanceof LithairProblem && error.status === status && error.code === code;

/** The first so many. */
async function take<T>(told: AsyncIterableIterator<T>, count: number): Promise<T[]> {
  const seen: T[] = [];
  for await (const each of told) if (seen.push(each) === count) break;
  return seen;
}

test('an event is emitted, alone and in a transaction, and read from the views', async () => {
  const { api } = await opened();
  const key = { idempotencyKey: 'k' };
  const first = await api.events.emit('LampLit', { lamp: 'a' }, key);
  assert.deepEqual([first.seq, first.type, first.id], [1, 'LampLit', 'a']);
  assert.deepEqual(await api.events.emit('LampLit', { lamp: 'a' }, key), first);
  const [, second] = [1, 2].map((count) =>
    api.transaction([
      { op: 'create', model: 'makers', value: { id: `m${count}`, name: `Ada ${count}` } },
      { op: 'emit', event: 'LampLit', value: { lamp: count === 1 ? 'b' : 'no identifier' } },
    ]),
  );
  await assert.rejects(second as Promise<unknown>, refusal(422, 'validation_failed'));
  assert.equal(await api.makers.count(), 1);
  for (const lamp of ['b', 'c']) await api.events.emit('LampLit', { lamp });
  assert.deepEqual(await api.views.lamps_lit.get('b'), { times: 2 });
  await assert.rejects(api.views.lamps_counted.get(), refusal(404, 'not_found'));
  await node?.emit(shop.LampCounted, { count: 7 });
  assert.equal(await api.views.lamps_counted.get(), 7);
  const page = await api.views.lamps_lit.list({ limit: 2 });
  assert.deepEqual([page.items.map(({ key }) => key), page.total], [['a', 'b'], 3]);
  const keys: string[] = [];
  for await (const { key } of api.views.lamps_lit.each({ limit: 1 })) keys.push(key);
  assert.deepEqual(keys, ['a', 'b', 'c']);
  assert.equal((await api.views.lamps_lit.list({ prefix: 'c' })).total, 1);
});

test('what happens is told with its types, as it is asked for', async () => {
  const { api } = await opened();
  const maker = (await api.makers.create({ id: 'm', name: 'Ada' })).id;
  await api.products.create({ id: 'p', name: 'Lamp', price: 2, maker, cost: 1 });
  await api.events.emit('LampLit', { lamp: 'p' });
  await node?.emit(shop.LampStolen, { by: 'eve' });
  await api.products.patch('p', { price: 20 });
  await api.products.remove('p');
  const all = await take(api.events({ since: 0 }), 5);
  assert.deepEqual(
    all.map(({ seq, event, id }) => [seq, event, id]),
    [
      [1, 'created', 'm'],
      [2, 'created', 'p'],
      [3, 'LampLit', 'p'],
      [5, 'updated', 'p'],
      [6, 'deleted', 'p'],
    ],
  );
  const [, made, lit] = all;
  assert.ok(made?.event === 'created' && made.model === 'products');
  assert.deepEqual([made.record.price, 'cost' in made.record], [2, false]);
  assert.ok(lit?.event === 'LampLit');
  assert.deepEqual(lit.payload, { lamp: 'p', watts: 5 });
  const own = await take(api.events({ since: 0, types: ['LampLit', 'deleted'] }), 2);
  assert.deepEqual(
    own.map(({ seq }) => seq),
    [3, 6],
  );
  const dear = await take(api.products.events({ since: 0, where: { price: { gte: 10 } } }), 2);
  assert.deepEqual(
    dear.map(({ seq }) => seq),
    [5, 6],
  );
  const copy = await take(api.makers.events({ snapshot: true }), 2);
  assert.deepEqual(
    copy.map((each) => (each.event === 'snapshot' ? each.items : each.seq)),
    [[{ id: 'm', name: 'Ada' }], 6],
  );
  await assert.rejects(take(api.events({ since: 99 }), 1), refusal(400, 'invalid_event_id'));
});

test('over a stop and a start of the server each event comes once, in order', async () => {
  const disk = new MemoryDisk();
  const { api, port } = await opened(disk);
  const states: string[] = [];
  const over = new AbortController();
  const seqs: number[] = [];
  const follow = async (): Promise<void> => {
    const onState = ({ is }: FeedState): number => states.push(is);
    for await (const { seq } of api.makers.events({ since: 0, onState, signal: over.signal })) {
      seqs.push(seq);
      if (seqs.length === 40) over.abort();
    }
  };
  const followed = follow();
  const write = async (from: number): Promise<void> => {
    for (let id = from; id < from + 20; id += 1) await api.makers.create({ name: `Ada ${id}` });
  };
  await write(0);
  while (seqs.length < 20) await new Promise((resolve) => setTimeout(resolve, 5));
  await node?.close();
  await opened(disk, port);
  await write(20);
  await followed;
  assert.deepEqual(
    seqs,
    Array.from({ length: 40 }, (_, index) => index + 1),
  );
  assert.deepEqual([states[0], states[1], states.at(-1)], ['open', 'lost', 'open']);
});
