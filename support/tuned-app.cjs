// An application that says how it wants to be run: what `serve --app` takes.
const { REFERENCE_MODELS } = require('lithair');

module.exports = {
  models: REFERENCE_MODELS,
  profile: 'balanced',
  durability: 'memory',
  snapshotKeep: 2,
};
