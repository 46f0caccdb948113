import { execFileSync } from 'node:child_process';
import { cpus, release, totalmem } from 'node:os';

import { ROOT } from './server-command';

/** The machine in one French line; a figure without it means nothing. */
export function machineLine(): string {
  const cores = cpus();
  const model = cores[0]?.model.trim() ?? 'processeur inconnu';
  const gigabytes = (totalmem() / 2 ** 30).toFixed(0);
  return `${cores.length} × ${model}, ${gigabytes} Go, Linux ${release()}, Node ${process.version}`;
}

/** The commit that was measured, marked when files were modified since. */
export function commitLine(): string {
  const git = (...args: string[]): string =>
    execFileSync('git', args, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    const isModified = git('status', '--porcelain', '--', 'src', 'support', 'steps').trim() !== '';
    return git('rev-parse', '--short', 'HEAD').trim() + (isModified ? ' (modifié depuis)' : '');
  } catch {
    return 'hors de git';
  }
}
