import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Hono } from 'hono';
import { shownSettings, withOptions, type ResolvedSettings } from './config/resolve-settings';
import type { Settings } from './config/settings';
import type { Command, CreateCommand } from './engine/command';
import type { EventDraft, LoggedEvent, RequestIdentity } from './engine/event';
import { requireIdempotencyKey } from './engine/idempotency-key';
import { ownEvent } from './engine/own-event';
import type { ReadonlyState } from './engine/state';
import type { ViewReader } from './engine/views/view-table';
import { LithairError } from './errors/lithair-error';
import { declaredBy } from './http/api/declared-by';
import { docsOf } from './http/docs/docs';
import type { HttpNode } from './http/exchange';
import { createHttpServer, httpListener, type Listener } from './http/http-server';
import { drain } from './http/drain';
import { readDocsFile } from './package-file';
import type { InputOf, Model, RecordOf } from './model/model';
import type { EventDefinition } from './model/define-event';
import type { ViewDefinition } from './model/view';
import { requireValid } from './model/require-valid';
import type { Done } from './runtime/deduplicator';
import { identityOfEvent } from './runtime/event-identity';
import { fingerprintOf } from './runtime/fingerprint';
import {
  findPastRecords,
  findRecords,
  getPast,
  getRecord,
  type AsOfOptions,
  type FindQuery,
  type FoundPage,
} from './runtime/records';
import { Subscription } from './runtime/feed/subscription';
import type { RecoveryFacts, Runtime } from './runtime/runtime';
import type { EvolutionReport } from './runtime/schema/evolution-report';
import type { SnapshotHeader } from './storage/snapshot/snapshot-format';
import { runTransaction } from './runtime/run-transaction';
import type { PatchOf, Transaction, TransactionOptions } from './runtime/transaction';
import { VERSION } from './version';

/** What a node is given beside what the layers are. */
export interface NodeOptions {
  /**
   * Routes of the application itself: they answer what no route of Lithair does. A function is
   * given the node that they are served by.
   */
  readonly routes?: Hono | ((node: Lithair) => Hono);
  /** A fault of ours was answered with 500. */
  readonly onFault?: (error: unknown) => void;
}

export interface ExecuteOptions {
  /** See `Idempotency-Key` in docs/REFERENCE.md. */
  readonly idempotencyKey?: string;
}

/** Which events `Lithair.subscribe` gives. */
export interface SubscribeOptions {
  /** Name of a model; all events otherwise. */
  readonly model?: string;
  /** The last event that is not wanted any more; 0 for all that the log has. */
  readonly since?: number;
}

/** How long the requests in progress may take to end when the node stops. */
const DRAIN_MS = 10_000;

const ignore = (): void => undefined;

/** A running node. */
export class Lithair {
  /** The listener of the API, for a server of one's own. */
  readonly listener: Listener;
  readonly #runtime: Runtime;
  #settings: ResolvedSettings;
  #settingsText: string | undefined;
  #server: Server | undefined;
  #draining = false;

