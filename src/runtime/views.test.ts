import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { defineEvent } from '../model/define-event';
import { refuse } from '../errors/refuse';
import { defineView, on } from '../model/define-view';
import type { ViewDefinition } from '../model/view';
import type { Lithair } from '../server';
import { holdSync, turn } from '../testing/hold-sync';
import { MemoryDisk } from '../testing/memory-disk';
import { openNode } from '../testing/open-node';
import {
  Counts,
  Order,
  OrderPlaced,
  OrdersByUser,
  OWN_EVENTS,
  TotalByUser,
  VIEWS,
  viewsOf,
} from '../testing/order-views';

const SHOP = { models: [Order], events: OWN_EVENTS, views: VIEWS } as const;
const placed = { order: 'o1', user: 'ada', total: 5 };

/** A view that takes small orders only. */
const Small = defineView<number>('small', {
  on: [
    on(OrderPlaced, {
      reduce: (sum = 0, { total }) => {
        if (total > 10) throw new Error('too much');
        return sum + total;
      },
    }),
    on(Order.created, { reduce: (sum = 0, { total }) => sum + (total > 10 ? NaN : 0) }),
  ],
});
const Picky = { ...SHOP, views: [OrdersByUser, Small] };

const failed = (message: RegExp): object => ({ code: 'view_failed', message });

test('what a reducer cannot take is refused, and leaves nothing (INV-9)', async () => {
  const disk = new MemoryDisk();
  const node = await openNode(disk, Picky);
  await node.emit(OrderPlaced, placed);
  const before = viewsOf(node);
  await assert.rejects(
    node.emit(OrderPlaced, { ...placed, total: 11 }),
    failed(/view "small": event 2 \(OrderPlaced\): too much/),
  );
  const record = { id: '1', user: 'ada', total: 11 };
  const creation = { kind: 'create', model: 'orders', value: record } as const;
  await assert.rejects(node.execute(creation), failed(/event 2 .*the value is NaN/));
  await assert.rejects(
    node.transaction((tx) => {
      tx.emit(OrderPlaced, placed);
      tx.create(Order, { id: '2', user: 'ada', total: 1 });
      tx.emit(OrderPlaced, { ...placed, total: 12 });
    }),
    failed(/event 4 \(OrderPlaced\): too much/),
  );
  assert.deepEqual(viewsOf(node), before);
  assert.equal(
    node.withState((state) => state.records('orders').size),
    0,
  );
  const { seq } = await node.emit(OrderPlaced, placed);
  assert.equal(seq, 2, 'no number is lost (INV-3)');
  const live = viewsOf(node);
  const dead = disk.afterKill();
  await node.close();
  const again = await openNode(dead, Picky);
  assert.deepEqual(viewsOf(again), live);
  await again.close();
});

test('a reducer that cannot take the log stops the start, and nothing is changed', async () => {
  const disk = new MemoryDisk();
  const node = await openNode(disk, SHOP);
  await node.emit(OrderPlaced, { ...placed, total: 11 });
  await node.close();
  await assert.rejects(openNode(disk, Picky), failed(/view "small": event 1 \(OrderPlaced\): too/));
  const again = await openNode(disk, SHOP);
  assert.deepEqual(again.view(OrdersByUser).get('ada'), ['o1']);
  await again.close();
});

