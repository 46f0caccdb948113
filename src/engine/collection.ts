import type { Model } from '../model/model';
import type { LoggedEvent } from './event';
import type { RecordEntry } from './record-entry';
import type { RecordReader, StateEngineBackend } from './state-engine-backend';
import { UniqueIndex, uniqueKey } from './unique-index';

/** The live records of one model and the indexes over them: what readers see. */
export class Collection {
  readonly model: Model;
  readonly #records: StateEngineBackend;
  readonly #indexes: ReadonlyMap<string, UniqueIndex>;

  constructor(model: Model, backend: StateEngineBackend) {
    this.model = model;
    this.#records = backend;
    this.#indexes = new Map(model.uniqueFields.map((name) => [name, new UniqueIndex()]));
  }

  get records(): RecordReader {
    return this.#records;
  }

  /** Identifier of the record that holds a value of a unique field. */
  holder(field: string, value: string): string | undefined {
    return this.#indexes.get(field)?.holder(value);
  }

  /** A record was created or changed. */
  put(event: LoggedEvent): void {
    const previous = this.#records.get(event.aggregateId);
    if (this.#indexes.size > 0) this.#reindex(event.aggregateId, previous?.json, event.payload);
    this.#records.put(entryOf(event, previous));
  }

  /** A record was deleted. */
  remove(event: LoggedEvent): void {
    const previous = this.#records.get(event.aggregateId);
    if (previous === undefined) return;
    if (this.#indexes.size > 0) this.#reindex(event.aggregateId, previous.json, undefined);
    this.#records.remove(event.aggregateId);
  }

  #reindex(id: string, before: string | undefined, after: string | undefined): void {
    const old = fieldsOf(before);
    const next = fieldsOf(after);
    for (const [name, index] of this.#indexes)
      index.move(id, uniqueKey(old[name]), uniqueKey(next[name]));
  }
}

/** The record that an event leaves behind. */
export function entryOf(event: LoggedEvent, previous: RecordEntry | undefined): RecordEntry {
  const createdSeq = previous === undefined ? event.seq : previous.createdSeq;
  return {
    id: event.aggregateId,
    json: event.payload,
    version: event.seq,
    createdSeq,
    position: -1,
  };
}

const fieldsOf = (json: string | undefined): Record<string, unknown> =>
  json === undefined ? {} : (JSON.parse(json) as Record<string, unknown>);
