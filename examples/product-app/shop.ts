import { Hono } from 'hono';
import { LithairError, refuse, type Lithair, type RecordOf, type Transaction } from 'lithair';
import { z } from 'zod';

import { Category, Order, Product, STATUSES, User } from './models';
import { readBody } from './requests';
import { OrderPlaced, OrdersByStatus, SalesByProduct, UserAnalytics } from './views';

const BEST_SELLERS = 5;

const Wanted = z.strictObject({
  /** Sent again under the same identifier, an order is not placed twice. */
  id: z.string().optional(),
  user: z.string(),
  lines: z
    .array(z.strictObject({ product: z.string(), pieces: z.int().min(1).max(1_000) }))
    .min(1)
    .max(100),
});

/** What the shop does beyond the records of its models. */
export const shop = (node: Lithair): Hono =>
  new Hono()
    .post('/orders', async (context) => {
      const wanted = await readBody(context, Wanted);
      const placedAt = new Date().toISOString();
      const order = await node.transaction((tx) => placeOrder(tx, wanted, placedAt));
      return context.json(order, 201, { location: `/api/orders/${order.id}` });
    })
    .get('/products/:id', async (context) => {
      const id = context.req.param('id');
      const product = await node.transaction((tx) => countView(tx, id));
      const category = node.get(Category, product.categoryId)?.name ?? null;
      return context.json({ ...product, category });
    })
    .get('/analytics', (context) => context.json(analytics(node)));

/** Takes the stock, creates the order and says so: all of it, or nothing. */
function placeOrder(
  tx: Transaction,
  { id, user, lines: wanted }: z.output<typeof Wanted>,
  placedAt: string,
): RecordOf<typeof Order> {
  const lines = wanted.map(({ product: productId, pieces }) => {
    const { name, price, stock } = tx.get(Product, productId) ?? refuseLine(productId);
    if (stock < pieces)
      refuse('sold_out', `${stock} left of ${productId}`, { product: productId, left: stock });
    tx.update(Product, productId, { stock: stock - pieces });
    return { product: productId, name, price, pieces };
  });
  const total = lines.reduce((sum, { price, pieces }) => sum + price * pieces, 0);
  const order = tx.create(Order, {
    ...(id === undefined ? {} : { id }),
    ...{ user, status: 'placed', placedAt, lines, total },
  });
  tx.emit(OrderPlaced, { order: order.id, user, lines });
  return order;
}

function refuseLine(product: string): never {
  const message = `there is no product ${product.slice(0, 128)}`;
  throw new LithairError('reference_not_found', message, { field: 'lines' });
}

/** A product that somebody looks at. The count is in memory only: nothing is written. */
function countView(tx: Transaction, id: string): RecordOf<typeof Product> {
  const product = tx.get(Product, id);
  if (product === undefined) throw new LithairError('not_found', `no product ${id.slice(0, 128)}`);
  const views = product.views + 1;
  tx.update(Product, id, { views });
  return { ...product, views };
}

/** Totals over the views: no order is looked at. */
function analytics(node: Lithair): object {
  const byStatus = node.view(OrdersByStatus);
  const users = node.view(UserAnalytics).page({}, Infinity);
  const sales = node.view(SalesByProduct).page({}, Infinity);
  const bestSellers = sales
    .map(({ key: product, value }) => ({ product, ...value }))
    .sort((a, b) => b.pieces - a.pieces)
    .slice(0, BEST_SELLERS);
  return {
    users: node.find(User, { limit: 1 }).total,
    buyers: users.length,
    orders: byStatus.size,
    byStatus: Object.fromEntries(STATUSES.map((status) => [status, byStatus.count(`${status}/`)])),
    spent: users.reduce((sum, { value }) => sum + value.spent, 0),
    piecesSold: sales.reduce((sum, { value }) => sum + value.pieces, 0),
    bestSellers,
  };
}
