import { LithairError } from '../errors/lithair-error';
import type { EventDefinition } from '../model/define-event';
import type { ViewDefinition } from '../model/view';
import type { EventTypes, Model } from '../model/model';
import { Collection } from './collection';
import type { LoggedEvent } from './event';
import { eventKinds, type EventKind, type Verb } from './event-kind';
import type { FrozenState } from './frozen-state';
import { History, type HistoryReader } from './history/history';
import type { Moment, PastEntry } from './history/past-entry';
import { findRecords } from './query/find-records';
import type { Found } from './query/found';
import type { RecordQuery } from './query/record-query';
import type { RecordEntry } from './record-entry';
import type { RecordReader, StateEngineBackend } from './state-engine-backend';
import type { ViewEntry } from './views/view-entry';
import type { ViewReader } from './views/view-table';
import { ViewTables } from './views/view-tables';

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
  /** The application's own event types. */
  readonly events: readonly EventDefinition[];
  /** @throws {LithairError} `route_not_found` when no own event has this name. */
  event(name: string): EventDefinition;
  readonly views: readonly ViewReader[];
  /** @throws {LithairError} `route_not_found` when no view has this name. */
  view(name: string): ViewReader;
  /** @throws {LithairError} `route_not_found`, `query_too_expensive`. */
  find(model: string, query: RecordQuery): Found;
}

/** What an application declares beside its models. */
export interface Declarations {
  readonly events?: readonly EventDefinition[] | undefined;
  readonly views?: readonly ViewDefinition[] | undefined;
}

/** Every record of every model, and every view, as the log up to `lastSeq` makes it. */
export class State implements ReadonlyState {
  readonly #collections: ReadonlyMap<string, Collection>;
  readonly #kinds: ReadonlyMap<string, EventKind>;
  /** Of the models that keep some: the others pay nothing for it. */
  readonly #histories: ReadonlyMap<string, History>;
  readonly #reducers = new Map<string, (event: LoggedEvent) => void>();
  readonly #events: ReadonlyMap<string, EventDefinition>;
  /** Types of own events that the log holds. */
  readonly #emitted = new Set<string>();
  /** Absent when none is declared: then nothing asks for it. */
  readonly #views: ViewTables | undefined;
  #lastSeq = 0;
  #lastTimestamp = 0;

  constructor(
    models: readonly Model[],
    backend: (model: Model) => StateEngineBackend,
    { events = [], views = [] }: Declarations = {},
  ) {
    this.#collections = new Map(
      models.map((model) => [model.name, new Collection(model, backend(model))]),
    );
    this.#kinds = eventKinds(models, events);
    this.#events = new Map(events.map((event) => [event.type, event]));
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
    for (const { type } of events) this.#reducers.set(type, () => this.#emitted.add(type));
    if (views.length > 0) this.#views = this.#projecting(new ViewTables(views, this.#kinds));
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