test('a reducer refuses a write in words of its own; at a start it cannot (INV-9)', async () => {
  let most = 10;
  const reduce = (sum = 0, { total }: { total: number }): number =>
    sum + total > most ? refuse('overspent', 'no', { left: most - sum }) : sum + total;
  const Budget = defineView<number>('budget', {
    on: [on(OrderPlaced, { key: ({ user }) => user, reduce }), on(Order.created, { reduce })],
  });
  const options = { ...SHOP, views: [OrdersByUser, Budget] };
  const disk = new MemoryDisk();
  const node = await openNode(disk, options);
  const order = (total: number): Promise<unknown> => node.emit(OrderPlaced, { ...placed, total });
  const refused = (left: number): object => ({
    ...{ code: 'refused', status: 409, message: 'no' },
    details: { reason: 'overspent', details: { left } },
  });
  const both = await Promise.allSettled([order(6), order(6)]);
  assert.deepEqual(
    both.map(({ status }) => status),
    ['fulfilled', 'rejected'],
    'it judges on what is decided',
  );
  await assert.rejects(order(5), refused(4));
  await assert.rejects(node.create(Order, { user: 'ada', total: 11 }), refused(10));
  await assert.rejects(
    node.transaction((tx) => {
      tx.create(Order, { user: 'ada', total: 1 });
      tx.emit(OrderPlaced, { ...placed, total: 5 });
    }),
    refused(4),
  );
  assert.deepEqual(node.view(OrdersByUser).get('ada'), ['o1']);
  assert.equal(node.view(Budget).get('ada'), 6);
  await order(4);
  assert.equal(
    node.withState(({ lastSeq }) => lastSeq),
    2,
    'no number is lost (INV-3)',
  );
  const dead = disk.afterKill();
  await node.close();
  most = 9;
  await assert.rejects(openNode(dead, options), failed(/view "budget": event 2 .*: no$/));
});

test('a transaction may be refused by its own work', async () => {
  const node = await openNode(new MemoryDisk(), SHOP);
  const work = node.transaction((tx) => {
    tx.create(Order, { id: '1', user: 'ada', total: 1 });
    if (tx.get(Order, '1')?.total === 1) refuse('too_small', 'not worth it');
  });
  await assert.rejects(work, { code: 'refused', details: { reason: 'too_small' } });
  assert.equal(node.get(Order, '1'), undefined);
  await node.close();
});

test('a refusal has a reason for programs, and says JSON', () => {
  assert.throws(() => refuse('Sold out', 'no'), TypeError);
  assert.throws(() => refuse('sold_out', 'no', { big: 1n }), TypeError);
  assert.throws(() => refuse('sold_out', 'no', { at: new Date(0) }), {
    details: { reason: 'sold_out', details: { at: '1970-01-01T00:00:00.000Z' } },
  });
});

test('only JSON is kept, and nobody can change it', async () => {
  const Said = defineEvent('Said', { what: z.string() });
  const shared: unknown[] = [];
  const values: Readonly<Record<string, () => unknown>> = {
    date: () => new Date(0),
    map: () => new Map(),
    promise: () => Promise.resolve(1),
    function: () => () => 1,
    nested: () => ({ a: [1, { b: undefined, c: [undefined] }] }),
    infinite: () => [Infinity],
    bigint: () => 1n,
    good: () => ({ a: undefined, zero: -0, list: [-0, null, 'é', true], shared }),
    nothing: () => undefined,
  };
  const View = defineView<unknown>('said', {
    on: [on(Said, { key: ({ what }) => what, reduce: (_, { what }) => values[what]?.() })],
  });
  const node = await openNode(new MemoryDisk(), { models: [], events: [Said], views: [View] });
  for (const what of ['date', 'map', 'promise', 'function', 'nested', 'infinite', 'bigint'])
    await assert.rejects(node.emit(Said, { what }), failed(/JSON|plain object/), what);
  await assert.rejects(
    node.emit(Said, { what: 'nested' }),
    failed(/its \/a\/1\/c\/0 is undefined/),
  );
  await node.emit(Said, { what: 'good' });
  await node.emit(Said, { what: 'nothing' });
  const value = node.view(View).get('good') as { list: number[]; zero: number };
  assert.equal(JSON.stringify(value), '{"zero":0,"list":[0,null,"é",true],"shared":[]}');
  assert.ok(Object.is(value.zero, 0) && Object.is(value.list[0], 0));
  assert.throws(() => value.list.push(1), TypeError);
  assert.throws(() => shared.push(1), TypeError);
  assert.equal(node.view(View).size, 1);
  await node.close();
});

