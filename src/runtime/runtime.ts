import type { Command } from '../engine/command';
import type { StateEngine } from '../engine/state-engine';
import type { Environment } from '../environment/environment';
import type { Durability, EventLog, LogStatus } from '../storage/event-log';
import type { Recovered } from '../storage/recovery';
import type { BulkCommand, Done, Writer } from './writer';

interface RuntimeParts {
  readonly engine: StateEngine;
  readonly environment: Environment;
  readonly durability: Durability;
  readonly recovered: Recovered;
  readonly writer: Writer;
  readonly log: EventLog;
  readonly unlock: () => Promise<void>;
}

/** An open data directory: state in memory, one writer, one log. Made by `openRuntime`. */
export class Runtime {
  readonly engine: StateEngine;
  readonly environment: Environment;
  readonly durability: Durability;
  readonly recovered: Recovered;
  readonly #writer: Writer;
  readonly #log: EventLog;
  readonly #unlock: () => Promise<void>;
  #closing: Promise<void> | undefined;

  constructor(parts: RuntimeParts) {
    this.engine = parts.engine;
    this.environment = parts.environment;
    this.durability = parts.durability;
    this.recovered = parts.recovered;
    this.#writer = parts.writer;
    this.#log = parts.log;
    this.#unlock = parts.unlock;
  }

  get status(): LogStatus {
    return this.#log.status;
  }

  /** See `Writer.submit`. */
  submit(command: Command, done: Done): void {
    this.#writer.submit(command, done);
  }

  /** See `Writer.submitAll`. */
  submitAll(commands: readonly BulkCommand[], done: Done): void {
    this.#writer.submitAll(commands, done);
  }

  /**
   * Drains, syncs, closes, unlocks. A second call waits for the first. @throws {LithairError}
   * `disk_failed`.
   */
  close(): Promise<void> {
    this.#closing ??= this.#log.close().finally(this.#unlock);
    return this.#closing;
  }
}