  get events(): readonly EventDefinition[] {
    return [...this.#events.values()];
  }

  event(name: string): EventDefinition {
    const event = this.#events.get(name);
    if (event === undefined)
      throw new LithairError('route_not_found', `no event of its own is named ${name}`);
    return event;
  }

  get views(): readonly ViewReader[] {
    return this.#views?.tables ?? [];
  }

  view(name: string): ViewReader {
    const view = this.#views?.get(name);
    if (view === undefined) throw new LithairError('route_not_found', `no view is named ${name}`);
    return view;
  }

  /** All views, for what decides; `undefined` when there are none. */
  get projections(): ViewTables | undefined {
    return this.#views;
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
    if (reduce === undefined) throw this.#unknown(`event ${event.seq} is a`, event.type, event.seq);
    reduce(event);
    this.#lastSeq = event.seq;
    this.#lastTimestamp = event.timestamp;
  }

  /** The whole state at this instant; it stays as it is whatever is applied later. */
  freeze(): FrozenState {
    const sections = [...this.#collections.values()].map((collection) => {
      const { name } = collection.model;
      const history = this.#histories.get(name);
      return {
        name,
        count: collection.records.size,
        entries: collection.freeze(),
        history: history?.freeze(this.#lastTimestamp),
        historySince: history?.since(this.#lastTimestamp),
      };
    });
    return {
      seq: this.#lastSeq,
      timestamp: this.#lastTimestamp,
      sections,
      events: this.#emitted.size === 0 ? undefined : [...this.#emitted],
      views: this.#views?.freeze(),
    };
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

  /**
   * Puts back a past of a snapshot, once the records of its model are back; one that no model
   * declares any more is left out.
   */
  restorePast(model: string, entry: PastEntry): void {
    const history = this.#histories.get(model);
    history?.restore(entry, this.records(model).get(entry.id)?.createdSeq);
  }

  /**
   * All of a snapshot is back. A past that it does not know begins with it: for a log whose
   * beginning is gone.
   * @param sinceOf from when on the snapshot knows which records of a model there were;
   * `undefined`: it has not the past that is declared.
   */
  resumeHistories(sinceOf: (model: Model) => Moment | undefined): void {
    const now = { seq: this.#lastSeq, timestamp: this.#lastTimestamp };
    for (const [name, history] of this.#histories) {
      const since = sinceOf(this.model(name));
      if (since === undefined)
        for (const entry of this.records(name).page(0, Infinity)) history.begin(entry, now);
      history.resumeSince(since ?? now);
    }
  }

  /** Puts back a value of a view of a snapshot; see `ViewTables.restore`. */
  restoreView(view: string, entry: ViewEntry): void {
    this.#views?.restore(view, entry);
  }

  /**
   * The events that a snapshot covers are of these types, of the application's own.
   * @throws {LithairError} `unknown_event_type`: as the log itself would be refused.
   */
  resumeEvents(types: readonly string[]): void {
    for (const type of types) {
      if (!this.#events.has(type)) throw this.#unknown('a snapshot covers a', type);
      this.#emitted.add(type);
    }
  }

  /** All values of a view are back: this was the last event that changed it. */
  resumeView(view: string, seq: number): void {
    this.#views?.get(view)?.resumeAt(seq);
  }

  /** See `Collection.rebuildUniques`. */
  rebuildUniques(models: readonly string[]): void {
    for (const model of models) this.collection(model).rebuildUniques();
  }

  /** Makes what is otherwise made by the first query: the indexes of all models and views. */
  prepareQueries(): void {
    for (const { indexes } of this.#collections.values()) indexes.prepare();
    for (const table of this.#views?.tables ?? []) table.prepare();
  }

  /** All records of a snapshot are back: the state is what events up to this one make. */
  resumeAt(seq: number, timestamp: number): void {
    this.#lastSeq = seq;
    this.#lastTimestamp = timestamp;
  }

  #unknown(what: string, type: string, seq?: number): LithairError {
    const known = [...this.#reducers.keys()].join(', ');
    const message = `${what} ${type}; what is declared knows ${known}`;
    return new LithairError('unknown_event_type', message, seq === undefined ? {} : { seq });
  }

  /** Views take an event behind its record, which is read before it: a deletion says no more. */
  #projecting(views: ViewTables): ViewTables {
    for (const type of views.types) {
      const reduce = this.#reducers.get(type);
      const collection = this.#collectionOf(type);
      this.#reducers.set(type, (event) => {
        const before = collection?.records.get(event.aggregateId)?.json;
        reduce?.(event);
        views.apply(event, before);
      });
    }
    return views;
  }

  /** The collection whose records events of this type change or delete. */
  #collectionOf(type: string): Collection | undefined {
    return [...this.#collections.values()].find(
      ({ model: { eventTypes } }) => type === eventTypes.updated || type === eventTypes.deleted,
    );
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
