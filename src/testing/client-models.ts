import { z } from 'zod';
import { defineModel } from '../model/define-model';
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
