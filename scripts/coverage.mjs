// The branches of the storage code that no test beside it takes. Tests of other code would only hide
// what those leave out. What only repeats itself for long is cut short, or left out: it takes no
// branch that the beginning, or the test of that branch, does not take.
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';

const BESIDE = /^src\/(storage\/|engine\/dedup|runtime\/snapshotter)/;
const LONG = /power-loss|every-damage|agreement/;

const files = readdirSync('src', { recursive: true })
  .map((file) => path.join('src', String(file)))
  .filter((file) => file.endsWith('.test.ts') && BESIDE.test(file) && !LONG.test(file));
const child = spawn(
  'node_modules/.bin/c8',
  [
    process.execPath,
    ...['--require', 'ts-node/register/transpile-only', '--test-reporter=dot', '--test'],
    ...[`--test-concurrency=${availableParallelism()}`, ...files],
  ],
  { stdio: 'inherit' },
);
child.on('exit', (code) => process.exit(code ?? 1));