test('a key is a text that an URL can hold, and each is made once', async () => {
  const Said = defineEvent('Said', { keys: z.array(z.any()) });
  const View = defineView<number>('said', {
    on: [on(Said, { key: ({ keys }) => keys as string[], reduce: (count = 0) => count + 1 })],
  });
  const node = await openNode(new MemoryDisk(), { models: [], events: [Said], views: [View] });
  for (const key of ['', 'x'.repeat(513), '\ud800', 7, null])
    await assert.rejects(node.emit(Said, { keys: ['a', key] }), failed(/a key is a text of 1 to/));
  await node.emit(Said, { keys: ['a', 'b', 'a', 'é/\n "'] });
  await node.emit(Said, { keys: [] });
  const page = node.view(View).page({}, 9);
  assert.deepEqual(
    page.map(({ key, value, seq }) => [key, value, seq]),
    [
      ['a', 1, 1],
      ['b', 1, 1],
      ['é/\n "', 1, 1],
    ],
  );
  await node.close();
});

test('values come in the order of their keys, from any place, whatever was added or removed', async () => {
  const Said = defineEvent('Said', { key: z.string(), gone: z.boolean() });
  const View = defineView<number>('said', {
    on: [
      on(Said, {
        key: ({ key }) => key,
        reduce: (_, { gone }, { seq }) => (gone ? undefined : seq),
      }),
    ],
  });
  const node = await openNode(new MemoryDisk(), { models: [], events: [Said], views: [View] });
  const view = node.view(View);
  const keys = (range: object, limit = 99): string[] =>
    view.page(range, limit).map(({ key }) => key);
  const there = new Set<string>();
  for (let at = 0; at < 300; at += 1) {
    const key = `${'ab'[at % 2]}/${(at * 37) % 101}`;
    const gone = at % 5 === 4;
    await node.emit(Said, { key, gone });
    if (gone) there.delete(key);
    else there.add(key);
  }
  const sorted = [...there].sort();
  assert.deepEqual(keys({}, 999), sorted);
  for (const prefix of ['a', 'a/9', 'b/', 'c', '']) {
    const wanted = sorted.filter((key) => key.startsWith(prefix));
    assert.deepEqual(keys({ prefix }, 999), wanted);
    assert.equal(view.count(prefix), wanted.length);
    for (const after of ['', 'a/5', 'a/99x', 'b', 'zz'])
      assert.deepEqual(keys({ prefix, after }, 7), wanted.filter((key) => key > after).slice(0, 7));
  }
  await node.close();
});

test('a full disk takes back what was decided, and the next decision stands on what is there', async () => {
  const disk = new MemoryDisk();
  const node = await openNode(disk, SHOP);
  await node.emit(OrderPlaced, placed);
  disk.faults = (operation) =>
    operation === 'write'
      ? Promise.reject(Object.assign(new Error('full'), { code: 'ENOSPC' }))
      : undefined;
  const lost = await Promise.allSettled(
    ['o2', 'o3'].map((order) => node.emit(OrderPlaced, { ...placed, order })),
  );
  for (const { status } of lost) assert.equal(status, 'rejected');
  assert.deepEqual(node.view(OrdersByUser).get('ada'), ['o1']);
  disk.faults = () => undefined;
  await settled(node);
  assert.deepEqual(node.view(OrdersByUser).get('ada'), ['o1', 'o4']);
  assert.equal(node.view(Counts).get()?.placed, 2);
  await node.close();
});

/** Emits once there is room again. */
async function settled(node: Lithair): Promise<void> {
  for (;;) {
    const emitted = await node.emit(OrderPlaced, { ...placed, order: 'o4' }).catch(() => undefined);
    if (emitted !== undefined) return;
    await turn();
  }
}

test('a value is seen once its event is durable, and the next decision sees it before (INV-5)', async () => {
  const disk = new MemoryDisk();
  const node = await openNode(disk, SHOP);
  const emitted: Promise<unknown>[] = [];
  const release = await holdSync(disk, () => {
    emitted.push(node.emit(OrderPlaced, placed));
    emitted.push(node.emit(OrderPlaced, { ...placed, order: 'o2' }));
  });
  assert.equal(node.view(OrdersByUser).get('ada'), undefined);
  emitted.push(node.emit(OrderPlaced, { ...placed, order: 'o3' }));
  release();
  await Promise.all(emitted);
  assert.deepEqual(node.view(OrdersByUser).get('ada'), ['o1', 'o2', 'o3']);
  await node.close();
});

