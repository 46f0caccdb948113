// Loans of which every value is kept, so that every list of the past can be told: what
// features/listes-du-passe.feature serves, and what support/loans-oracle.ts knows of it.
const { defineModel, field } = require('lithair');
const { z } = require('zod');

module.exports = {
  models: [
    defineModel('loans', {
      book: field(z.string(), { lifecycle: { immutable: true, history: 'full' } }),
      days: field(z.number().int(), { db: { indexed: true }, lifecycle: { audited: true } }),
      reader: field(z.string().optional(), { lifecycle: { history: 'full' } }),
      views: field(z.number().int(), { db: { default: 0 }, persistence: { memoryOnly: true } }),
    }),
  ],
};
