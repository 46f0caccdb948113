import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';

import { cleanEnvironment, nodeArguments, ROOT } from './server-command';

export interface InjectionEnd {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

/** `npm run inject` as a process that may be killed. */
export class Injection {
  readonly end: Promise<InjectionEnd>;
  readonly #child: ChildProcess;

  constructor(args: string[]) {
    const child = spawn(process.execPath, [...nodeArguments('scripts/inject.ts'), ...args], {
      cwd: ROOT,
      env: cleanEnvironment(),
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 120_000,
      killSignal: 'SIGKILL',
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    this.#child = child;
    this.end = once(child, 'close').then(([code, signal]) => {
      const how = { code: code as number | null, signal: signal as NodeJS.Signals | null };
      return { ...how, stdout, stderr };
    });
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }
}

/** Writes a file of so many readings, as `npm run sample` makes them. */
export async function writeSample(file: string, readings: number): Promise<void> {
  const args = [...nodeArguments('scripts/sample-records.ts'), 'readings', String(readings)];
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
  await pipeline(child.stdout, createWriteStream(file));
}
