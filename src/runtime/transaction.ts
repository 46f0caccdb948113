import type { Command, Expected } from '../engine/command';
import { wholeRecord } from '../engine/whole-record';
import { ownEvent } from '../engine/own-event';
import type { Environment } from '../environment/environment';
import type { EventDefinition } from '../model/define-event';
import type { InputOf, Model, RecordOf, RecordValue } from '../model/model';
import { requireValid } from '../model/require-valid';
import type { Frontier } from './frontier';
import type { Staging } from './staging';
import { uuidV7 } from './uuid-v7';

/** A merge patch of a record (RFC 7396): `null` removes a field, or gives it its default back. */
export type PatchOf<R> = { readonly [K in keyof R]?: R[K] | null };

/** The record must be at this version still. */
export interface TransactionOptions {
  readonly version?: number;
}

/**
 * What a transaction may read and do: see `Lithair.transaction`. It sees all that is decided, its
 * own changes first, and nothing else is decided while it runs.
 */
export class Transaction {
  readonly #frontier: Frontier;
  readonly #staging: Staging;
  readonly #environment: Environment;
  #isOver = false;

  constructor(frontier: Frontier, staging: Staging, environment: Environment) {
    this.#frontier = frontier;
    this.#staging = staging;
    this.#environment = environment;
  }

  /** A record as it is now, or `undefined`. */
  get<M extends Model>(model: M, id: string): RecordOf<M> | undefined {
    this.#assertRunning();
    const view = this.#frontier.views(model.name);
    const seen = view.get(id);
    if (seen === undefined) return undefined;
    return wholeRecord(model, seen.json, () => view.heldOf(id)) as RecordOf<M>;
  }

  /**
   * Creates a record; one without an `id` gets a UUIDv7.
   * @returns the record with its defaults.
   */
  create<M extends Model>(model: M, value: InputOf<M>): RecordOf<M> {
    const id = uuidV7(this.#environment);
    const whole = this.#checked(model, { id, ...(value as object) });
    this.#add({ kind: 'create', model: model.name, value: whole });
    return whole as RecordOf<M>;
  }

  /** Puts a whole record in the place of the one that has its `id`. */
  replace<M extends Model>(
    model: M,
    value: InputOf<M> & { readonly id: string },
    options?: TransactionOptions,
  ): void {
    const whole = this.#checked(model, value);
    this.#add({ kind: 'replace', model: model.name, value: whole, ...expectedOf(options) });
  }

  /** Changes some fields. */
  update<M extends Model>(
    model: M,
    id: string,
    patch: PatchOf<RecordOf<M>>,
    options?: TransactionOptions,
  ): void {
    this.#add({ kind: 'merge', model: model.name, id, patch, ...expectedOf(options) });
  }

  /** Deletes a record, and what its references say goes with it. */
  remove(model: Model, id: string, options?: TransactionOptions): void {
    this.#add({ kind: 'remove', model: model.name, id, ...expectedOf(options) });
  }

  /** Puts an event of the application's own on record. */
  emit<P, I>(event: EventDefinition<P, I>, payload: I): void {
    this.#assertRunning();
    this.#staging.take(ownEvent(this.#frontier.event(event.type), payload));
  }

  /** Nothing can be added any more. */
  end(): void {
    this.#isOver = true;
  }

  #checked({ name }: Model, value: unknown): RecordValue {
    this.#assertRunning();
    return requireValid(this.#frontier.of(name).model, value);
  }

  #add(command: Command): void {
    this.#assertRunning();
    this.#staging.add(command);
  }

  #assertRunning(): void {
    if (this.#isOver) throw new Error('this transaction is over: use it inside its callback only');
  }
}

const expectedOf = (options: TransactionOptions = {}): { expected?: Expected } =>
  options.version === undefined ? {} : { expected: { versions: [options.version] } };
