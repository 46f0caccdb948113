// The same shop; what a user spends is counted in cents now.
const { shop } = require('./ventes.cjs');

module.exports = shop(2, (event) => event.total * 100);
