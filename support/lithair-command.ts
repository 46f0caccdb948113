import { spawn } from 'node:child_process';
import { once } from 'node:events';

import { cleanEnvironment, ROOT, toolCommand } from './server-command';

export interface CommandResult {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs `lithair …` to its end, with nothing of the caller's `LT_*` environment. */
export async function lithairCommand(
  args: string[],
  env: Record<string, string> = {},
): Promise<CommandResult> {
  const child = spawn(process.execPath, [...toolCommand(), ...args], {
    cwd: ROOT,
    env: cleanEnvironment(env),
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 60_000,
    killSignal: 'SIGKILL',
  });
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
