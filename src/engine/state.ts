import { LithairError } from '../errors/lithair-error';
import type { EventTypes, Model } from '../model/model';
import { Collection } from './collection';
import type { LoggedEvent } from './event';
import { eventKinds, type EventKind, type Verb } from './event-kind';
import type { FrozenState } from './frozen-state';
import { History, type HistoryReader } from './history/history';
import type { PastEntry } from './history/past-entry';
import { findRecords } from './query/find-records';
import type { Found } from './query/found';
import type { RecordQuery } from './query/record-query';
import type { RecordEntry } from './record-entry';
import type { RecordReader, StateEngineBackend } from './state-engine-backend';

/** What readers may ask of the state. */
export interface ReadonlyState {
  /** Sequence number of the last event applied; 0 before the first. */
  readonly lastSeq: number;
  /** Time of that event, µs since 1970. */
  readonly lastTimestamp: number;
  readonly models: readonly Model[];
  /** @throws {LithairError} `route_not_found` when no model has this name. */
  records(model: string): RecordReader;
  /** @throws {LithairError} `route_not_found` when no model has this name. */
  model(name: string): Model;
  /** What an event of this type does to its record. */
  verbOf(type: string): Verb;
  /** What a record holds in memory beside its text: see `VolatileValues`. */
  heldOf(model: string, id: string): Readonly<Record<string, unknown>> | undefined;
  /** The past of the records of a model; `undefined` when it declares that none is kept. */
  history(model: string): HistoryReader | undefined;
  /** @throws {LithairError} `route_not_found`, `query_too_expensive`. */
  find(model: string, query: RecordQuery): Found;
}

/** Every record of every model, as the log up to `lastSeq` makes it. */
export class State implements ReadonlyState {
  readonly #collections: ReadonlyMap<string, Collection>;
  readonly #kinds: ReadonlyMap<string, EventKind>;
  /** Of the models that keep some: the others pay nothing for it. */
  readonly #histories: ReadonlyMap<string, History>;
  readonly #reducers = new Map<string, (event: LoggedEvent) => void>();
  #lastSeq = 0;
  #lastTimestamp = 0;

  constructor(models: readonly Model[], backend: (model: Model) => StateEngineBackend) {
    this.#collections = new Map(
      models.map((model) => [model.name, new Collection(model, backend(model))]),
    );
    this.#kinds = eventKinds(models);
    this.#histories = new Map(
      models
        .filter(({ history }) => history.size > 0)
        .map((model) => [model.name, new History(model)]),
    );
    for (const collection of this.#collections.values()) {
      const { created, updated, deleted } = collection.model.eventTypes;
      this.#reducers.set(created, (event) => collection.create(event));
      this.#reducers.set(updated, (event) => collection.update(event));
      this.#reducers.set(deleted, (event) => collection.remove(event));
      const history = this.#histories.get(collection.model.name);
      if (history !== undefined) this.#follow(history, collection.model.eventTypes);
    }
  }

  get lastSeq(): number {
    return this.#lastSeq;
  }

  /** Time of that event, µs since 1970. */
  get lastTimestamp(): number {
    return this.#lastTimestamp;
  }

  get models(): readonly Model[] {
    return [...this.#collections.values()].map(({ model }) => model);
  }

  records(model: string): RecordReader {
    return this.collection(model).records;
  }

  model(name: string): Model {
    return this.collection(name).model;
  }

  verbOf(type: string): Verb {
    return (this.#kinds.get(type) as EventKind).verb;
  }

  heldOf(model: string, id: string): Readonly<Record<string, unknown>> | undefined {
    return this.collection(model).heldOf(id);
  }

  history(model: string): History | undefined {
    return this.#histories.get(model);
  }

  find(model: string, query: RecordQuery): Found {
    return findRecords(this.collection(model), query);
  }

  /** @throws {LithairError} `route_not_found` when no model has this name. */
  collection(model: string): Collection {
    const collection = this.#collections.get(model);
    if (collection === undefined)
      throw new LithairError('route_not_found', `no model is named ${model}`);
    return collection;
  }

  /**
   * The one function that changes the state: live and at replay, on the same text (INV-4).
   * @throws {LithairError} `unknown_event_type`.
   */
  apply(event: LoggedEvent): void {
    const reduce = this.#reducers.get(event.type);
    if (reduce === undefined) {
      const known = [...this.#reducers.keys()].join(', ');
      const message = `event ${event.seq} is a ${event.type}; the declared models know ${known}`;
      throw new LithairError('unknown_event_type', message, { seq: event.seq });
    }
    reduce(event);
    this.#lastSeq = event.seq;
    this.#lastTimestamp = event.timestamp;
  }

  /** The whole state at this instant; it stays as it is whatever is applied later. */
  freeze(): FrozenState {
    const sections = [...this.#collections.values()].map((collection) => {
      const { name } = collection.model;
      return {
        name,
        count: collection.records.size,
        entries: collection.freeze(),
        history: this.#histories.get(name)?.freeze(this.#lastTimestamp),
      };
    });
    return { seq: this.#lastSeq, timestamp: this.#lastTimestamp, sections };
  }

  /**
   * Puts back a record of a snapshot.
   * @throws {LithairError} `unknown_event_type`: no declared model has this name.
   */
  restore(model: string, entry: RecordEntry): void {
    const collection = this.#collections.get(model);
    if (collection === undefined) {
      const message = `a snapshot holds ${model}, which no declared model is`;
      throw new LithairError('unknown_event_type', message);
    }
    collection.restore(entry);
  }

  /** Puts back a past of a snapshot; one that no model declares any more is left out. */
  restorePast(model: string, entry: PastEntry): void {
    this.#histories.get(model)?.restore(entry);
  }

  /**
   * The past that a snapshot does not know begins with it: for a log whose beginning is gone, once
   * all of the snapshot is back.
   */
  beginHistories(): void {
    const moment = { seq: this.#lastSeq, timestamp: this.#lastTimestamp };
    for (const [model, history] of this.#histories)
      for (const entry of this.records(model).page(0, Infinity)) history.begin(entry, moment);
  }

  /** Makes what is otherwise made by the first query: the indexes of all models. */
  prepareQueries(): void {
    for (const { indexes } of this.#collections.values()) indexes.prepare();
  }

  /** All records of a snapshot are back: the state is what events up to this one make. */
  resumeAt(seq: number, timestamp: number): void {
    this.#lastSeq = seq;
    this.#lastTimestamp = timestamp;
  }

  /** A record comes first, then its past. */
  #follow(history: History, { created, updated, deleted }: EventTypes): void {
    for (const type of [created, updated]) this.#then(type, (event) => history.written(event));
    this.#then(deleted, (event) => history.removed(event));
  }

  #then(type: string, follow: (event: LoggedEvent) => void): void {
    const reduce = this.#reducers.get(type);
    this.#reducers.set(type, (event) => {
      reduce?.(event);
      follow(event);
    });
  }
}
