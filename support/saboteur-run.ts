import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';

import { ROOT, TYPESCRIPT } from './server-command';
import type { SuiteAnswer, SuiteRequest } from './second-suite/suite-process';

export type SaboteurRun = SuiteAnswer;

const PROGRAM = join(__dirname, 'second-suite/suite-process.ts');
/** Of patience: what is promised in time is judged by the scenarios themselves. */
export const RUN_MS = 480_000;

let idle: ChildProcess | undefined;

/**
 * Runs scenarios of this very suite, in a child process, against another server or other tools. The
 * child is kept for the next run; one that ended, or took too long, is not.
 * @throws when it ends without an answer.
 */
export async function runSuiteAgainst(request: SuiteRequest): Promise<SaboteurRun> {
  const child = idle ?? startSuite();
  idle = undefined;
  const run = await ask(child, request);
  idle = child;
  return run;
}

/** Ends what waits for a next run. */
export function endIdleSuite(): void {
  idle?.disconnect();
  idle = undefined;
}

function startSuite(): ChildProcess {
  const child = fork(PROGRAM, { cwd: ROOT, execArgv: TYPESCRIPT, silent: true });
  return child;
}

function ask(child: ChildProcess, request: SuiteRequest): Promise<SuiteAnswer> {
  let printed = '';
  const hear = (text: Buffer): void => void (printed += text.toString());
  child.stdout?.on('data', hear);
  child.stderr?.on('data', hear);
  const impatience = setTimeout(() => child.kill('SIGKILL'), RUN_MS);
  return new Promise<SuiteAnswer>((resolve, reject) => {
    child.once('message', (answer: SuiteAnswer) => {
      resolve({ ...answer, output: printed + answer.output });
    });
    child.once('close', (code, signal) =>
      reject(new Error(`the suite ended (${code ?? signal}): ${printed.slice(-2000)}`)),
    );
    child.send(request);
  }).finally(() => {
    clearTimeout(impatience);
    child.removeAllListeners('message').removeAllListeners('close');
    child.stdout?.off('data', hear);
    child.stderr?.off('data', hear);
  });
}
