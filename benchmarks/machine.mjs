// @ts-check
// Where and on what the run took place: figures mean nothing without it.
import { execFileSync } from 'node:child_process';
import { closeSync, fdatasyncSync, openSync, readFileSync, statfsSync, writeSync } from 'node:fs';
import { cpus, loadavg, release, totalmem, type } from 'node:os';
import { join } from 'node:path';

const TMPFS = 0x01021994;
const PROBES = 300;

/** @param {string} dir where the servers keep their data */
export function describeMachine(dir) {
  return {
    date: new Date().toISOString(),
    commit: commit(),
    node: process.version,
    system: `${type()} ${release().split('.', 2).join('.')}`,
    cpu: `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}`,
    memoryGb: Math.round(totalmem() / 1e9),
    loadBefore: Number(loadavg()[0].toFixed(2)),
    // On a file system in memory the level `disk` costs, and promises, nothing.
    isDiskReal: statfsSync(dir).type !== TMPFS,
    syncsPerSecond: syncsPerSecond(dir),
    packages: versions(),
  };
}

/** Writes of 250 bytes, each followed by fdatasync: what this disk can promise at most. */
function syncsPerSecond(/** @type {string} */ dir) {
  const file = openSync(join(dir, 'probe'), 'w');
  const bytes = Buffer.alloc(250, 'x');
  const start = performance.now();
  for (let i = 0; i < PROBES; i += 1) {
    writeSync(file, bytes);
    fdatasyncSync(file);
  }
  closeSync(file);
  return Math.round((PROBES * 1000) / (performance.now() - start));
}

/** The commit, marked when files beside the benchmark differ from it. */
function commit() {
  const git = (/** @type {string[]} */ ...args) =>
    execFileSync('git', args, {
      cwd: new URL('..', import.meta.url),
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  try {
    const changed = git('status', '--porcelain', '--', '.', ':!benchmarks');
    return git('rev-parse', '--short=12', 'HEAD') + (changed ? ' + uncommitted changes' : '');
  } catch {
    return 'unknown';
  }
}

function versions() {
  const text = readFileSync(new URL('package.json', import.meta.url), 'utf8');
  return /** @type {Record<string, string>} */ (JSON.parse(text).dependencies);
}
