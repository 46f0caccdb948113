import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { ROOT } from './server-command';

export interface SaboteurRun {
  exitCode: number | null;
  output: string;
  passed: string[];
  /** Failed steps and hooks, with the name of their scenario. */
  failures: Array<{ scenario: string; message: string }>;
}

export interface SuiteRequest {
  /** The server to judge, instead of the product. */
  entry?: string;
  /** The tools to judge, instead of the product's. */
  tool?: string;
  /** Exact names of the scenarios to run. */
  scenarios: string[];
  scratch: string;
}

const CUCUMBER = join(ROOT, 'node_modules/@cucumber/cucumber/bin/cucumber.js');
/** Of patience: what is promised in time is judged by the scenarios themselves. */
export const RUN_MS = 480_000;

/** Runs scenarios of this very suite, in a child process, against the server of `entry`. */
export async function runSuiteAgainst(request: SuiteRequest): Promise<SaboteurRun> {
  const messages = join(request.scratch, 'messages.ndjson');
  const names = request.scenarios.flatMap((name) => ['--name', `^${escapeRegExp(name)}$`]);
  const args = ['--profile', 'saboteur', ...names, '--format', `message:${messages}`];
  const child = spawn(process.execPath, [CUCUMBER, ...args], {
    cwd: ROOT,
    env: {
      ...process.env,
      LITHAIR_SERVEUR: request.entry ?? '',
      LITHAIR_OUTIL: request.tool ?? '',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: RUN_MS,
    killSignal: 'SIGKILL',
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
  const [exitCode] = (await once(child, 'close')) as [number | null];
  if (!existsSync(messages)) throw new Error(`the suite did not run: ${output.slice(-2000)}`);
  return { exitCode, output, ...readMessages(messages) };
}

interface Envelope {
  pickle?: { id: string; name: string };
  testCase?: { id: string; pickleId: string };
  testCaseStarted?: { id: string; testCaseId: string };
  testStepFinished?: {
    testCaseStartedId: string;
    testStepResult: { status: string; message?: string };
  };
  testCaseFinished?: { testCaseStartedId: string };
}

/** Reads cucumber's own messages: what failed, in which scenario, and with which words. */
function readMessages(path: string): Pick<SaboteurRun, 'passed' | 'failures'> {
  const names = new Map<string, string>();
  const failures: SaboteurRun['failures'] = [];
  const started: string[] = [];
  for (const line of readFileSync(path, 'utf8').split('\n').filter(Boolean)) {
    const { pickle, testCase, testCaseStarted, testStepFinished } = JSON.parse(line) as Envelope;
    if (pickle) names.set(pickle.id, pickle.name);
    if (testCase) names.set(testCase.id, names.get(testCase.pickleId) ?? '');
    if (testCaseStarted) {
      const scenario = names.get(testCaseStarted.testCaseId) ?? '';
      names.set(testCaseStarted.id, scenario);
      started.push(scenario);
    }
    if (testStepFinished && testStepFinished.testStepResult.status !== 'PASSED') {
      const { status, message = '' } = testStepFinished.testStepResult;
      const scenario = names.get(testStepFinished.testCaseStartedId) ?? '';
      if (status !== 'SKIPPED') failures.push({ scenario, message });
    }
  }
  const red = new Set(failures.map(({ scenario }) => scenario));
  return { failures, passed: started.filter((scenario) => !red.has(scenario)) };
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
