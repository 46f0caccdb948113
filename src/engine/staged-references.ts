import { fieldsOf } from './unique-index';

/**
 * Which of the records that have an uncommitted change hold each value of the references of their
 * model. A record that was changed twice counts as it is after the last change.
 */
export class StagedReferences {
  readonly #fields: readonly string[];
  readonly #holders = new Map<string, Set<string>>();
  /** The places of a record in `#holders`. */
  readonly #places = new Map<string, readonly string[]>();

  constructor(fields: readonly string[]) {
    this.#fields = fields;
  }

  /** Identifiers of the changed records that hold a value. */
  holders(field: string, value: string): Iterable<string> {
    return this.#holders.get(placeOf(field, value)) ?? [];
  }

  /** A record was changed; `json` is `undefined` when it is deleted. See `Overlay.lay`. */
  lay(id: string, json: string | undefined, undos?: (() => void)[]): void {
    const before = this.#places.get(id);
    const fields = fieldsOf(json);
    const after = this.#fields.flatMap((field) => {
      const value = fields[field];
      return typeof value === 'string' ? [placeOf(field, value)] : [];
    });
    this.#move(id, before, after);
    undos?.push(() => this.#move(id, this.#places.get(id), before));
  }

  /** No change of the record is uncommitted any more. */
  settle(id: string): void {
    this.#move(id, this.#places.get(id), undefined);
  }

  clear(): void {
    this.#holders.clear();
    this.#places.clear();
  }

  #move(
    id: string,
    before: readonly string[] | undefined,
    after: readonly string[] | undefined,
  ): void {
    for (const place of before ?? []) {
      const holders = this.#holders.get(place);
      holders?.delete(id);
      if (holders?.size === 0) this.#holders.delete(place);
    }
    for (const place of after ?? []) {
      const holders = this.#holders.get(place);
      if (holders === undefined) this.#holders.set(place, new Set([id]));
      else holders.add(id);
    }
    if (after === undefined) this.#places.delete(id);
    else this.#places.set(id, after);
  }
}

const placeOf = (field: string, value: string): string => `${field} ${value}`;
