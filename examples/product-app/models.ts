import { defineModel, field } from 'lithair';
import { z } from 'zod';

/** Money is whole cents, so that sums are exact. */
const cents = z.int().positive().max(100_000_000);

export const Category = defineModel('categories', {
  name: field(z.string().min(1).max(100), { db: { unique: true } }),
});

export const Product = defineModel('products', {
  name: field(z.string().min(1).max(200), {
    db: { unique: true, indexed: true },
    lifecycle: { versions: 3 },
  }),
  price: field(cents, { db: { indexed: true }, lifecycle: { history: 'full' } }),
  createdAt: field(z.iso.datetime(), { lifecycle: { immutable: true } }),
  categoryId: field(z.string(), { db: { references: 'categories', onDelete: 'restrict' } }),
  stock: field(z.int().min(0), { db: { default: 0 } }),
  views: field(z.int(), {
    db: { default: 0 },
    http: { readOnly: true },
    persistence: { memoryOnly: true },
  }),
});

export const User = defineModel('users', {
  name: field(z.string().min(1).max(100)),
  email: field(z.email().max(254), { db: { unique: true }, http: { writeOnly: true } }),
});

export const STATUSES = ['placed', 'paid', 'shipped', 'cancelled'] as const;

/** Pieces of a product, at the name and price of the day: the product may change or go. */
export const line = z.strictObject({
  product: z.string(),
  name: z.string(),
  price: cents,
  pieces: z.int().positive(),
});

const immutable = { lifecycle: { immutable: true } };

/** Placed by way of the shop alone, which takes the stock. */
export const Order = defineModel(
  'orders',
  {
    user: field(z.string(), { db: { references: 'users' }, ...immutable }),
    status: field(z.enum(STATUSES), { db: { indexed: true }, lifecycle: { history: 'full' } }),
    placedAt: field(z.iso.datetime(), { db: { indexed: true }, ...immutable }),
    lines: field(z.array(line).min(1).max(100), immutable),
    total: field(z.int().positive(), { db: { indexed: true }, ...immutable }),
  },
  { http: { create: false } },
);

export const models = [Category, Product, User, Order] as const;
