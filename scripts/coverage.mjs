// The branches of the storage code that the tests beside it do not take: tests of other code would
// only hide what those leave out. The same tests as for `npm run mutation`, without the exhaustive
// ones that `stryker.config.json` names: those take the branches of the others, thousands of times.
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';

const { inProcess } = JSON.parse(readFileSync('stryker.config.json', 'utf8'));
const compiled = new RegExp(inProcess.testFiles);
const files = readdirSync('src', { recursive: true })
  .map(String)
  .filter((file) => file.endsWith('.ts') && compiled.test(file.replace(/ts$/, 'js')))
  .map((file) => path.join('src', file));
// The past in a snapshot, views and schemas need models and their events: the tests of those stand
// where they meet.
files.push(
  'src/runtime/history-restart.test.ts',
  'src/runtime/views-restart.test.ts',
  'src/runtime/schema/evolution.test.ts',
  'src/runtime/schema/feed-upcast.test.ts',
);
const child = spawn(
  'node_modules/.bin/c8',
  [
    process.execPath,
    ...['--require', 'ts-node/register/transpile-only', '--test-reporter=dot', '--test'],
    `--test-name-pattern=/^(?!.*(${inProcess.leaveOut}))/`,
    ...[`--test-concurrency=${availableParallelism()}`, ...files],
  ],
  { stdio: 'inherit' },
);
child.on('exit', (code) => process.exit(code ?? 1));
