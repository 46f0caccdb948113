// The first declaration.
const { app, cents, name } = require('./modele.cjs');

module.exports = app({ name, cents });
