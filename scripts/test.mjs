// Everything that proves the product, in order; the last line is `N passed, N failed`.
// A step that fails stops nothing but what needs it: the reader sees all that is wrong in one run.
import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';

/** One line after the other; what stands on one line uses one core, and runs at the same time. */
const lines = [
  [{ ...script('build'), isNeeded: true }],
  ['typecheck', 'lint', 'format:check', 'layers'].map(script),
  [{ ...script('unit'), count: countTap }],
  [features('ensemble')],
  [features('seul')],
];

function script(name) {
  return { name, command: ['npm', 'run', '--silent', name] };
}

/** The scenarios of a profile of `cucumber.js`. */
function features(profile) {
  const report = `reports/${profile}.ndjson`;
  rmSync(report, { force: true });
  return {
    name: `features (${profile})`,
    command: ['node_modules/.bin/cucumber-js', '--profile', profile],
    count: () => countScenarios(report),
  };
}

/**
 * What runs alone is read as it goes; the others when they end, one after the other.
 * @returns {Promise<{ code: number, output: string }>}
 */
function run([program, ...args], isAlone) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', isAlone ? 'inherit' : 'pipe'] });
    let output = '';
    const hear = (chunk) => {
      output += chunk;
      if (isAlone) process.stdout.write(chunk);
    };
    child.stdout.on('data', hear);
    child.stderr?.on('data', hear);
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

/** The closing lines of node's test runner. */
function countTap(output) {
  const of = (word) => Number(new RegExp(`^ℹ ${word} (\\d+)$`, 'm').exec(output)?.[1] ?? 0);
  return { passed: of('pass'), failed: of('fail') + of('cancelled') };
}

/** The scenarios of the message file that this run wrote: what cucumber saw, not what it printed. */
function countScenarios(report) {
  const messages = readFileSync(report, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const statuses = new Map();
  for (const { testStepFinished } of messages) {
    if (testStepFinished === undefined) continue;
    const { testCaseStartedId, testStepResult } = testStepFinished;
    const seen = statuses.get(testCaseStartedId) ?? new Set();
    statuses.set(testCaseStartedId, seen.add(testStepResult.status));
  }
  const results = [...statuses.values()];
  const isFailed = (seen) =>
    [...seen].some((status) => status !== 'PASSED' && status !== 'SKIPPED');
  // A scenario with a skipped step proved nothing: it is neither passed nor failed.
  const passed = results.filter((seen) => seen.size === 1 && seen.has('PASSED')).length;
  return { passed, failed: results.filter(isFailed).length };
}

let passed = 0;
let failed = 0;

async function perform({ name, command, count }, isAlone) {
  const started = Date.now();
  const title = `\n== ${name}`;
  if (isAlone) console.log(title);
  const { code, output } = await run(command, isAlone);
  if (!isAlone) console.log(`${title}\n${output}`.trimEnd());
  const counted =
    count === undefined
      ? { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 }
      : count(output);
  if (code !== 0 && counted.failed === 0) counted.failed = 1;
  if (code === 0 && counted.passed === 0) counted.failed = 1;
  passed += counted.passed;
  failed += counted.failed;
  const seconds = Math.round((Date.now() - started) / 1000);
  console.log(`== ${name}: ${counted.passed} passed, ${counted.failed} failed, ${seconds} s`);
  return code;
}

for (const line of lines) {
  const codes = await Promise.all(line.map((step) => perform(step, line.length === 1)));
  if (line.some(({ isNeeded }, index) => isNeeded && codes[index] !== 0)) break;
}
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
