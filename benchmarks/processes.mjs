// @ts-check
// Child processes of the run: started, watched, stopped, and never anybody else's.
import { spawn } from 'node:child_process';

/** @type {Set<import('node:child_process').ChildProcess>} */
const alive = new Set();

const READY_MS = 30_000;
const STOP_MS = 15_000;

/**
 * Starts `node ARGV…` without the caller's LT_* settings, which would change what is measured.
 * @param {string[]} argv
 * @param {import('node:child_process').StdioOptions} [stdio]
 */
export function startNode(argv, stdio = ['ignore', 'pipe', 'pipe']) {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !name.startsWith('LT_') && name !== 'EXPERIMENT_DATA_BASE',
    ),
  );
  const child = spawn(process.execPath, argv, {
    env: { ...env, NODE_ENV: 'production' },
    stdio,
  });
  alive.add(child);
  child.once('exit', () => alive.delete(child));
  return child;
}

/** Ends every child of this run at once; the last resort of a deadline or a signal. */
export function killChildren() {
  for (const child of alive) child.kill('SIGKILL');
}

/**
 * @typedef {object} Server
 * @property {string} url
 * @property {number} pid
 * @property {number} readyMs from spawn to the ready line
 * @property {() => Promise<void>} stop SIGTERM; throws unless it ends by itself with code 0
 * @property {() => void} kill
 */

/**
 * Starts a contender on a directory and waits for its ready line.
 * @param {import('./contenders.mjs').Contender} contender
 * @param {string} dir
 * @returns {Promise<Server>}
 */
export async function startServer(contender, dir) {
  const from = performance.now();
  const child = startNode(contender.argv(dir));
  let log = '';
  child.stderr?.setEncoding('utf8').on('data', (text) => (log = (log + text).slice(-2000)));
  const ended = new Promise((resolve) => child.once('exit', (code, signal) => {
    resolve(signal ?? code);
  }));
  const url = await withDeadline(
    Promise.race([
      readyLine(child),
      ended.then((how) => Promise.reject(new Error(`ended (${how}) before it was ready`))),
    ]),
    READY_MS,
    'no ready line',
  ).catch((error) => {
    child.kill('SIGKILL');
    throw new Error(`${contender.name}: ${error.message}\n${log}`);
  });
  const readyMs = performance.now() - from;

  async function stop() {
    child.kill('SIGTERM');
    const how = await withDeadline(ended, STOP_MS, 'still running after SIGTERM').catch((e) => {
      child.kill('SIGKILL');
      throw new Error(`${contender.name}: ${e.message}\n${log}`);
    });
    if (how !== 0) throw new Error(`${contender.name}: ended with ${how}\n${log}`);
    if (/"level":[5-9]\d/.test(log)) throw new Error(`${contender.name}: logged an error\n${log}`);
  }
  const kill = () => void child.kill('SIGKILL');
  return { url, pid: /** @type {number} */ (child.pid), readyMs, stop, kill };
}

/** @param {import('node:child_process').ChildProcess} child @returns {Promise<string>} */
function readyLine(child) {
  return new Promise((resolve) => {
    let text = '';
    child.stdout?.setEncoding('utf8').on('data', (chunk) => {
      text = (text + chunk).slice(-1000);
      const url = /listening on (http:\/\/\S+)/.exec(text)?.[1];
      if (url) resolve(url);
    });
  });
}

/**
 * Runs `node ARGV…` to its end and returns what it printed.
 * @param {string[]} argv
 * @param {number} timeoutMs
 * @returns {Promise<{code: number | null, stdout: string}>}
 */
export async function runNode(argv, timeoutMs) {
  const child = startNode(argv, ['ignore', 'pipe', 'inherit']);
  let stdout = '';
  child.stdout?.setEncoding('utf8').on('data', (text) => (stdout += text));
  const closed = new Promise((resolve) => child.once('close', resolve));
  const code = await withDeadline(closed, timeoutMs, `node ${argv[0]} takes too long`).catch(
    (error) => {
      child.kill('SIGKILL');
      throw error;
    },
  );
  return { code, stdout };
}

/**
 * @template T
 * @param {Promise<T>} promise
 * @param {number} ms
 * @param {string} message
 * @returns {Promise<T>}
 */
export function withDeadline(promise, ms, message) {
  /** @type {NodeJS.Timeout} */
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${message} (${ms / 1000} s)`)), ms);
  });
  return Promise.race([promise, /** @type {Promise<never>} */ (late)]).finally(() =>
    clearTimeout(timer),
  );
}
