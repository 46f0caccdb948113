// A stock that its owners declared anew several times: what features/evolution.feature serves.
const { defineModel, field } = require('lithair');
const { z } = require('zod');

const kept = { lifecycle: { history: 'full' } };
const name = field(z.string());
const cents = field(z.number().int(), kept);
const price = field(z.number(), kept);

const app = (fields, options) => ({
  models: [defineModel('products', fields, options)],
});
const toPrice = ({ cents: paid, ...others }) => ({ ...others, price: paid / 100 });

module.exports = { app, cents, field, name, price, toPrice, z };
