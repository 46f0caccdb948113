import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { LoggedEvent } from '../engine/event';
import { defineView, on } from '../model/define-view';
import type { ViewDefinition } from '../model/view';
import type { Lithair, LithairOptions } from '../server';
import { readEvents } from '../storage/recovery/read-events';
import { archived, kept, SMALL, snapshotsOf, without } from '../testing/compacted-log';
import { MemoryDisk } from '../testing/memory-disk';
import { openNode } from '../testing/open-node';
import {
  Counts,
  Order,
  OrderPlaced,
  OrdersByUser,
  OWN_EVENTS,
  TotalByUser,
  UserForgotten,
  VIEWS,
  viewsFrom,
  viewsOf,
} from '../testing/order-views';
import { DATA } from '../testing/sample-log';
import { seeded, testEnvironment } from '../testing/test-environment';

const SHOP = { ...SMALL, models: [Order], events: OWN_EVENTS, views: VIEWS } as const;
const USERS = ['ada', 'bé', 'c d', 'é/e'];
const IDS = ['1', '2', '3'];

async function eventsOf(disk: MemoryDisk): Promise<readonly LoggedEvent[]> {
  const events: LoggedEvent[] = [];
  for await (const page of readEvents(disk, DATA)) events.push(...page.events);
  return events;
}

type Step = 'emit' | 'forget' | 'write' | 'remove' | 'both' | 'refused' | 'snapshot' | 'again';

/** One thing that an application may do. */
async function act(node: Lithair, step: Step, random: () => number): Promise<void> {
  const pick = (list: readonly string[]): string =>
    list[Math.floor(random() * list.length)] as string;
  const order = { order: pick(IDS), user: pick(USERS), total: 1 + Math.floor(random() * 9) };
  const { user, total } = order;
  const id = pick(IDS);
  const exists = node.withState((state) => state.records('orders').get(id) !== undefined);
  const value = { id, user, total };
  switch (step) {
    case 'emit':
      await node.emit(OrderPlaced, order);
      break;
    case 'again':
      for (const idempotencyKey of ['k', 'k'])
        await node.emit(UserForgotten, { user: 'ada' }, { idempotencyKey });
      break;
    case 'forget':
      await node.emit(UserForgotten, { user });
      break;
    case 'write':
      await node.execute({ kind: exists ? 'replace' : 'create', model: 'orders', value });
      break;
    case 'remove':
      if (exists) await node.execute({ kind: 'remove', model: 'orders', id });
      break;
    case 'both':
      await node.transaction((tx) => {
        tx.emit(OrderPlaced, order);
        if (exists) tx.update(Order, id, { user, total });
        else tx.create(Order, value);
        if (random() < 0.3) tx.remove(Order, id);
        tx.emit(OrderPlaced, { ...order, order: 'second' });
      });
      break;
    case 'refused':
      await assert.rejects(
        node.transaction((tx) => {
          tx.emit(OrderPlaced, order);
          tx.remove(Order, 'nobody');
        }),
        { code: 'not_found' },
      );
      break;
    case 'snapshot':
      await node.snapshot();
  }
}

const step = fc.constantFrom<Step>(
  ...(['emit', 'emit', 'emit', 'forget', 'write', 'write', 'remove', 'both'] as const),
  ...(['refused', 'snapshot', 'again'] as const),
);

