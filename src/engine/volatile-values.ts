import { fieldsOf } from './unique-index';

type Values = Readonly<Record<string, unknown>>;

/**
 * What records hold in memory beside what is on record: fields that are never written
 * (`memoryOnly`), and changes that the next event of their record carries (`autoPersist: false`).
 * A restart forgets it; that is what was declared.
 */
export class VolatileValues {
  readonly #lazyFields: readonly string[];
  readonly #values = new Map<string, Values>();

  /** @param lazyFields those that events carry. */
  constructor(lazyFields: readonly string[]) {
    this.#lazyFields = lazyFields;
  }

  get(id: string): Values | undefined {
    return this.#values.get(id);
  }

  /**
   * Takes new values of some fields.
   * @returns puts back what was held before.
   */
  hold(id: string, values: Values): () => void {
    const before = this.#values.get(id);
    this.#values.set(id, { ...before, ...values });
    return () => {
      if (before === undefined) this.#values.delete(id);
      else this.#values.set(id, before);
    };
  }

  /** An event was written: what it carries is held no longer, unless it has changed again. */
  settle(id: string, payload: string): void {
    const held = this.#values.get(id);
    if (held === undefined || this.#lazyFields.length === 0) return;
    const written = fieldsOf(payload);
    const left = Object.entries(held).filter(
      ([field, value]) =>
        !this.#lazyFields.includes(field) ||
        JSON.stringify(value) !== JSON.stringify(written[field]),
    );
    if (left.length === 0) this.#values.delete(id);
    else this.#values.set(id, Object.fromEntries(left));
  }

  forget(id: string): void {
    this.#values.delete(id);
  }
}
