// Another field, and what makes it out of the old one.
const { app, name, price, toPrice } = require('./modele.cjs');

module.exports = app({ name, price }, { version: 2, upcasters: { 1: toPrice } });
