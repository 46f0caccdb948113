// Placeholder until the suite lands.
module.exports = { default: {} };
