// Another field in the place of one that records hold, and nobody says how.
const { app, name, price } = require('./modele.cjs');

module.exports = app({ name, price });
