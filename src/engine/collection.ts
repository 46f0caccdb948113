import type { Model } from '../model/model';
import type { LoggedEvent } from './event';
import { Indexes } from './index/indexes';
import type { Key } from './index/key';
import type { RecordEntry } from './record-entry';
import type { RecordReader, StateEngineBackend } from './state-engine-backend';
import { fieldsOf, UniqueIndex, uniqueKey } from './unique-index';
import { VolatileValues } from './volatile-values';

/** The live records of one model and the indexes over them: what readers see. */
export class Collection {
  readonly model: Model;
  readonly #records: StateEngineBackend;
  readonly #uniques: ReadonlyMap<string, UniqueIndex>;
  readonly #volatile: VolatileValues | undefined;
  /** Whether something has to hear what a record was before it changes. */
  readonly #isFollowed: boolean;
  /** By the fields that queries find records by. */
  readonly indexes: Indexes;

  constructor(model: Model, backend: StateEngineBackend) {
    this.model = model;
    this.#records = backend;
    this.#uniques = new Map(model.uniqueFields.map((name) => [name, new UniqueIndex()]));
    if (model.isVolatile) this.#volatile = new VolatileValues(model.lazyFields);
    this.indexes = new Indexes(model.indexedFields, backend);
    this.#isFollowed = this.#uniques.size > 0 || model.indexedFields.length > 0;
  }

  get records(): RecordReader {
    return this.#records;
  }

  /** Identifier of the record that holds a value of a unique field. */
  holder(field: string, value: string): string | undefined {
    return this.#uniques.get(field)?.holder(value);
  }

  /**
   * Identifiers of the records that hold a value in an indexed field, references among them, in the
   * order of their creation. O(1) and what it gives. Nothing may be changed between two of them.
   */
  *holdersOf(field: string, value: Key): Generator<string> {
    for (const { id } of this.indexes.holdersOf(field, value)) yield id;
  }

  /** What a record holds in memory beside its text; `undefined` for nothing. */
  heldOf(id: string): Readonly<Record<string, unknown>> | undefined {
    return this.#volatile?.get(id);
  }

  /** See `VolatileValues.hold`. */
  hold(id: string, values: Readonly<Record<string, unknown>>): (() => void) | undefined {
    return this.#volatile?.hold(id, values);
  }

  /** See `StateEngineBackend.freeze`. */
  freeze(): Iterable<RecordEntry> {
    return this.#records.freeze();
  }

  /** Puts back a record of a snapshot; they come in creation order. */
  restore(entry: RecordEntry): void {
    if (this.#uniques.size > 0) this.#reindex(entry.id, undefined, entry.json);
    this.indexes.add(entry.createdSeq, entry.json);
    this.#records.insert(entry);
  }

  /**
   * Finds the holders of unique values anew. Needed behind a replay that brought events to a later
   * version: they were decided under other rules, so two records may have held a value for a while.
   */
  rebuildUniques(): void {
    if (this.#uniques.size === 0) return;
    for (const index of this.#uniques.values()) index.clear();
    for (const { id, json } of this.#records.page(0, Infinity)) this.#reindex(id, undefined, json);
  }

  /** A record was created. */
  create({ aggregateId: id, seq, payload }: LoggedEvent): void {
    if (this.#uniques.size > 0) this.#reindex(id, undefined, payload);
    this.indexes.add(seq, payload);
    this.#records.insert({ id, json: payload, version: seq, createdSeq: seq });
  }

  /** A record was changed. */
  update({ aggregateId: id, seq, payload }: LoggedEvent): void {
    const previous = this.#isFollowed ? this.#records.get(id) : undefined;
    if (previous !== undefined) {
      if (this.#uniques.size > 0) this.#reindex(id, previous.json, payload);
      this.indexes.move(previous.createdSeq, previous.json, payload);
    }
    if (!this.#records.replace(id, payload, seq))
      throw new Error(`event ${seq} updates ${id}, which is not there`);
    this.#volatile?.settle(id, payload);
  }

  /** A record was deleted. */
  remove({ aggregateId: id }: LoggedEvent): void {
    const previous = this.#isFollowed ? this.#records.get(id) : undefined;
    if (previous !== undefined) {
      if (this.#uniques.size > 0) this.#reindex(id, previous.json, undefined);
      this.indexes.remove(previous.createdSeq, previous.json);
    }
    this.#records.remove(id);
    this.#volatile?.forget(id);
  }

  #reindex(id: string, before: string | undefined, after: string | undefined): void {
    const old = fieldsOf(before);
    const next = fieldsOf(after);
    for (const [name, index] of this.#uniques) {
      index.move(id, uniqueKey(old[name]), uniqueKey(next[name]));
    }
  }
}