test('one key is one event, across restarts; a payload is checked (INV-6)', async () => {
  const disk = new MemoryDisk();
  const node = await openNode(disk, SHOP);
  const once = { idempotencyKey: 'k1' };
  const first = await node.emit(OrderPlaced, placed, once);
  assert.deepEqual(
    [first.seq, first.type, first.aggregateId, first.eventId],
    [1, 'OrderPlaced', 'o1', 'orderPlaced:o1:emit:1'],
  );
  const [second] = await Promise.all([node.emit(OrderPlaced, placed, once)]);
  assert.deepEqual(second.eventId, first.eventId);
  await assert.rejects(node.emit(OrderPlaced, { ...placed, total: 6 }, once), {
    code: 'idempotency_key_reused',
  });
  const dead = disk.afterKill();
  await node.close();
  const again = await openNode(dead, SHOP);
  assert.equal((await again.emit(OrderPlaced, placed, once)).eventId, first.eventId);
  assert.equal(
    again.withState(({ lastSeq }) => lastSeq),
    1,
  );
  for (const bad of [
    { ...placed, total: -1 },
    { ...placed, extra: 1 },
    { ...placed, order: 'a b' },
  ])
    await assert.rejects(again.emit(OrderPlaced, bad), { code: 'validation_failed' });
  const Other = defineEvent('Other', {});
  await assert.rejects(again.emit(Other, {}), { code: 'route_not_found', message: /Other/ });
  assert.throws(() => again.view(Small), { code: 'route_not_found' });
  await again.close();
});

test('an own event that is not declared any more stops the start, in a snapshot too', async () => {
  const disk = new MemoryDisk();
  const node = await openNode(disk, SHOP);
  await node.emit(OrderPlaced, placed);
  const dead = disk.afterKill();
  await node.close();
  const refused = { code: 'unknown_event_type', message: /(event 1 is|snapshot covers) a OrderPl/ };
  await assert.rejects(openNode(dead, { models: [Order] }), refused);
  assert.ok(disk.paths().some((file) => file.endsWith('state.raftsnap')));
  await assert.rejects(openNode(disk, { models: [Order] }), refused);
  const again = await openNode(disk, { models: [Order], events: OWN_EVENTS });
  await again.execute({ kind: 'create', model: 'orders', value: { id: '1', user: 'a', total: 1 } });
  await again.close();
  await assert.rejects(openNode(disk, { models: [Order] }), refused);
});

test('a reducer decides nothing, and a transaction inside another neither', async () => {
  const outcomes: unknown[] = [];
  let node: Lithair | undefined = undefined as Lithair | undefined;
  const Nosy: ViewDefinition = defineView('nosy', {
    on: [
      on(OrderPlaced, {
        reduce: () => {
          void node?.emit(OrderPlaced, placed).catch((error: unknown) => outcomes.push(error));
          return 1;
        },
      }),
    ],
  });
  node = await openNode(new MemoryDisk(), { ...SHOP, views: [Nosy] });
  await node.emit(OrderPlaced, placed);
  await node.transaction((tx) => {
    void node?.transaction(() => 1).catch((error: unknown) => outcomes.push(error));
    void node?.transaction(() => 1).catch((error: unknown) => outcomes.push(error));
    tx.create(Order, { user: 'ada', total: 1 });
  });
  await turn();
  assert.equal(outcomes.length, 3);
  assert.match(String(outcomes), /inside a transaction or a reducer/);
  assert.equal(
    node.withState(({ lastSeq }) => lastSeq),
    2,
  );
  await node.close();
});

test('views of models follow records that change hands', async () => {
  const node = await openNode(new MemoryDisk(), SHOP);
  await node.transaction((tx) => tx.create(Order, { id: '1', user: 'ada', total: 5 }));
  await node.execute({ kind: 'merge', model: 'orders', id: '1', patch: { user: 'bo', total: 7 } });
  const totals = node.view(TotalByUser);
  assert.deepEqual([totals.get('ada'), totals.get('bo')], [0, 7]);
  await node.execute({ kind: 'remove', model: 'orders', id: '1' });
  assert.equal(totals.get('bo'), 0);
  assert.equal(totals.seq, 3);
  await node.close();
});
