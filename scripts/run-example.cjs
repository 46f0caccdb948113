// `npm run example NAME`: one of the applications in examples/, in this process.
const { readdirSync } = require('node:fs');
const { join } = require('node:path');

require('./register-typescript.cjs');

const FOLDER = join(__dirname, '../examples');
const names = readdirSync(FOLDER, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
const [, , name] = process.argv;
if (names.includes(name)) require(join(FOLDER, name, 'main.ts'));
else {
  console.error(`npm run example NAME, which is one of ${names.join(', ')}`);
  process.exitCode = 64;
}
