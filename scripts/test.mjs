// Everything that proves the product, in order; the last line is `N passed, N failed`.
// A step that fails stops nothing but what needs it: the reader sees all that is wrong in one run.
import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';

const steps = [
  { name: 'build', command: ['npm', 'run', '--silent', 'build'], isNeeded: true },
  { name: 'types', command: ['npm', 'run', '--silent', 'typecheck'] },
  { name: 'lint', command: ['npm', 'run', '--silent', 'lint'] },
  { name: 'format', command: ['npm', 'run', '--silent', 'format:check'] },
  { name: 'layers', command: ['npm', 'run', '--silent', 'layers'] },
  { name: 'unit', command: ['npm', 'run', '--silent', 'unit'], count: countTap },
  features('ensemble'),
  features('seul'),
];

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

/** @returns {Promise<{ code: number, output: string }>} */
function run([program, ...args]) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
      process.stdout.write(chunk);
    });
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
for (const { name, command, count, isNeeded } of steps) {
  const started = Date.now();
  console.log(`\n== ${name}`);
  const { code, output } = await run(command);
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
  if (isNeeded && code !== 0) break;
}
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