  constructor(runtime: Runtime, settings: ResolvedSettings, { routes, onFault }: NodeOptions) {
    this.#runtime = runtime;
    this.#settings = settings;
    const parts = { declared: declaredBy(runtime), version: VERSION, readFile: readDocsFile };
    const node: HttpNode = {
      runtime,
      version: VERSION,
      docs: settings.settings.docs ? docsOf(parts) : undefined,
      settings: () => (this.#settingsText ??= JSON.stringify(shownSettings(this.#settings))),
      isDraining: () => this.#draining,
      onFault: onFault ?? ignore,
    };
    this.listener = httpListener(node, typeof routes === 'function' ? routes(this) : routes);
  }

  /** How recovery found the log. */
  get recovered(): Runtime['recovered'] {
    return this.#runtime.recovered;
  }

  /** How the declared models stood to those on record, and what the start did about it. */
  get evolution(): EvolutionReport {
    return this.#runtime.evolution;
  }

  /** The settings that are in force. */
  get settings(): Settings {
    return this.#settings.settings;
  }

  /** What the start loaded and replayed, and how long that took. */
  get recovery(): RecoveryFacts {
    return this.#runtime.recovery;
  }

  /** All of the log was checked since the start: see the setting `checkLog`. */
  get isLogChecked(): boolean {
    return this.#runtime.isLogChecked;
  }

  /**
   * A record as it is now, or as it was at an instant, then without what is held in memory alone;
   * `undefined` when there is, or was, none.
   * @throws {LithairError} `route_not_found`: the model is none of this node; with `asOf`,
   * `invalid_query` (it is to come) and `history_not_kept`.
   */
  get<M extends Model>(model: M, id: string, past?: AsOfOptions): RecordOf<M> | undefined {
    if (past !== undefined) return getPast(this.#runtime, model, id, past);
    return this.withState((state) => getRecord(state, model, id));
  }

  /**
   * Some records of a model, through its indexes: see *Queries* in docs/REFERENCE.md.
   * @throws {LithairError} `invalid_query`, `query_too_expensive`, `route_not_found`.
   * @example
   * const { items, total } = app.find(Product, { where: { price: { lt: 10 } }, sort: '-price' });
   */
  find<M extends Model>(model: M, query?: FindQuery<RecordOf<M>>): FoundPage<RecordOf<M>>;
  /**
   * The same of the records as they were at an instant. No index knows the past: this looks at many
   * records, in pieces between which others are served, and therefore is a promise.
   * @throws {LithairError} `history_not_kept`: one of them is not known as it was.
   * @example
   * const { items } = await app.find(Product, {}, { asOf: '2026-01-31T12:00:00Z' });
   */
  find<M extends Model>(
    model: M,
    query: FindQuery<RecordOf<M>>,
    past: AsOfOptions,
  ): Promise<FoundPage<RecordOf<M>>>;
  find<M extends Model>(
    model: M,
    query: FindQuery<RecordOf<M>> = {},
    past?: AsOfOptions,
  ): FoundPage<RecordOf<M>> | Promise<FoundPage<RecordOf<M>>> {
    if (past !== undefined) return findPastRecords(this.#runtime, model, query, past);
    return this.withState((state) => findRecords(state, model, query));
  }

  /**
   * Creates a record; one without an `id` gets a UUIDv7. Resolves at the durability level.
   * @returns the record with its defaults.
   * @throws {LithairError} the refusals of `transaction`, `validation_failed`.
   */
  create<M extends Model>(model: M, value: InputOf<M>): Promise<RecordOf<M>> {
    return this.transaction((tx) => tx.create(model, value));
  }

  /** Puts a whole record in the place of the one that has its `id`: see `create`. */
  replace<M extends Model>(
    model: M,
    value: InputOf<M> & { readonly id: string },
    options?: TransactionOptions,
  ): Promise<void> {
    return this.transaction((tx) => tx.replace(model, value, options));
  }

  /** Changes some fields of a record: see `create`. */
  update<M extends Model>(
    model: M,
    id: string,
    patch: PatchOf<RecordOf<M>>,
    options?: TransactionOptions,
  ): Promise<void> {
    return this.transaction((tx) => tx.update(model, id, patch, options));
  }

  /** Deletes a record, and what its references say goes with it: see `create`. */
  remove(model: Model, id: string, options?: TransactionOptions): Promise<void> {
    return this.transaction((tx) => tx.remove(model, id, options));
  }

  /** Reads the state; the callback is synchronous. */
  withState<R>(read: (state: ReadonlyState) => R): R {
    return this.#runtime.engine.withState(read);
  }

  /**
   * Runs a command in this process, past HTTP; resolves with its event at the durability level, or
   * with nothing when the record is already as it would make it. With a key, the same command has
   * one effect, and each call resolves with the same event (of a deletion that took other records
   * with it, with nothing).
   * @throws {LithairError} the refusals of `decide` and `planRemoval`, `overloaded`, `disk_full`,
   * `outcome_unknown`, `shutting_down`, `invalid_idempotency_key`, `idempotency_key_reused`.
   */
  execute(command: CreateCommand, options?: ExecuteOptions): Promise<LoggedEvent>;
  execute(command: Command, options?: ExecuteOptions): Promise<LoggedEvent | undefined>;
  execute(
    command: Command,
    { idempotencyKey }: ExecuteOptions = {},
  ): Promise<LoggedEvent | undefined> {
    // What is thrown in here is what the promise rejects with; an async function would make two.
    return new Promise((resolve, reject) => {
      const request =
        idempotencyKey === undefined
          ? undefined
          : identityOf(['execute', JSON.stringify(command)], idempotencyKey);
      const done: Done = (error, events) => {
        if (error === undefined) resolve(events.at(-1));
        else reject(error);
      };
      // What was accepted once is not judged again, even if the model has changed since.
      if (request !== undefined && this.#runtime.recall(request, done)) return;
      this.#runtime.submit(this.#checked(command), done, request);
    });
  }

  /**
   * Puts an event of the application's own on record; resolves with it at the durability level,
   * when every view has it. With a key it is one event, however often it is emitted.
   * @throws {LithairError} `validation_failed`, `view_failed`, `route_not_found` (it is not among
   * the declared `events`), and what `execute` throws.
   * @example
   * await app.emit(OrderPlaced, { orderId, userId, total: 12.5 });
   */
  emit<P, I>(
    event: EventDefinition<P, I>,
    payload: I,
    { idempotencyKey }: ExecuteOptions = {},
  ): Promise<LoggedEvent> {
    return new Promise((resolve, reject) => {
      // What an event said is not kept for its key: who asks again has it.
      const done: Done = (error, [emitted], replayed) => {
        if (error !== undefined) reject(error);
        else if (replayed === undefined) resolve(emitted as LoggedEvent);
        else resolve({ ...(emitted as LoggedEvent), payload: JSON.stringify(payload) });
      };
      const draftOf = (): EventDraft =>
        ownEvent(
          this.withState((state) => state.event(event.type)),
          payload,
        );
      if (event.isKeyed) {
        const draft = draftOf();
        this.#runtime.emit(draft, done, identityOfEvent(draft, idempotencyKey));
        return;
      }
      const asked = ['emit', event.type, JSON.stringify(payload)];
      const request = idempotencyKey === undefined ? undefined : identityOf(asked, idempotencyKey);
      if (request !== undefined && this.#runtime.recall(request, done)) return;
      this.#runtime.emit(draftOf(), done, request);
    });
  }

  /**
   * A view, as what is acknowledged makes it. Its values are frozen.
   * @throws {LithairError} `route_not_found`: it is not among the declared `views`.
   * @example
   * const orders = app.view(OrdersByUser).get(userId) ?? [];
   */
  view<V>(view: ViewDefinition<V>): ViewReader<V> {
    return this.withState((state) => state.view(view.name)) as ViewReader<V>;
  }

  /** Several commands, all or nothing, as `execute`: the events that they made, in order. */
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

  /**
   * Several changes of several models as one: all of them, or nothing. `work` is synchronous, and
   * nothing else is decided while it runs, so what it reads is still true when it writes. What it
   * throws is thrown here, and nothing of it stays.
   * @returns what `work` returned, once all of it is acknowledged.
   * @throws {LithairError} the refusals of `decide`, `overloaded`, `disk_full`, `outcome_unknown`,
   * `shutting_down`.
   * @example
   * await app.transaction((tx) => {
   *   const stock = tx.get(Product, id)?.stock ?? 0;
   *   if (stock === 0) refuse('sold_out', `no ${id} is left`);
   *   tx.update(Product, id, { stock: stock - 1 });
   *   return tx.create(Order, { product: id });
   * });
   */
  transaction<T>(work: (transaction: Transaction) => T): Promise<T>;
  /**
   * The same at most once, however often it is asked for: `undefined` when an earlier one with the
   * key had its effect, and `work` was not run. The key names the work: nothing else is compared.
   */
  transaction<T>(
    work: (transaction: Transaction) => T,
    options: ExecuteOptions,
  ): Promise<T | undefined>;
  async transaction<T>(
    work: (transaction: Transaction) => T,
    { idempotencyKey }: ExecuteOptions = {},
  ): Promise<T | undefined> {
    if (idempotencyKey === undefined) return runTransaction(this.#runtime, work);
    return runTransaction(this.#runtime, work, identityOf(['transaction'], idempotencyKey));
  }

  /**
   * Every committed event behind `since`, each once and in order, from the log and then live; from
   * now on when nothing is said. At the pace of who reads; `break` ends it, and so does `close`.
   * @throws {LithairError} `route_not_found`, `invalid_event_id` (it is to come), `shutting_down`;
   * while it is read, `events_gone` (compaction deleted some), `data_corrupt`, `disk_failed`.
   * @example
   * for await (const { type, aggregateId } of app.subscribe({ model: 'articles', since: 57 })) …
   */
  subscribe({ model, since }: SubscribeOptions = {}): AsyncIterableIterator<LoggedEvent> {
    const types =
      model === undefined
        ? undefined
        : new Set<string>(
            Object.values(this.withState((state) => state.model(model)).eventTypes) as string[],
          );
    if (since !== undefined && !(Number.isSafeInteger(since) && since >= 0))
      throw new LithairError('invalid_event_id', 'since: the seq of an event, or 0, is expected');
    const cursor = this.#runtime.feed.open({ since, isBounded: false });
    return new Subscription(cursor, ({ type }) => types === undefined || types.has(type));
  }

  /** Live feeds over HTTP, now. */
  get subscribers(): number {
    return this.#runtime.feed.subscribers;
  }

  /** A caller in this process is checked as one over HTTP is. */
  #checked(command: Command): Command {
    if (command.kind !== 'create' && command.kind !== 'replace') return command;
    const model = this.withState((state) => state.model(command.model));
    return { ...command, value: requireValid(model, command.value) };
  }

  /**
   * Serves the API; resolves with the address once connections are accepted.
   * @throws {LithairError} `port_unavailable`, `invalid_configuration`.
   */
  async listen(port?: number, host?: string): Promise<AddressInfo> {
    this.#settings = withOptions(this.#settings, { port, host });
    this.#settingsText = undefined;
    const at = this.#settings.settings;
    const server = createHttpServer(this.listener);
    this.#server = server;
    return await new Promise((resolve, reject) => {
      server.once('error', (error) => {
        const message = `cannot listen on ${at.host}:${at.port}: ${error.message}`;
        reject(new LithairError('port_unavailable', message, {}, error));
      });
      const where = { port: at.port, host: at.host, backlog: 4096 };
      server.listen(where, () => resolve(server.address() as AddressInfo));
    });
  }

  /** Takes a snapshot now; resolves once it is on disk and was read back. */
  snapshot(): Promise<SnapshotHeader> {
    return this.#runtime.snapshot();
  }

  /** Not ready, drain, sync, unlock. @throws {LithairError} `disk_failed`, `disk_full`. */
  async close(): Promise<void> {
    this.#draining = true;
    // A stream never ends by itself: nobody waits for it.
    this.#runtime.feed.close();
    if (this.#server !== undefined) await drain(this.#server, this.#runtime.environment, DRAIN_MS);
    await this.#runtime.close();
  }
}

/** What is asked in the same words is the same request; over HTTP no request has this form. */
function identityOf(asked: readonly string[], idempotencyKey: string): RequestIdentity {
  const key = requireIdempotencyKey(idempotencyKey);
  return { key, fingerprint: fingerprintOf(asked) };
}
