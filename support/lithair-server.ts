import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

import { cleanEnvironment, ROOT, serverCommand } from './server-command';
import { ServerLog } from './server-log';

export interface ServerOptions {
  dataDir: string;
  port?: number;
  /** Another server than the product, unless the whole suite judges another one. */
  entry?: string;
  durability?: string;
  /** More arguments of `serve`, as a person would type them. */
  flags?: string[];
  env?: Record<string, string>;
  /** How the server learns its directory: by the flag (the default) or EXPERIMENT_DATA_BASE. */
  dataDirFrom?: 'flag' | 'environment';
  /** No file may grow beyond this: the disk of this server is full there. */
  fileSizeMaxBytes?: number;
}

export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

const READY = /^lithair listening on (http:\/\/\S+)$/m;
const START_MS = 30_000;
const STOP_MS = 20_000;

/** One real server process: started, asked to stop, killed, and its last words kept. */
export class LithairServer {
  readonly log = new ServerLog();
  readonly options: ServerOptions;
  readonly exited: Promise<Exit>;
  readonly ready: Promise<void>;
  readonly startedAt = performance.now();
  readyAfterMs = Number.NaN;
  exit: Exit | undefined;
  #child: ChildProcess;
  #origin = '';

  constructor(options: ServerOptions) {
    this.options = options;
    const [program = '', ...first] = commandLine(options);
    // Its own process group: a process left behind by the server is seen, and ended with it.
    this.#child = spawn(program, [...first, 'serve', ...serveArguments(options)], {
      cwd: ROOT,
      detached: true,
      env: cleanEnvironment(serveVariables(options)),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.exited = once(this.#child, 'close').then(([code, signal]) => {
      this.exit = { code: code as number | null, signal: signal as NodeJS.Signals | null };
      return this.exit;
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => this.log.append(text));
    this.ready = this.#readReadyLine();
    this.ready.catch(() => undefined); // whoever waits for it sees the refusal
  }

  get pid(): number {
    return this.#child.pid ?? -1;
  }

  get origin(): string {
    return this.#origin;
  }

  get isRunning(): boolean {
    return this.exit === undefined;
  }

  signal(name: NodeJS.Signals): void {
    if (this.isRunning) process.kill(this.pid, name);
  }

  async kill(): Promise<Exit> {
    this.signal('SIGKILL');
    return this.exited;
  }

  /** SIGTERM, then its exit; past the delay it is killed and the exit says so. */
  async stop(): Promise<Exit> {
    this.signal('SIGTERM');
    const impatience = setTimeout(() => this.signal('SIGKILL'), STOP_MS);
    const exit = await this.exited;
    clearTimeout(impatience);
    return exit;
  }

  async #readReadyLine(): Promise<void> {
    let output = '';
    const impatience = setTimeout(() => this.signal('SIGKILL'), START_MS);
    await new Promise<void>((resolve, reject) => {
      this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => {
        output += text;
        const origin = READY.exec(output)?.[1];
        if (origin === undefined || this.#origin !== '') return;
        this.#origin = origin;
        this.readyAfterMs = performance.now() - this.startedAt;
        resolve();
      });
      void this.exited.then(({ code, signal }) => {
        reject(
          new Error(`the server ended (${code ?? signal}) before it was ready: ${this.log.text}`),
        );
      });
    }).finally(() => clearTimeout(impatience));
  }
}

/** `ulimit -f` counts blocks of 1,024 bytes, and `exec` keeps the process that is signalled. */
function commandLine({ fileSizeMaxBytes, entry }: ServerOptions): string[] {
  const command = [process.execPath, ...serverCommand(entry)];
  if (fileSizeMaxBytes === undefined) return command;
  const limit = `ulimit -f ${Math.floor(fileSizeMaxBytes / 1024)}; exec "$0" "$@"`;
  return ['bash', '-c', limit, ...command];
}

/** What follows `lithair serve`, and what `lithair config` takes to speak of the same server. */
export function serveArguments(options: ServerOptions): string[] {
  const { port = 0, dataDir, durability, dataDirFrom, flags = [] } = options;
  const level = durability === undefined ? [] : ['--durability', durability];
  const data = dataDirFrom === 'environment' ? [] : ['--data', dataDir];
  return ['--port', String(port), ...data, ...level, ...flags];
}

/** The variables of the environment that the scenario sets for its server. */
export function serveVariables({
  env,
  dataDir,
  dataDirFrom,
}: ServerOptions): Record<string, string> {
  const base = dataDirFrom === 'environment' ? { EXPERIMENT_DATA_BASE: dataDir } : {};
  return { ...env, ...base };
}
