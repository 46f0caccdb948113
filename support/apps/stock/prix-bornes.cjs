// Prices that not all records fit.
const { app, field, name, toPrice, z } = require('./modele.cjs');

module.exports = app(
  { name, price: field(z.number().max(10)) },
  { version: 2, upcasters: { 1: toPrice } },
);
