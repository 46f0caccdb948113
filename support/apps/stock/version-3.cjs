// A third version, which counts names.
const { app, field, name, price, toPrice, z } = require('./modele.cjs');

module.exports = app(
  { name, price, letters: field(z.number(), { db: { indexed: true } }) },
  { version: 3, upcasters: { 1: toPrice, 2: (old) => ({ ...old, letters: old.name.length }) } },
);