test('replay gives the live views, with and without a snapshot, after any kill (INV-4, INV-7)', async () => {
  const life = fc.array(step, { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(
      fc.nat(),
      fc.array(life, { minLength: 1, maxLength: 4 }),
      async (seed, lives) => {
        const random = seeded(seed);
        let disk = new MemoryDisk();
        for (const steps of lives) {
          const node = await openNode(disk, SHOP, testEnvironment(seed));
          assert.deepEqual(viewsOf(node), viewsFrom(await eventsOf(disk)), 'at the start');
          for (const each of steps) await act(node, each, random);
          const live = viewsOf(node);
          assert.deepEqual(live, viewsFrom(await eventsOf(disk)), 'live');
          const dead = disk.afterKill();
          await node.close();
          const bare = await openNode(without(dead, snapshotsOf(dead)), SHOP);
          assert.deepEqual(viewsOf(bare), live, 'from the log alone');
          await bare.close();
          disk = dead;
        }
      },
    ),
    { numRuns: 40 },
  );
});

test('many at once are decided on what is decided, and read as what is committed (INV-5)', async () => {
  const disk = new MemoryDisk();
  const node = await openNode(disk, SHOP);
  const emitted = Array.from({ length: 20 }, (_, index) =>
    node.emit(OrderPlaced, { order: `o${index}`, user: 'ada', total: 1 }),
  );
  assert.equal(node.view(OrdersByUser).get('ada'), undefined, 'none is on disk yet');
  await Promise.all(emitted);
  const orders = Array.from({ length: 20 }, (_, index) => `o${index}`);
  assert.deepEqual(node.view(OrdersByUser).get('ada'), orders);
  assert.equal(node.view(Counts).get()?.placed, 20);
  await node.close();
});

/** A directory with some events, and snapshots on the way. */
async function shopLife(
  options: Partial<LithairOptions> = {},
  snapshots: readonly number[] = [20],
): Promise<MemoryDisk> {
  const disk = new MemoryDisk();
  const environment = testEnvironment();
  const node = await openNode(disk, { ...SHOP, ...options }, environment);
  for (let at = 0; at < 40; at += 1) {
    environment.setWallMs(environment.wallMs() + 3_600_000);
    await act(node, at % 3 === 0 ? 'write' : 'emit', seeded(at));
    if (snapshots.includes(at)) await node.snapshot();
  }
  const dead = disk.afterKill();
  await node.close();
  return dead;
}

interface Started {
  readonly views: unknown;
  readonly from: number;
  readonly missed: readonly string[];
}

async function started(disk: MemoryDisk, views: readonly ViewDefinition[]): Promise<Started> {
  const missed: string[] = [];
  const onCacheMiss = (file: string): unknown => missed.push(file);
  const node = await openNode(disk.afterKill(), { ...SHOP, views, onCacheMiss });
  const found = { views: viewsOf(node), from: node.recovery.snapshot_seq, missed };
  await node.close();
  return found;
}

const placedOnly = (version: number, factor: number): ViewDefinition =>
  defineView<number>('placed', {
    version,
    on: [on(OrderPlaced, { reduce: (sum = 0, { total }) => sum + total * factor })],
  });

test('a definition that changed is made again from the whole log, records and all', async () => {
  const disk = await shopLife();
  const same = await started(disk, VIEWS);
  assert.deepEqual([same.from, same.missed], [21, []]);
  const changed: readonly (readonly ViewDefinition[])[] = [
    [...VIEWS, placedOnly(1, 1)],
    [defineView('orders_by_user', { version: 2, on: OrdersByUser.listeners }), TotalByUser],
    [defineView('orders_by_user', { on: OrdersByUser.listeners.slice(0, 1) }), Counts],
    [defineView('counts', { on: [on(OrderPlaced, { reduce: (n: number = 0) => n + 2 })] })],
  ];
  for (const views of changed) {
    const found = await started(disk, views);
    assert.deepEqual([found.from, found.missed], [0, ['state.raftsnap']]);
    const bare = await started(without(disk, snapshotsOf(disk)), views);
    assert.deepEqual(found.views, bare.views);
  }
});

test('fewer views, or their order, or a name in the URL, change nothing', async () => {
  const disk = await shopLife();
  const { from, views } = await started(disk, [Counts, OrdersByUser]);
  assert.equal(from, 21);
  const bare = await started(without(disk, snapshotsOf(disk)), [Counts, OrdersByUser]);
  assert.deepEqual(views, bare.views);
  const hidden = defineView('orders_by_user', { expose: false, on: OrdersByUser.listeners });
  assert.equal((await started(disk, [hidden])).from, 21);
});

test('a view whose past was deleted is never made of a part of it', async () => {
  const options = { compaction: 'delete', dedupAgeMaxS: 1 } as const;
  const disk = await shopLife(options, [20, 30]);
  const here = await started(disk, VIEWS);
  assert.equal(here.from, 31);
  assert.deepEqual(archived(disk), []);
  await assert.rejects(started(disk, [...VIEWS, placedOnly(1, 1)]), {
    code: 'view_not_rebuildable',
    message: /data: placed: declared differently/,
  });
  assert.deepEqual(await started(disk, VIEWS), here, 'the refused start changed nothing');
});

test('nothing is deleted before two snapshots have a view that is new', async () => {
  const options = { compaction: 'delete', dedupAgeMaxS: 1 } as const;
  const disk = await shopLife({ compaction: 'off' }, [10, 30]);
  const views = [...VIEWS, placedOnly(1, 1)];
  const node = await openNode(disk, { ...SHOP, ...options, views });
  const whole = kept(disk).length;
  await node.snapshot();
  assert.equal(kept(disk).length, whole);
  const once = disk.afterKill();
  const live = viewsOf(node);
  await act(node, 'emit', seeded(1));
  await node.snapshot();
  assert.ok(kept(disk).length < whole, 'now the older of two has it');
  await node.close();
  once.put(`${DATA}/state.raftsnap`, Buffer.from('damaged'));
  assert.deepEqual((await started(once, views)).views, live);
});

test('an archive is the beginning of the log: a view is made of it', async () => {
  const disk = await shopLife({ compaction: 'archive', dedupAgeMaxS: 1 }, [20, 30]);
  assert.ok(archived(disk).length > 0);
  const views = [...VIEWS, placedOnly(1, 1)];
  const events = await eventsOf(disk);
  const sum = events
    .filter(({ type }) => type === 'OrderPlaced')
    .reduce((total, { payload }) => total + (JSON.parse(payload) as { total: number }).total, 0);
  const found = await started(disk, views);
  assert.deepEqual([found.from, found.missed[0]], [0, 'state.raftsnap']);
  assert.deepEqual((found.views as unknown[]).at(-1), ['placed', [['all', sum]]]);
});

test('a snapshot with views that is cut or flipped anywhere is never loaded', async () => {
  const disk = await shopLife({}, [10, 39]);
  const file = `${DATA}/state.raftsnap`;
  const whole = Buffer.from(disk.content(file));
  assert.match(whole.toString(), /"version":3,"min_reader":3.*"views":\[\{"name":"orders_by_user"/);
  const { views } = await started(disk, VIEWS);
  for (let at = 0; at < whole.length; at += 37) {
    const flipped = Buffer.from(whole);
    flipped[at] = (flipped[at] as number) ^ (1 << (at % 8));
    for (const damaged of [flipped, whole.subarray(0, at)]) {
      const survivor = disk.afterKill();
      survivor.put(file, damaged);
      const found = await started(survivor, VIEWS);
      assert.deepEqual([found.views, found.from], [views, 11], `byte ${at}`);
    }
  }
});
