import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import { cleanEnvironment, nodeArguments, ROOT } from './server-command';

/** What a program that uses the engine said of itself. */
export interface EngineSaid {
  seconds: number;
  count: number;
  seq: number;
  /** Creations that were refused as `overloaded`, and asked for again. */
  refusals: number;
  recovery: { snapshot_seq: number; events: number; ms: number };
  rssBytes: number;
  rssBytesMax: number;
}

/** Creations in one process, killed at the last acknowledgement, and what the next one found. */
export interface EngineRun {
  asked: number;
  created: EngineSaid;
  found: EngineSaid;
}

/** Ten million small articles do not fit in Node's own limit of some 4 GB. */
const HEAP = '--max-old-space-size=16384';
const CHILD = join(__dirname, 'soak/engine-child.ts');

/** @throws when a process ends without having said its line. */
export async function createAndKill(directory: string, articles: number): Promise<EngineRun> {
  const created = await sayAndKill<EngineSaid>(CHILD, ['create', directory, String(articles)]);
  const found = await sayAndKill<EngineSaid>(CHILD, ['count', directory]);
  return { asked: articles, created, found };
}

/**
 * Runs a program until it has said its line of JSON, which ends with SIGKILL.
 * @throws when it ends without one.
 */
export async function sayAndKill<Said>(program: string, args: string[]): Promise<Said> {
  const node = [HEAP, ...nodeArguments(program), ...args];
  const stdio: ['ignore', 'pipe', 'pipe'] = ['ignore', 'pipe', 'pipe'];
  const child = spawn(process.execPath, node, { cwd: ROOT, env: cleanEnvironment(), stdio });
  let said = '';
  let complaint = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    if (said.includes('\n')) child.kill('SIGKILL');
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text));
  await once(child, 'close');
  if (!said.includes('\n')) throw new Error(`the program said nothing: ${complaint}`);
  return JSON.parse(said) as Said;
}
