import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { assertViews } from './assert-views';
import { defineEvent, type EventDefinition } from './define-event';
import { defineModel } from './define-model';
import { collect, defineView, on } from './define-view';
import type { ViewDefinition, ViewOptions } from './view';
import { field } from './field';

const Order = defineModel('orders', { userId: field(z.string()), total: field(z.number()) });
const OrderPlaced = defineEvent(
  'OrderPlaced',
  { orderId: z.string(), userId: z.string(), total: z.number().positive() },
  { id: (event) => event.orderId, http: true },
);

const refusal = (code: string, message: RegExp): object => ({
  code,
  message,
  name: 'LithairError',
});

test('what is declared is typed without a cast', () => {
  const ByUser = defineView('orders_by_user', {
    on: [
      on(OrderPlaced, {
        key: (event) => event.userId,
        reduce: (orders: readonly string[] = [], event) => [...orders, event.orderId],
      }),
      on(Order.deleted, { key: (order) => order.userId, reduce: () => undefined }),
    ],
  });
  const typed: ViewDefinition<readonly string[]> = ByUser;
  assert.equal(typed.name, 'orders_by_user');
  const Collected: ViewDefinition<readonly string[]> = defineView('orders_by_user', {
    on: [
      collect(OrderPlaced, { key: (event) => event.userId, item: ({ orderId }) => orderId }),
      on(Order.deleted, { key: (order) => order.userId, reduce: () => undefined }),
    ],
  });
  assert.equal(Collected.listeners.length, 2);

  interface Stats {
    readonly count: number;
    readonly moved: boolean;
  }
  // The type of the values is said once: reducers know it.
  const Analytics = defineView<Stats>('user_analytics', {
    on: [
      on(OrderPlaced, {
        key: ({ userId }) => [userId, 'all'],
        reduce: (stats, { total }) => ({ count: (stats?.count ?? 0) + total, moved: false }),
      }),
      on(Order.updated, {
        key: ({ userId }, { before }) => [userId, before.userId],
        reduce: (stats, order, { key, before }) => ({
          count: (stats?.count ?? 0) + (key === order.userId ? order.total : -before.total),
          moved: order.userId !== before.userId,
        }),
      }),
    ],
  });
  assert.equal(Analytics.version, 1);
  const Last: ViewDefinition<{ readonly total: number }> = defineView<{ readonly total: number }>(
    'last',
    {
      on: [
        on(OrderPlaced, { reduce: (_, { total }) => ({ total }) }),
        on(Order.deleted, { reduce: () => undefined }),
      ],
    },
  );
  assert.equal(Last.listeners.length, 2);
  // @ts-expect-error a text is no number
  defineView<number>('wrong', { on: [on(OrderPlaced, { reduce: () => 'text' })] });
  // @ts-expect-error an own event has no record before it
  on(OrderPlaced, { key: (event, { before }) => before.userId, reduce: (n: number = 0) => n });
});

test('an event that makes no sense is refused', () => {
  const options = (given: unknown): object => given as object;
  assert.throws(() => defineEvent('orderPlaced', {}), refusal('invalid_event', /a capital/));
  assert.throws(() => defineEvent('', {}), refusal('invalid_event', /event ""/));
  assert.throws(
    () => defineEvent('A', { a: 'text' as unknown as z.ZodType }),
    refusal('invalid_event', /"a" is not a zod schema/),
  );
  assert.throws(
    () => defineEvent('A', {}, options({ htp: true })),
    refusal('invalid_event', /htp is no option/),
  );
  assert.throws(
    () => defineEvent('A', {}, options({ http: 1 })),
    refusal('invalid_event', /http is true, false, or { emit, read }/),
  );
  assert.throws(
    () => defineEvent('A', {}, options({ id: 'orderId' })),
    refusal('invalid_event', /id is a function/),
  );
  assert.throws(
    () => defineEvent('A', {}, options({ idempotencyKey: 'k' })),
    refusal('invalid_event', /idempotencyKey is a function/),
  );
});

test('a view that makes no sense is refused', () => {
  const reduce = (count: number = 0): number => count + 1;
  const good = [on(OrderPlaced, { reduce })];
  const refused: readonly [string, unknown, RegExp][] = [
    ['Bad', { on: good }, /view "Bad": a name is/],
    ['v', { on: [] }, /on is a list/],
    ['v', {}, /on is a list/],
    ['v', { on: good, version: 0 }, /version is a whole number/],
    ['v', { on: good, expose: 'no' }, /expose is true or false/],
    ['v', { on: good, keys: 1 }, /keys is no option/],
    ['v', { on: [...good, ...good] }, /listens to OrderPlaced twice/],
    ['v', { on: [on(OrderPlaced, { reduce: 3 as unknown as () => 1 })] }, /both functions/],
    ['v', { on: [on(OrderPlaced, { key: 'k' as unknown as () => '', reduce })] }, /both functions/],
    ['v', { on: [collect(OrderPlaced, { item: 'x' as unknown as () => 1 })] }, /takes functions/],
    ['v', { on: [collect(OrderPlaced, { item: () => 1, keep: 0 })] }, /keep is a whole number/],
    ['v', { on: [collect(OrderPlaced, { item: () => 1, keep: 1.5 })] }, /keep is a whole number/],
  ];
  for (const [name, options, message] of refused) {
    const declare = (): unknown => defineView(name, options as ViewOptions<number>);
    assert.throws(declare, refusal('invalid_view', message));
  }
});

test('events and views that are declared together fit together', () => {
  const view = (name: string, ...sources: EventDefinition[]): ViewDefinition =>
    defineView(name, { on: sources.map((source) => on(source, { reduce: () => 1 })) });
  const Other = defineEvent('Other', {});
  const Clash = defineEvent('OrderCreated', {});
  const declared = { models: [Order], events: [OrderPlaced], views: [] };
  assertViews({ ...declared, views: [view('a', OrderPlaced), view('b', OrderPlaced)] });
  assert.throws(
    () => assertViews({ ...declared, events: [Clash] }),
    refusal('invalid_event', /that of the model orders too/),
  );
  assert.throws(
    () => assertViews({ ...declared, events: [Other, Other] }),
    refusal('invalid_event', /another declaration/),
  );
  assert.throws(
    () => assertViews({ ...declared, views: [view('a', Other)] }),
    refusal('invalid_view', /listens to Other, which is not declared/),
  );
  assert.throws(
    () => assertViews({ ...declared, views: [view('a', OrderPlaced), view('a', OrderPlaced)] }),
    refusal('invalid_view', /declared twice/),
  );
});
