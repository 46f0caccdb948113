import { uniqueKey } from './unique-index';
import type { Collection } from './collection';
import type { LoggedEvent } from './event';

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
}

interface Change {
  readonly seq: number;
  /** `undefined`: the record is being deleted. */
  readonly seen: Seen | undefined;
}

interface Claim {
  readonly seq: number;
  /** `undefined`: the value is being freed. */
  readonly holder: string | undefined;
}

/** The committed records of a collection, as a view. */
export const viewOf = (collection: Collection): View => ({
  get: (id) => {
    const entry = collection.records.get(id);
    return entry === undefined ? undefined : { json: entry.json, version: entry.version };
  },
  holder: (field, value) => collection.holder(field, value),
});

/**
 * A view with changes laid over another view. One overlay a model holds what was decided but is not
 * committed yet: the next decision sees it, readers never do (INV-5). A transaction is decided on
 * an overlay of its own, which is dropped if any part is refused.
 */
export class Overlay implements View {
  readonly #below: View;
  readonly #uniqueFields: readonly string[];
  readonly #changes = new Map<string, Change>();
  readonly #claims = new Map<string, Claim>();
  /** Keys of `#claims` by the event that made them, for `settle`. */
  readonly #claimed = new Map<number, string[]>();

  constructor(below: View, uniqueFields: readonly string[]) {
    this.#below = below;
    this.#uniqueFields = uniqueFields;
  }

  get(id: string): Seen | undefined {
    const change = this.#changes.get(id);
    return change === undefined ? this.#below.get(id) : change.seen;
  }

  holder(field: string, value: string): string | undefined {
    const claim = this.#claims.get(claimKey(field, value));
    return claim === undefined ? this.#below.holder(field, value) : claim.holder;
  }

  /** Lays a change on top. `json` is the record after the event, `undefined` when it is deleted. */
  lay(id: string, seq: number, json: string | undefined): void {
    if (this.#uniqueFields.length > 0) this.#claim(id, seq, this.get(id)?.json, json);
    this.#changes.set(id, { seq, seen: json === undefined ? undefined : { json, version: seq } });
  }

  /** The view below knows the event now. */
  settle(event: LoggedEvent): void {
    if (this.#changes.get(event.aggregateId)?.seq === event.seq)
      this.#changes.delete(event.aggregateId);
    const claimed = this.#claimed.get(event.seq);
    if (claimed === undefined) return;
    for (const key of claimed)
      if (this.#claims.get(key)?.seq === event.seq) this.#claims.delete(key);
    this.#claimed.delete(event.seq);
  }

  #claim(id: string, seq: number, before: string | undefined, after: string | undefined): void {
    const old = fieldsOf(before);
    const next = fieldsOf(after);
    const keys: string[] = [];
    const claim = (field: string, value: string | undefined, holder: string | undefined): void => {
      if (value === undefined) return;
      this.#claims.set(claimKey(field, value), { seq, holder });
      keys.push(claimKey(field, value));
    };
    for (const field of this.#uniqueFields) {
      claim(field, uniqueKey(old[field]), undefined);
      claim(field, uniqueKey(next[field]), id);
    }
    this.#claimed.set(seq, keys);
  }
}

const claimKey = (field: string, value: string): string => `${field} ${value}`;

const fieldsOf = (json: string | undefined): Record<string, unknown> =>
  json === undefined ? {} : (JSON.parse(json) as Record<string, unknown>);
