import { z } from 'zod';
import type { LoggedEvent } from '../engine/event';
import { defineEvent } from '../model/define-event';
import { defineModel } from '../model/define-model';
import { collect, defineView, on } from '../model/define-view';
import type { ViewDefinition } from '../model/view';
import { field } from '../model/field';
import type { Lithair } from '../server';

/** A small shop: one model, own events, and views over both. */
export const Order = defineModel('orders', {
  user: field(z.string()),
  total: field(z.number()),
});

export const OrderPlaced = defineEvent(
  'OrderPlaced',
  { order: z.string(), user: z.string(), total: z.number().positive() },
  { id: (event) => event.order, http: { emit: true, read: true } },
);
export const UserForgotten = defineEvent('UserForgotten', { user: z.string() });
export const OWN_EVENTS = [OrderPlaced, UserForgotten];

/** Orders of a user, oldest first, until the user is forgotten. */
export const OrdersByUser = defineView('orders_by_user', {
  on: [
    on(OrderPlaced, {
      key: (event) => event.user,
      reduce: (orders: readonly string[] = [], event) => [...orders, event.order],
    }),
    on(UserForgotten, { key: (event) => event.user, reduce: () => undefined }),
  ],
});

/** What the records of a user come to. */
export const TotalByUser = defineView<number>('total_by_user', {
  on: [
    on(Order.created, {
      key: (order) => order.user,
      reduce: (sum = 0, order) => sum + order.total,
    }),
    on(Order.updated, {
      key: (order, { before }) => [order.user, before.user],
      reduce: (sum = 0, order, { key, before }) =>
        sum + (order.user === key ? order.total : 0) - (before.user === key ? before.total : 0),
    }),
    on(Order.deleted, {
      key: (order) => order.user,
      reduce: (sum = 0, order) => sum - order.total,
    }),
  ],
});

/** How many there were, of all kinds, and when the last. */
export const Counts = defineView<{ readonly placed: number; readonly lastMs: number }>('counts', {
  expose: false,
  on: [
    on(OrderPlaced, {
      reduce: (counts, _, { timeMs }) => ({ placed: (counts?.placed ?? 0) + 1, lastMs: timeMs }),
    }),
  ],
});

/** The newest orders of a user that are no gift, and of how much; all go when it is forgotten. */
export const RecentByUser = defineView('recent_by_user', {
  expose: false,
  on: [
    collect(OrderPlaced, {
      key: (event) => event.user,
      item: ({ order, total }) => (total === 1 ? undefined : [order, total]),
      keep: 2,
    }),
    on(UserForgotten, { key: (event) => event.user, reduce: () => undefined }),
  ],
});
export const VIEWS: readonly ViewDefinition[] = [OrdersByUser, TotalByUser, Counts, RecentByUser];

/** Every value of every view, in the order of keys. */
export const viewsOf = (node: Lithair): unknown =>
  node.withState(({ views }) =>
    views.map((view) => [
      view.definition.name,
      view.page({}, Infinity).map(({ key, value }) => [key, value]),
    ]),
  );

/** The same, made of the events of a log by somebody who knows no reducer. */
export function viewsFrom(events: readonly LoggedEvent[]): unknown {
  const orders = new Map<string, string[]>();
  const recent = new Map<string, unknown[]>();
  const totals = new Map<string, number>();
  const records = new Map<string, { user: string; total: number }>();
  const placed = events.filter(({ type }) => type === 'OrderPlaced');
  for (const { type, payload, aggregateId: id } of events) {
    const said = JSON.parse(payload) as { order: string; user: string; total: number };
    if (type === 'OrderPlaced') {
      orders.set(said.user, [...(orders.get(said.user) ?? []), said.order]);
      if (said.total !== 1) {
        const all = [...(recent.get(said.user) ?? []), [said.order, said.total]];
        recent.set(said.user, all.slice(-2));
      }
    } else if (type === 'UserForgotten') {
      orders.delete(said.user);
      recent.delete(said.user);
    } else {
      const before = records.get(id);
      if (before !== undefined)
        totals.set(before.user, (totals.get(before.user) ?? 0) - before.total);
      if (type === 'OrderDeleted') records.delete(id);
      else {
        records.set(id, said);
        totals.set(said.user, (totals.get(said.user) ?? 0) + said.total);
      }
    }
  }
  const lastMs = (placed.at(-1)?.timestamp ?? 0) / 1000;
  const counts = placed.length === 0 ? [] : [['all', { placed: placed.length, lastMs }]];
  return [
    ['orders_by_user', sorted(orders)],
    ['total_by_user', sorted(totals)],
    ['counts', counts],
    ['recent_by_user', sorted(recent)],
  ];
}

const sorted = (values: ReadonlyMap<string, unknown>): unknown =>
  [...values].sort(([a], [b]) => (a < b ? -1 : 1));
