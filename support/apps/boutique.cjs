// A shop: what the features on queries serve.
const { defineModel, field } = require('lithair');
const { z } = require('zod');

const indexed = { db: { indexed: true } };

module.exports = {
  models: [
    defineModel('categories', { name: field(z.string().min(1), indexed) }),
    defineModel('products', {
      name: field(z.string().min(1), indexed),
      price: field(z.number(), indexed),
      categoryId: field(z.string(), { db: { references: 'categories' } }),
      colour: field(z.string(), { db: { indexed: true, nullable: true } }),
      code: field(z.string(), { db: { unique: true } }),
      stock: field(z.number().int()),
      tags: field(z.array(z.string()).optional()),
      supplier: field(z.string().optional(), { http: { writeOnly: true } }),
    }),
  ],
};
