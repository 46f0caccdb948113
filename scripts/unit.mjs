// Runs the unit and property tests beside the sources. `npm run unit -- recovery` runs the files
// whose name holds the word.
import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';

/**
 * Of more than five seconds, each in a process of its own where node does not track what it does;
 * the longest first: otherwise one core ends alone with it.
 */
const LONG = [
  'recovery/power-loss-states',
  'recovery/every-damage',
  'recovery/recovery',
  'runtime/disk-faults',
  'compaction/compact',
  'runtime/snapshotter',
  'recovery/agreement',
  'recovery/segments',
  'recovery/power-loss',
  'openapi/behaviour',
  'runtime/clock-jumps',
  'schema/evolution',
  'openapi/generated-requests',
  'http/hostile-requests',
].map((name) => new RegExp(`/${name}\\.test\\.ts$`));
/** What belongs to a process has one for itself. */
const OF_A_PROCESS = /worker_threads|child_process|process\.(env|on|once|exit|kill)\b|mock\b/;
/** So many that the last ones to end are short. */
const GROUPS = 4 * availableParallelism();
/** Of this run alone: another one may run beside it. */
const MADE = path.join('node_modules/.cache/unit', String(process.pid));

const word = process.argv[2] ?? '';
const files = readdirSync('src', { recursive: true })
  .map((file) => path.join('src', String(file)))
  .filter((file) => file.endsWith('.test.ts') && file.includes(word))
  .sort();
if (files.length === 0) {
  console.error(`no test file matches ${JSON.stringify(word)}`);
  process.exit(64);
}
mkdirSync(MADE, { recursive: true });
const long = LONG.flatMap((name) => files.filter((file) => name.test(file)));
const others = files.filter((file) => !long.includes(file));
const alone = others.filter((file) => OF_A_PROCESS.test(readFileSync(file, 'utf8')));
const together = others.filter((file) => !alone.includes(file));

/** A file to run, which loads others. */
function make(name, source) {
  const file = path.join(MADE, `${name}.cjs`);
  writeFileSync(file, source);
  return file;
}

const quoted = (file) => JSON.stringify(path.resolve(file));

function untracked(file) {
  const name = path.relative('src', file).replaceAll(path.sep, '+');
  return make(
    name,
    `require(${quoted('scripts/untracked-tests.cjs')});\nrequire(${quoted(file)});\n`,
  );
}

/** Each runs every so manieth file. */
function groupsOf(members) {
  const count = Math.min(GROUPS, members.length);
  return Array.from({ length: count }, (_, number) => {
    const group = members.filter((_file, index) => index % count === number);
    const runner = `require(${quoted('scripts/unit-group.cjs')})`;
    return make(
      `group-${number + 1}`,
      `${runner}.runTogether(${JSON.stringify(group, null, 2)});\n`,
    );
  });
}

const child = spawn(
  process.execPath,
  [
    ...['--require', './scripts/register-typescript.cjs'],
    `--test-reporter=${process.env.UNIT_REPORTER ?? 'spec'}`,
    '--test',
    `--test-concurrency=${availableParallelism()}`,
    ...[...long.map(untracked), ...groupsOf(together), ...alone],
  ],
  { stdio: 'inherit' },
);
child.on('exit', (code) => {
  rmSync(MADE, { recursive: true, force: true });
  process.exit(code ?? 1);
});
