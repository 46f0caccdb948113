// A version that nothing leads to.
const { app, name, price } = require('./modele.cjs');

module.exports = app({ name, price }, { version: 2 });
