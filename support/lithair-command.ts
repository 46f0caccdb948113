import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';

import { cleanEnvironment, ROOT, toolCommand } from './server-command';

export interface CommandResult {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** A command that runs: it may be killed on purpose. */
export interface RunningCommand {
  kill(): void;
  readonly result: Promise<CommandResult>;
}

/** Runs `lithair …` to its end, with nothing of the caller's `LT_*` environment. */
export const lithairCommand = (
  args: string[],
  env: Record<string, string> = {},
): Promise<CommandResult> => launchCommand(args, env).result;

export function launchCommand(args: string[], env: Record<string, string> = {}): RunningCommand {
  const child = spawn(process.execPath, [...toolCommand(args[0]), ...args], {
    cwd: ROOT,
    env: cleanEnvironment(env),
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 60_000,
    killSignal: 'SIGKILL',
  });
  return { kill: () => child.kill('SIGKILL'), result: resultOf(child) };
}

async function resultOf(
  child: ChildProcessByStdio<null, Readable, Readable>,
): Promise<CommandResult> {
  const result: CommandResult = { code: null, stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (result.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (result.stderr += text));
  const [code] = (await once(child, 'close')) as [number | null];
  return { ...result, code };
}

export interface Verdict {
  verdict: string;
  events: number;
  last_seq: number;
  chained: { from_seq: number; to_seq: number }[];
  starts_after?: number;
  file?: string;
  offset?: number;
  seq?: number;
  reason?: string;
}

/** `lithair verify DIR --json`: the product's own second reader. */
export async function verifyDirectory(
  directory: string,
): Promise<{ result: CommandResult; verdict: Verdict | undefined }> {
  const result = await lithairCommand(['verify', directory, '--json']);
  try {
    return { result, verdict: JSON.parse(result.stdout) as Verdict };
  } catch {
    return { result, verdict: undefined };
  }
}
