// Runs the unit and property tests beside the sources. `npm run unit -- recovery` runs the files
// whose name holds the word.
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';

const word = process.argv[2] ?? '';
const files = readdirSync('src', { recursive: true })
  .map((file) => path.join('src', String(file)))
  .filter((file) => file.endsWith('.test.ts') && file.includes(word))
  .sort();
if (files.length === 0) {
  console.error(`no test file matches ${JSON.stringify(word)}`);
  process.exit(64);
}
const reporter = process.env.UNIT_REPORTER ?? 'spec';
const register = ['--require', 'ts-node/register/transpile-only'];
const child = spawn(
  process.execPath,
  [...register, `--test-reporter=${reporter}`, '--test', ...files],
  {
    stdio: 'inherit',
  },
);
child.on('exit', (code) => process.exit(code ?? 1));
