import { defineEvent, defineView, on, type RecordOf, type ViewDefinition } from 'lithair';
import { z } from 'zod';

import { line, Order, User } from './models';

/** The shop took an order: whatever becomes of the order, so much was sold on that day. */
export const OrderPlaced = defineEvent(
  'OrderPlaced',
  { order: z.string(), user: z.string(), lines: z.array(line) },
  { id: (event) => event.order },
);

export const events = [OrderPlaced];

type OrderRecord = RecordOf<typeof Order>;

/** What a list of orders shows of one. */
export type OrderSummary = Pick<OrderRecord, 'user' | 'status' | 'placedAt' | 'total'>;

const summaryOf = ({ user, status, placedAt, total }: OrderRecord): OrderSummary => {
  return { user, status, placedAt, total };
};

/**
 * Orders by something: one value an order, under `something/order`, so that an order costs the same
 * however many there are. `?prefix=paid/` reads what belongs together, page by page and counted.
 */
const ordersBy = (
  name: string,
  keyOf: (order: OrderRecord) => string,
): ViewDefinition<OrderSummary> =>
  defineView<OrderSummary>(name, {
    on: [
      on(Order.created, { key: keyOf, reduce: (_, order) => summaryOf(order) }),
      on(Order.updated, {
        key: (order, { before }) => [keyOf(before), keyOf(order)],
        reduce: (_, order, { key }) => (key === keyOf(order) ? summaryOf(order) : undefined),
      }),
      on(Order.deleted, { key: keyOf, reduce: () => undefined }),
    ],
  });

export const OrdersByUser = ordersBy('orders_by_user', ({ user, id }) => `${user}/${id}`);
export const OrdersByStatus = ordersBy('orders_by_status', ({ status, id }) => `${status}/${id}`);
/** By day (UTC): `2026-01-31/…`, so `?prefix=2026-01` is a month. */
export const OrdersByDate = ordersBy(
  'orders_by_date',
  ({ placedAt, id }) => `${placedAt.slice(0, 10)}/${id}`,
);

export interface UserFigures {
  /** Orders that there are, and what those that are not cancelled come to. */
  readonly orders: number;
  readonly spent: number;
  /** When the user last ordered, even if that order is deleted by now. */
  readonly lastOrderAt: string;
}

const worth = ({ status, total }: OrderRecord): number => (status === 'cancelled' ? 0 : total);

export const UserAnalytics = defineView<UserFigures>('user_analytics', {
  on: [
    on(Order.created, {
      key: ({ user }) => user,
      reduce: (figures, order) => {
        const { orders = 0, spent = 0, lastOrderAt = '' } = figures ?? {};
        const last = order.placedAt > lastOrderAt ? order.placedAt : lastOrderAt;
        return { orders: orders + 1, spent: spent + worth(order), lastOrderAt: last };
      },
    }),
    on(Order.updated, {
      key: ({ user }) => user,
      reduce: (figures, order, { before }) =>
        figures && { ...figures, spent: figures.spent + worth(order) - worth(before) },
    }),
    on(Order.deleted, {
      key: ({ user }) => user,
      reduce: (figures, order) =>
        figures && {
          ...figures,
          orders: figures.orders - 1,
          spent: figures.spent - worth(order),
        },
    }),
    on(User.deleted, { key: ({ id }) => id, reduce: () => undefined }),
  ],
});

export interface Sales {
  readonly name: string;
  readonly pieces: number;
  readonly amount: number;
}

/** What the shop sold of each product. */
export const SalesByProduct = defineView<Sales>('sales_by_product', {
  on: [
    on(OrderPlaced, {
      key: ({ lines }) => lines.map(({ product }) => product),
      reduce: (sales, { lines }, { key }) =>
        lines
          .filter(({ product }) => product === key)
          .reduce(
            ({ pieces, amount }, sold) => ({
              name: sold.name,
              pieces: pieces + sold.pieces,
              amount: amount + sold.pieces * sold.price,
            }),
            sales ?? { name: '', pieces: 0, amount: 0 },
          ),
    }),
  ],
});

export const views = [OrdersByUser, OrdersByStatus, OrdersByDate, UserAnalytics, SalesByProduct];
