import { SINGLE_KEY, type ViewDefinition } from '../../model/view';
import { KeyOrder } from '../index/key-order';
import { after as behind, before, NESTED, type Key, type KeyRange } from '../index/key';
import { sortedKeys } from '../index/sorted-keys';
import { frozenJson } from './frozen-json';
import type { FrozenView, ViewEntry } from './view-entry';

/** Which entries of a view, in the order of their keys. */
export interface ViewRange {
  /** Those whose key begins so. */
  readonly prefix?: string | undefined;
  /** Those behind this key, which may be gone. */
  readonly after?: string | undefined;
}

/** What readers may ask of a view. */
export interface ViewReader<V = unknown> {
  readonly definition: ViewDefinition<V>;
  /** Keys that have a value. */
  readonly size: number;
  /** The last event that changed it; 0 before the first. */
  readonly seq: number;
  /** The value of a key, frozen; the only one there is when a view has no keys. */
  get(key?: string): V | undefined;
  entry(key: string): ViewEntry<V> | undefined;
  /** At most `limit` entries in the order of their keys (by UTF-16 code units). O(log n + limit) */
  page(range: ViewRange, limit: number): readonly ViewEntry<V>[];
  /** Keys that begin so. O(log n) */
  count(prefix?: string): number;
}

/** What a decision has made of a value; `undefined` of none. */
interface Ahead {
  readonly value: unknown;
  readonly seq: number;
}

/**
 * The values of one view: those that readers see, and over them those that are decided and not
 * committed yet, which only the next decision sees (INV-5).
 */
export class ViewTable implements ViewReader {
  readonly definition: ViewDefinition;
  readonly #entries = new Map<string, ViewEntry>();
  readonly #ahead = new Map<string, Ahead>();
  /** Made by the first reader that wants an order. */
  #order: KeyOrder | undefined;
  #seq = 0;

  constructor(definition: ViewDefinition) {
    this.definition = definition;
  }

  get size(): number {
    return this.#entries.size;
  }

  get seq(): number {
    return this.#seq;
  }

  get(key: string = SINGLE_KEY): unknown {
    return this.#entries.get(key)?.value;
  }

  entry(key: string): ViewEntry | undefined {
    return this.#entries.get(key);
  }

  page({ prefix = '', after }: ViewRange, limit: number): readonly ViewEntry[] {
    const found: ViewEntry[] = [];
    const range = rangeOf(prefix);
    const from = after !== undefined && after >= prefix ? behind(after) : range.from;
    this.#ordered().upwards({ from, to: range.to }, (key) => {
      if (found.length === limit) return false;
      found.push(this.#entries.get(key as string) as ViewEntry);
      return true;
    });
    return found;
  }

  count(prefix = ''): number {
    return prefix === '' ? this.size : this.#ordered().count(rangeOf(prefix));
  }

  /** What the next decision builds on. */
  decided(key: string): unknown {
    if (this.#ahead.size > 0) {
      const ahead = this.#ahead.get(key);
      if (ahead !== undefined) return ahead.value;
    }
    return this.#entries.get(key)?.value;
  }

  /** Takes what an event will make of a value. @returns puts back what was there before. */
  lay(key: string, value: unknown, seq: number): () => void {
    const previous = this.#ahead.get(key);
    this.#ahead.set(key, { value, seq });
    return () => {
      if (previous === undefined) this.#ahead.delete(key);
      else this.#ahead.set(key, previous);
    };
  }

  /** An event that was decided is committed. */
  settle(key: string, value: unknown, seq: number): void {
    this.put(key, value, seq);
    if (this.#ahead.get(key)?.seq === seq) this.#ahead.delete(key);
  }

  /** What was decided will never be committed. */
  clear(): void {
    this.#ahead.clear();
  }

  /** A value is this from an event on; `undefined`: there is none. */
  put(key: string, value: unknown, seq: number): void {
    if (this.#order !== undefined) this.#sort(this.#order, key, value !== undefined);
    if (value !== undefined) this.#entries.set(key, { key, value, seq });
    else if (!this.#entries.delete(key)) return;
    this.#seq = seq;
  }

  /** Makes what is otherwise made by the first list. */
  prepare(): void {
    this.#ordered();
  }

  freeze(): FrozenView {
    return { name: this.definition.name, seq: this.#seq, entries: [...this.#entries.values()] };
  }

  /** Puts back a value of a snapshot. */
  restore({ key, value, seq }: ViewEntry): void {
    this.#entries.set(key, { key, value: frozenJson(value), seq });
  }

  /** All values of a snapshot are back; the last event that changed the view was this one. */
  resumeAt(seq: number): void {
    this.#seq = seq;
  }

  #ordered(): KeyOrder {
    this.#order ??= new KeyOrder(sortedKeys(this.#entries.keys()), () => 1);
    return this.#order;
  }

  #sort(order: KeyOrder, key: string, isThere: boolean): void {
    if (this.#entries.has(key) === isThere) return;
    if (isThere) order.set(key, 1, 1);
    else order.set(key, undefined, -1);
  }
}

/** The keys that begin so. */
function rangeOf(prefix: string): KeyRange {
  return { from: before(prefix), to: before(nextAfter(prefix)) };
}

/** The first key behind all that begin so: numbers come before texts, lists behind them. */
function nextAfter(prefix: string): Key {
  for (let end = prefix.length; end > 0; end -= 1) {
    const unit = prefix.charCodeAt(end - 1);
    if (unit < 0xffff) return prefix.slice(0, end - 1) + String.fromCharCode(unit + 1);
  }
  return NESTED;
}
