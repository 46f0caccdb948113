import { SINGLE_KEY, type ViewDefinition } from '../../model/view';
import { KeyOrder } from '../index/key-order';
import { after as behind, before, NESTED, type Key, type KeyRange } from '../index/key';
import { sortedKeys } from '../index/sorted-keys';
import { frozenJson } from './frozen-json';
import { KeptList, listOf, shownOf } from './kept-list';
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

/** An entry that may be changed in its place: see `#lentAt`. */
interface Made {
  readonly key: string;
  value: unknown;
  seq: number;
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
  readonly #entries = new Map<string, Made>();
  readonly #ahead = new Map<string, Ahead>();
  /** Made by the first reader that wants an order. */
  #order: KeyOrder | undefined;
  #seq = 0;
  /**
   * Readers and snapshots keep entries of up to this event: those are replaced, younger ones, which
   * nobody has seen, are changed in their place. So a rebuild makes one entry a key.
   */
  #lentAt = 0;

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
    return shownOf(this.#entries.get(key)?.value);
  }

  entry(key: string): ViewEntry | undefined {
    const entry = this.#entries.get(key);
    return entry === undefined ? entry : this.#lend(entry);
  }

  /** The same, for who is done with it before the next event. */
  entryNow(key: string): Made | undefined {
    return this.#entries.get(key);
  }

  page({ prefix = '', after }: ViewRange, limit: number): readonly ViewEntry[] {
    const found: ViewEntry[] = [];
    const range = rangeOf(prefix);
    const from = after !== undefined && after >= prefix ? behind(after) : range.from;
    this.#ordered().upwards({ from, to: range.to }, (key) => {
      if (found.length === limit) return false;
      found.push(this.#lend(this.#entries.get(key as string) as Made));
      return true;
    });
    return found;
  }

  count(prefix = ''): number {
    return prefix === '' ? this.size : this.#ordered().count(rangeOf(prefix));
  }

  /** What the next decision builds on, as it is kept. @param entry see `entryNow`. */
  decided(key: string, entry: ViewEntry | undefined): unknown {
    const ahead = this.#ahead.get(key);
    return ahead === undefined ? entry?.value : ahead.value;
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
    this.put(key, value, seq, this.#entries.get(key));
    if (this.#ahead.get(key)?.seq === seq) this.#ahead.delete(key);
  }

  /** What was decided will never be committed. */
  clear(): void {
    this.#ahead.clear();
  }

  /**
   * A value is this from an event on; `undefined`: there is none.
   * @param entry see `entryNow`.
   */
  put(key: string, value: unknown, seq: number, entry: Made | undefined): void {
    if (value === undefined) {
      if (entry === undefined) return;
      this.#entries.delete(key);
      this.#order?.set(key, undefined, -1);
    } else if (entry !== undefined && entry.seq > this.#lentAt) {
      entry.value = value;
      entry.seq = seq;
    } else {
      this.#entries.set(key, { key, value, seq });
      if (entry === undefined) this.#order?.set(key, 1, 1);
    }
    this.#seq = seq;
  }

  /** An element joins the list of a key from an event on: see `KeptList`. */
  collect(key: string, element: unknown, keep: number, seq: number, entry: Made | undefined): void {
    if (entry?.value instanceof KeptList && entry.seq > this.#lentAt) {
      entry.value.grow(element, keep);
      entry.seq = this.#seq = seq;
    } else this.put(key, listOf(entry?.value).with(element, keep), seq, entry);
  }

  /** Makes what is otherwise made by the first list. */
  prepare(): void {
    this.#ordered();
  }

  freeze(): FrozenView {
    this.#lentAt = this.#seq;
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

  #lend(entry: Made): ViewEntry {
    this.#lentAt = this.#seq;
    return entry.value instanceof KeptList ? { ...entry, value: entry.value.shown } : entry;
  }

  #ordered(): KeyOrder {
    this.#order ??= new KeyOrder(sortedKeys(this.#entries.keys()), () => 1);
    return this.#order;
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
