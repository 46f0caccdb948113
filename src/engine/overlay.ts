import type { Collection } from './collection';
import type { LoggedEvent } from './event';
import { StagedReferences } from './staged-references';
import { fieldsOf, uniqueKey } from './unique-index';

/** A record as a decision needs it. */
export interface Seen {
  readonly json: string;
  readonly version: number;
}

/**
 * What a decision may look at: the records of one model as they will be once everything before is
 * committed.
 */
export interface View {
  get(id: string): Seen | undefined;
  /** Identifier of the record that holds a value of a unique field. */
  holder(field: string, value: string): string | undefined;
  /** Identifiers of the records that hold a value of a reference, in no order. */
  holders(field: string, value: string): Iterable<string>;
  /** See `Collection.heldOf`. */
  heldOf(id: string): Readonly<Record<string, unknown>> | undefined;
}

/** `json` is undefined when the record is being deleted; `version` is the event that does it. */
interface Change {
  readonly json: string | undefined;
  readonly version: number;
}

/** `holder` is undefined when the value is being freed. */
interface Claim {
  readonly holder: string | undefined;
  readonly version: number;
}

/** Puts back one entry of a map. */
export type Undo = () => void;

/**
 * The changes of one model that were decided but are not committed yet, over the records that are.
 * The next decision sees them, readers never do (INV-5). A transaction that is refused half-way
 * takes back what it laid (INV-9).
 */
export class Overlay implements View {
  readonly #collection: Collection;
  readonly #uniqueFields: readonly string[];
  readonly #references: StagedReferences | undefined;
  readonly #changes = new Map<string, Change>();
  readonly #claims = new Map<string, Claim>();
  /** Keys of `#claims` by the event that made them, for `settle`. */
  readonly #claimed = new Map<number, string[]>();

  constructor(collection: Collection) {
    this.#collection = collection;
    this.#uniqueFields = collection.model.uniqueFields;
    const fields = collection.model.references.map(({ field }) => field);
    this.#references = fields.length > 0 ? new StagedReferences(fields) : undefined;
  }

  get(id: string): Seen | undefined {
    const change = this.#changes.get(id);
    if (change === undefined) return this.#collection.records.get(id);
    return change.json === undefined ? undefined : (change as Seen);
  }

  holder(field: string, value: string): string | undefined {
    const claim = this.#claims.get(claimKey(field, value));
    return claim === undefined ? this.#collection.holder(field, value) : claim.holder;
  }

  heldOf(id: string): Readonly<Record<string, unknown>> | undefined {
    return this.#collection.heldOf(id);
  }

  /**
   * What is never on record needs no commit: it is seen at once.
   * @param undos see `lay`.
   */
  hold(id: string, values: Readonly<Record<string, unknown>>, undos: Undo[]): void {
    const undo = this.#collection.hold(id, values);
    if (undo !== undefined) undos.push(undo);
  }

  *holders(field: string, value: string): Generator<string> {
    for (const id of this.#collection.holdersOf(field, value)) if (!this.#changes.has(id)) yield id;
    yield* this.#references?.holders(field, value) ?? [];
  }

  /**
   * Lays a change on top. `json` is the record after the event, `undefined` when it is deleted.
   * @param undos takes what puts everything back as it was, in the order in which it was laid.
   */
  lay(id: string, version: number, json: string | undefined, undos?: Undo[]): void {
    if (this.#uniqueFields.length > 0) this.#claim(id, version, json, undos);
    this.#references?.lay(id, json, undos);
    if (undos !== undefined) undos.push(restore(this.#changes, id));
    this.#changes.set(id, { json, version });
  }

  /** The committed records include the event now. */
  settle({ aggregateId, seq }: LoggedEvent): void {
    if (this.#changes.get(aggregateId)?.version === seq) {
      this.#changes.delete(aggregateId);
      this.#references?.settle(aggregateId);
    }
    if (this.#claimed.size === 0) return;
    for (const key of this.#claimed.get(seq) ?? []) {
      if (this.#claims.get(key)?.version === seq) this.#claims.delete(key);
    }
    this.#claimed.delete(seq);
  }

  /** Takes back everything that was laid: none of it will ever be committed. */
  clear(): void {
    this.#changes.clear();
    this.#claims.clear();
    this.#claimed.clear();
    this.#references?.clear();
  }

  #claim(id: string, version: number, after: string | undefined, undos?: Undo[]): void {
    const old = fieldsOf(this.get(id)?.json);
    const next = fieldsOf(after);
    const keys: string[] = [];
    const claim = (field: string, value: string | undefined, holder: string | undefined): void => {
      if (value === undefined) return;
      const key = claimKey(field, value);
      if (undos !== undefined) undos.push(restore(this.#claims, key));
      this.#claims.set(key, { version, holder });
      keys.push(key);
    };
    for (const field of this.#uniqueFields) {
      claim(field, uniqueKey(old[field]), undefined);
      claim(field, uniqueKey(next[field]), id);
    }
    if (undos !== undefined) undos.push(restore(this.#claimed, version));
    this.#claimed.set(version, keys);
  }
}

const claimKey = (field: string, value: string): string => `${field} ${value}`;

function restore<K, V>(map: Map<K, V>, key: K): Undo {
  const previous = map.get(key);
  return () => {
    if (previous === undefined) map.delete(key);
    else map.set(key, previous);
  };
}
