// A shop that counts what happens in it: own events, and views of them and of its products.
const { defineEvent, defineModel, collect, defineView, field, on, refuse } = require('lithair');
const { z } = require('zod');

const Product = defineModel('products', {
  shelf: field(z.string()),
  stock: field(z.number().int()),
});

const OrderPlaced = defineEvent(
  'OrderPlaced',
  { orderId: z.string(), userId: z.string(), total: z.number().positive() },
  { id: (event) => event.orderId, http: { emit: true, read: true } },
);
// Clients may add one, and are not told of those of others.
const CommentAdded = defineEvent(
  'CommentAdded',
  { userId: z.string(), text: z.string().min(1) },
  { http: true },
);
// Of the application alone.
const UserForgotten = defineEvent('UserForgotten', { userId: z.string() });

const OrdersByUser = defineView('orders_by_user', {
  on: [
    collect(OrderPlaced, { key: (event) => event.userId, item: (event) => event.orderId }),
    on(UserForgotten, { key: (event) => event.userId, reduce: () => undefined }),
  ],
});

const NOTHING = { orders: 0, spent: 0, comments: 0 };

/** Of each user, and of all of them. */
const userAnalytics = (version, spentOf) =>
  defineView('user_analytics', {
    version,
    on: [
      on(OrderPlaced, {
        key: (event) => [event.userId, 'all'],
        reduce: (stats = NOTHING, event) => {
          if (event.total > 1_000_000) throw new Error('nobody spends that much');
          if (event.total > 100_000) refuse('too_dear', 'ask the bank first', { most: 100_000 });
          return { ...stats, orders: stats.orders + 1, spent: stats.spent + spentOf(event) };
        },
      }),
      on(CommentAdded, {
        key: (event) => [event.userId, 'all'],
        reduce: (stats = NOTHING) => ({ ...stats, comments: stats.comments + 1 }),
      }),
    ],
  });

const StockByShelf = defineView('stock_by_shelf', {
  on: [
    on(Product.created, {
      key: (product) => product.shelf,
      reduce: (stock = 0, product) => stock + product.stock,
    }),
    on(Product.updated, {
      key: (product, { before }) => [product.shelf, before.shelf],
      reduce: (stock = 0, product, { key, before }) =>
        stock +
        (product.shelf === key ? product.stock : 0) -
        (before.shelf === key ? before.stock : 0),
    }),
    on(Product.deleted, {
      key: (product) => product.shelf,
      reduce: (stock = 0, product) => stock - product.stock,
    }),
  ],
});

const Secret = defineView('secret', { expose: false, on: [on(CommentAdded, { reduce: () => 1 })] });

/** The shop, with what a user spends counted in some way. */
const shop = (version = 1, spentOf = (event) => event.total) => ({
  models: [Product],
  events: [OrderPlaced, CommentAdded, UserForgotten],
  views: [OrdersByUser, userAnalytics(version, spentOf), StockByShelf, Secret],
});

module.exports = { ...shop(), shop };
