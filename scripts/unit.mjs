// Runs the unit and property tests beside the sources. `npm run unit -- recovery` runs the files
// whose name holds the word.
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';

/** Started first: otherwise one core ends alone with it. */
const LONGEST = /power-loss-states\.test\.ts$/;

const word = process.argv[2] ?? '';
const files = readdirSync('src', { recursive: true })
  .map((file) => path.join('src', String(file)))
  .filter((file) => file.endsWith('.test.ts') && file.includes(word))
  .sort()
  .sort((a, b) => Number(LONGEST.test(b)) - Number(LONGEST.test(a)));
if (files.length === 0) {
  console.error(`no test file matches ${JSON.stringify(word)}`);
  process.exit(64);
}
const reporter = process.env.UNIT_REPORTER ?? 'spec';
const register = ['--require', './scripts/register-typescript.cjs'];
const child = spawn(
  process.execPath,
  [
    ...register,
    `--test-reporter=${reporter}`,
    '--test',
    `--test-concurrency=${availableParallelism()}`,
    ...files,
  ],
  {
    stdio: 'inherit',
  },
);
child.on('exit', (code) => process.exit(code ?? 1));
