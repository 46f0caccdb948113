import { z } from 'zod';
import { defineEvent } from '../model/define-event';
import { defineModel } from '../model/define-model';
import { defineView, on } from '../model/define-view';
import { field } from '../model/field';

/** A shop whose fields are open to clients in every way there is. */
export const models = [
  defineModel('makers', { name: field(z.string().min(1), { db: { unique: true } }) }),
  defineModel('products', {
    name: field(z.string().min(1), { db: { indexed: true } }),
    price: field(z.number().positive(), { db: { indexed: true }, lifecycle: { history: 'full' } }),
    maker: field(z.string(), { db: { references: 'makers' } }),
    colour: field(z.string(), { db: { nullable: true } }),
    note: field(z.string().optional()),
    tags: field(z.array(z.string()).optional()),
    cost: field(z.number().optional(), { http: { writeOnly: true } }),
    rank: field(z.number(), { db: { default: 1 }, http: { readOnly: true } }),
    hush: field(z.string(), { db: { default: 'x' }, http: { expose: false } }),
  }),
];

const LampLit = defineEvent(
  'LampLit',
  { lamp: z.string(), watts: z.number().default(5) },
  { id: ({ lamp }) => lamp, http: { emit: true, read: true } },
);
const LampBroken = defineEvent('LampBroken', { lamp: z.string() }, { http: true });
export const LampCounted = defineEvent(
  'LampCounted',
  { count: z.number() },
  { http: { read: true } },
);
export const LampStolen = defineEvent('LampStolen', { by: z.string() });

/** What the shop adds to its models, in every way there is for clients. */
export const events = [LampLit, LampBroken, LampCounted, LampStolen];

export const views = [
  defineView('lamps_lit', {
    on: [
      on(LampLit, {
        key: ({ lamp }) => lamp,
        reduce: (lit: { readonly times: number } = { times: 0 }) => ({ times: lit.times + 1 }),
      }),
    ],
  }),
  defineView<number, 'lamps_counted'>('lamps_counted', {
    on: [on(LampCounted, { reduce: (sum = 0, { count }) => sum + count })],
  }),
  defineView('thieves', {
    expose: false,
    on: [on(LampStolen, { reduce: (thieves: readonly string[] = [], { by }) => [...thieves, by] })],
  }),
];
