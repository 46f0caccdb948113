import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Hono } from 'hono';
import { DEFAULTS, type Settings } from './config/settings';
import type { Command } from './engine/command';
import type { LoggedEvent } from './engine/event';
import { MapBackend } from './engine/map-backend';
import type { ReadonlyState } from './engine/state';
import { nodeEnvironment } from './environment/node-environment';
import { LithairError } from './errors/lithair-error';
import type { HttpNode } from './http/exchange';
import { createHttpServer, httpListener, type Listener } from './http/http-server';
import { drain } from './http/drain';
import type { Model } from './model/model';
import { requireValid } from './model/require-valid';
import { openRuntime } from './runtime/open-runtime';
import type { Ports } from './runtime/ports';
import type { Runtime } from './runtime/runtime';
import { nodeDisk } from './storage/node-disk';
import { VERSION } from './version';

export interface LithairOptions extends Partial<Settings> {
  readonly models: readonly Model[];
  /** Routes of the application itself: they answer what no route of Lithair does. */
  readonly routes?: Hono;
  /** Replaces ports of the product: see `Ports`. */
  readonly ports?: Partial<Ports>;
  /** The disk failed: nothing is acknowledged any more, and the process should end. */
  readonly onFailure?: (error: LithairError) => void;
  /** A fault of ours was answered with 500. */
  readonly onFault?: (error: unknown) => void;
  /** Bytes of the log replayed so far, and in all. */
  readonly onReplayProgress?: (done: number, total: number) => void;
}

/** How long the requests in progress may take to end when the node stops. */
const DRAIN_MS = 10_000;

/**
 * Opens a data directory and puts the API of its models before it: the composition root, the one
 * place where the layers meet.
 *
 * @throws {LithairError} `directory_locked`, `data_corrupt`, `not_a_data_directory`,
 * `unsupported_format`, `unknown_event_type`, `disk_failed`.
 * @example
 * const app = await lithair({ models: [Article], directory: './data' });
 * await app.listen(3000);
 */
export async function lithair(options: LithairOptions): Promise<Lithair> {
  const settings: Settings = { ...DEFAULTS, ...defined(options) };
  const ports: Ports = {
    disk: nodeDisk,
    environment: nodeEnvironment(),
    log: (log) => log,
    replay: (apply) => apply,
    backend: () => new MapBackend(),
    ...options.ports,
  };
  const runtime = await openRuntime(
    {
      ...settings,
      models: options.models,
      onFailure: options.onFailure ?? (() => undefined),
      onReplayProgress: options.onReplayProgress,
    },
    ports,
  );
  return new Lithair(runtime, settings, options);
}

/** A running node. */
export class Lithair {
  /** The listener of the API, for a server of one's own. */
  readonly listener: Listener;
  readonly #runtime: Runtime;
  readonly #settings: Settings;
  #server: Server | undefined;
  #draining = false;

  constructor(runtime: Runtime, settings: Settings, { routes, onFault }: LithairOptions) {
    this.#runtime = runtime;
    this.#settings = settings;
    const node: HttpNode = {
      runtime,
      version: VERSION,
      isDraining: () => this.#draining,
      onFault: onFault ?? (() => undefined),
    };
    this.listener = httpListener(node, routes);
  }

  /** How recovery found the log. */
  get recovered(): Runtime['recovered'] {
    return this.#runtime.recovered;
  }

  /** Reads the state; the callback is synchronous. */
  withState<R>(read: (state: ReadonlyState) => R): R {
    return this.#runtime.engine.withState(read);
  }

  /**
   * Runs a command in this process, past HTTP; resolves with its event at the durability level.
   * @throws {LithairError} the refusals of `decide`, `overloaded`, `outcome_unknown`,
   * `shutting_down`.
   */
  execute(command: Command): Promise<LoggedEvent> {
    return new Promise((resolve, reject) => {
      this.#runtime.submit(this.#checked(command), (error, [event]) => {
        if (error === undefined && event !== undefined) resolve(event);
        else reject(error ?? new LithairError('internal', 'no event'));
      });
    });
  }

  /** Several commands, all or nothing, as `execute`. */
  async executeAll(commands: readonly Command[]): Promise<readonly LoggedEvent[]> {
    const placed = commands.map((command, index) => {
      return { command: this.#checked(command), at: { index } };
    });
    return await new Promise((resolve, reject) => {
      this.#runtime.submitAll(placed, (error, events) => {
        if (error === undefined) resolve(events);
        else reject(error);
      });
    });
  }

  /** A caller in this process is checked as one over HTTP is. */
  #checked(command: Command): Command {
    if (command.kind !== 'create' && command.kind !== 'replace') return command;
    const model = this.withState((state) => state.model(command.model));
    return { ...command, value: requireValid(model, command.value) };
  }

  /**
   * Serves the API; resolves with the address once connections are accepted.
   * @throws {LithairError} `port_unavailable`.
   */
  listen(port = this.#settings.port, host = this.#settings.host): Promise<AddressInfo> {
    const server = createHttpServer(this.listener);
    this.#server = server;
    return new Promise((resolve, reject) => {
      server.once('error', (error) => {
        const message = `cannot listen on ${host}:${port}: ${error.message}`;
        reject(new LithairError('port_unavailable', message, {}, error));
      });
      server.listen({ port, host, backlog: 4096 }, () => resolve(server.address() as AddressInfo));
    });
  }

  /** Not ready, drain, sync, unlock. @throws {LithairError} `disk_failed`. */
  async close(): Promise<void> {
    this.#draining = true;
    if (this.#server !== undefined) await drain(this.#server, this.#runtime.environment, DRAIN_MS);
    await this.#runtime.close();
  }
}

/** An option that is present but undefined must not hide a default. */
function defined(options: Partial<Settings>): Partial<Settings> {
  const keys = Object.keys(DEFAULTS) as (keyof Settings)[];
  return Object.fromEntries(
    keys.filter((key) => options[key] !== undefined).map((key) => [key, options[key]]),
  );
}
