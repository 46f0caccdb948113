// Views made again from events, in process: `node benchmarks/views.mjs [events]`, after
// `npm run build`. Times are CPU time, so that a busy machine falsifies them less. What a start does
// besides (reading the log and judging it) is measured on a real directory below.
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';

const require = createRequire(import.meta.url);
const { z } = createRequire(new URL('../package.json', import.meta.url))('zod');
const {
  collect,
  defineEvent,
  defineModel,
  defineView,
  field,
  lithair,
  on,
  StateEngine,
} = require('../dist/index.js');

const EVENTS = Number(process.argv[2] ?? 1_000_000);
const USERS = Math.ceil(EVENTS / 10);
const ROUNDS = 3;

const cpuMs = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};
const timed = (work) => {
  const start = cpuMs();
  work();
  return cpuMs() - start;
};

const Order = defineModel('orders', { user: field(z.string()), total: field(z.number()) });
const OrderPlaced = defineEvent('OrderPlaced', {
  orderId: z.string(),
  userId: z.string(),
  total: z.number(),
});

const count = (name, keyOf) =>
  defineView(name, { on: [on(OrderPlaced, { key: keyOf, reduce: (sum = 0) => sum + 1 })] });
const Count = count('count', () => 'all');
const CountByUser = count('count_by_user', ({ userId }) => userId);
const OrdersByUser = defineView('orders_by_user', {
  on: [
    on(OrderPlaced, {
      key: ({ userId }) => userId,
      reduce: (orders = [], { orderId }) => [...orders, orderId],
    }),
  ],
});
const Collected = defineView('collected_by_user', {
  on: [collect(OrderPlaced, { key: ({ userId }) => userId, item: ({ orderId }) => orderId })],
});
const Analytics = defineView('user_analytics', {
  on: [
    on(OrderPlaced, {
      key: ({ userId }) => userId,
      reduce: (stats = { orders: 0, spent: 0, lastMs: 0 }, { total }, { timeMs }) => ({
        orders: stats.orders + 1,
        spent: stats.spent + total,
        lastMs: timeMs,
      }),
    }),
  ],
});
const OfRecords = defineView('total_by_user', {
  on: [
    on(Order.created, { key: ({ user }) => user, reduce: (sum = 0, { total }) => sum + total }),
    on(Order.updated, {
      key: ({ user }, { before }) => [user, before.user],
      reduce: (sum = 0, order, { key, before }) =>
        sum + (order.user === key ? order.total : 0) - (before.user === key ? before.total : 0),
    }),
  ],
});

let state = 1;
const random = (below) => {
  state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
  return Math.floor((state / 2 ** 32) * below);
};
// Made by one literal with all members, as the reader of the log makes them: objects that a spread
// makes cost each reader of their members 0.3 to 0.7 µs more.
const envelope = (seq, type, aggregateId, said) => {
  const payload = JSON.stringify(said);
  const timestamp = 1.7e15 + seq * 1000;
  return { seq, type, eventId: '', aggregateId, timestamp, txLeft: 0, request: undefined, payload };
};
const placed = (seq) =>
  envelope(seq, 'OrderPlaced', 'orderPlaced', {
    orderId: `order-${seq}`,
    userId: `user-${random(USERS)}`,
    total: random(10_000) / 100,
  });
const written = (seq) => {
  const isNew = seq <= USERS;
  const id = `o${isNew ? seq : 1 + random(USERS)}`;
  const order = { id, user: `user-${random(USERS)}`, total: random(10_000) / 100 };
  return envelope(seq, isNew ? 'OrderCreated' : 'OrderUpdated', id, order);
};

/** The best of some rounds, µs of CPU an event. */
function applied(events, views) {
  const rounds = Array.from({ length: ROUNDS }, () => {
    const engine = new StateEngine([Order], undefined, { events: [OrderPlaced], views });
    return timed(() => {
      for (const event of events) engine.applyEvent(event);
    });
  });
  return (Math.min(...rounds) / events.length) * 1000;
}

function show(name, us, base = 0) {
  const perSecond = Math.round(1e6 / us).toLocaleString('en');
  const more = base === 0 ? '' : `${(us - base).toFixed(2)} more than without`;
  console.log(`${name.padEnd(44)}${us.toFixed(2).padStart(7)}${perSecond.padStart(14)}   ${more}`);
}

console.log(`${EVENTS} events, ${USERS} users, Node ${process.version}`);
console.log(`\n${''.padEnd(44)}     µs      events/s`);
const own = Array.from({ length: EVENTS }, (_, index) => placed(index + 1));
const bare = applied(own, []);
show('own events, no view', bare);
for (const views of [
  [Count],
  [CountByUser],
  [OrdersByUser],
  [Collected],
  [Analytics],
  [OrdersByUser, Analytics],
  [Count, CountByUser, OrdersByUser, Analytics],
])
  show(views.map(({ name }) => name).join(' + '), applied(own, views), bare);
const records = Array.from({ length: EVENTS }, (_, index) => written(index + 1));
const without = applied(records, []);
show('records of a model, no view', without);
show('total_by_user, of records', applied(records, [OfRecords]), without);

// A start that makes the views again: the definition is another than that of the snapshot.
const directory = mkdtempSync(path.join(tmpdir(), 'lithair-views-'));
const options = { models: [Order], events: [OrderPlaced], directory, durability: 'memory' };
try {
  const app = await lithair({ ...options, snapshotEvery: 0 });
  const PER_TRANSACTION = 1000;
  for (let at = 0; at < EVENTS; at += PER_TRANSACTION)
    await app.transaction((tx) => {
      for (let one = 0; one < PER_TRANSACTION; one += 1)
        tx.emit(OrderPlaced, JSON.parse(own[at + one].payload));
    });
  await app.close();
  console.log('\na start that makes them again, log and all');
  for (const views of [[], [OrdersByUser], [Collected], [OrdersByUser, Analytics]]) {
    const start = cpuMs();
    const again = await lithair({ ...options, views, snapshotEvery: 0 });
    const us = ((cpuMs() - start) / EVENTS) * 1000;
    show(views.map(({ name }) => name).join(' + ') || 'no view', us);
    await again.close();
  }
} finally {
  rmSync(directory, { recursive: true });
}
