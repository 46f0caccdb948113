// One more field, which may be left out.
const { app, cents, field, name, z } = require('./modele.cjs');

module.exports = app({ name, cents, colour: field(z.string().optional()) });
