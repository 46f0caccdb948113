import type { Model } from '../model/model';
import type { LoggedEvent } from './event';
import { ReferenceIndex } from './reference-index';
import type { RecordEntry } from './record-entry';
import type { RecordReader, StateEngineBackend } from './state-engine-backend';
import { fieldsOf, UniqueIndex, uniqueKey } from './unique-index';

/** The live records of one model and the indexes over them: what readers see. */
export class Collection {
  readonly model: Model;
  readonly #records: StateEngineBackend;
  readonly #indexes: ReadonlyMap<string, UniqueIndex>;
  readonly #references: ReadonlyMap<string, ReferenceIndex>;
  readonly #isIndexed: boolean;

  constructor(model: Model, backend: StateEngineBackend) {
    this.model = model;
    this.#records = backend;
    this.#indexes = new Map(model.uniqueFields.map((name) => [name, new UniqueIndex()]));
    this.#references = new Map(model.references.map(({ field }) => [field, new ReferenceIndex()]));
    this.#isIndexed = this.#indexes.size + this.#references.size > 0;
  }

  get records(): RecordReader {
    return this.#records;
  }

  /** Identifier of the record that holds a value of a unique field. */
  holder(field: string, value: string): string | undefined {
    return this.#indexes.get(field)?.holder(value);
  }

  /** Identifiers of the records that hold a value of a reference, in no order. */
  holdersOf(field: string, value: string): Iterable<string> {
    return this.#references.get(field)?.holders(value) ?? [];
  }

  /** See `StateEngineBackend.freeze`. */
  freeze(): readonly (RecordEntry | undefined)[] {
    return this.#records.freeze();
  }

  /** Puts back a record of a snapshot; they come in creation order. */
  restore(entry: RecordEntry): void {
    if (this.#isIndexed) this.#reindex(entry.id, undefined, entry.json);
    this.#records.insert(entry);
  }

  /** A record was created. */
  create({ aggregateId: id, seq, payload }: LoggedEvent): void {
    if (this.#isIndexed) this.#reindex(id, undefined, payload);
    this.#records.insert({ id, json: payload, version: seq, createdSeq: seq, position: -1 });
  }

  /** A record was changed. */
  update({ aggregateId: id, seq, payload }: LoggedEvent): void {
    const previous = this.#records.get(id);
    if (previous === undefined) throw new Error(`event ${seq} updates ${id}, which is not there`);
    if (this.#isIndexed) this.#reindex(id, previous.json, payload);
    const { createdSeq, position } = previous;
    this.#records.replace({ id, json: payload, version: seq, createdSeq, position });
  }

  /** A record was deleted. */
  remove({ aggregateId: id }: LoggedEvent): void {
    if (this.#isIndexed) this.#reindex(id, this.#records.get(id)?.json, undefined);
    this.#records.remove(id);
  }

  #reindex(id: string, before: string | undefined, after: string | undefined): void {
    const old = fieldsOf(before);
    const next = fieldsOf(after);
    for (const [name, index] of this.#indexes) {
      index.move(id, uniqueKey(old[name]), uniqueKey(next[name]));
    }
    for (const [name, index] of this.#references) {
      index.move(id, uniqueKey(old[name]), uniqueKey(next[name]));
    }
  }
}
