// A shop whose fields are kept in every way that can be declared: what features/historique.feature
// serves, and what support/history-oracle.ts knows of it.
const { defineModel, field } = require('lithair');
const { z } = require('zod');

module.exports = {
  models: [
    defineModel('products', {
      name: field(z.string().min(2), { db: { unique: true }, lifecycle: { versions: 3 } }),
      price: field(z.number(), { lifecycle: { history: 'full' } }),
      note: field(z.string().optional(), { lifecycle: { retentionDays: 30 } }),
      stock: field(z.number().optional(), { lifecycle: { history: 'never' } }),
      maker: field(z.string().optional(), { lifecycle: { immutable: true } }),
      cost: field(z.number().optional(), {
        http: { writeOnly: true },
        lifecycle: { history: 'full' },
      }),
    }),
    defineModel('quotes', {
      amount: field(z.number(), { lifecycle: { audited: true } }),
      terms: field(z.record(z.string(), z.json()).optional(), { lifecycle: { history: 'full' } }),
      author: field(z.string().optional(), { lifecycle: { immutable: true } }),
    }),
  ],
};
