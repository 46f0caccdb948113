import { LithairError } from '../../errors/lithair-error';
import { reasonOf } from '../../errors/reason-of';
import type { ViewDefinition, ViewListener, ViewMeta } from '../../model/view';
import type { LoggedEvent } from '../event';
import type { EventKind } from '../event-kind';
import { frozenJson } from './frozen-json';
import type { FrozenView, ViewEntry } from './view-entry';
import { ViewTable } from './view-table';

/** Code units of a key: it stands in an URL. */
const KEY_MAX = 512;
/** Half a character: UTF-8 has no bytes for it. */
const LONE_SURROGATE = /\p{Cs}/u;

/** A view, and what it makes of events of one type. */
interface Ear {
  readonly table: ViewTable;
  readonly listener: ViewListener;
}

/** What an event makes of one value. */
interface Change {
  readonly table: ViewTable;
  readonly key: string;
  readonly value: unknown;
}

/** An event, and the text of its record before it. */
export interface Heard {
  readonly event: LoggedEvent;
  readonly before: string | undefined;
}

/**
 * All views of an application. A reducer runs once for an event: live when the event is decided, so
 * that one that fails refuses the event instead of every start after it; at replay when it is read.
 * Both on the very text of the log (INV-4).
 */
export class ViewTables {
  readonly #tables: ReadonlyMap<string, ViewTable>;
  readonly #ears = new Map<string, Ear[]>();
  readonly #kinds: ReadonlyMap<string, EventKind>;
  /** What is decided and not committed yet, by event. */
  readonly #decided = new Map<number, readonly Change[]>();

  constructor(views: readonly ViewDefinition[], kinds: ReadonlyMap<string, EventKind>) {
    this.#tables = new Map(views.map((view) => [view.name, new ViewTable(view)]));
    this.#kinds = kinds;
    for (const table of this.#tables.values()) {
      for (const listener of table.definition.listeners) {
        const ears = this.#ears.get(listener.type) ?? [];
        this.#ears.set(listener.type, [...ears, { table, listener }]);
      }
    }
  }

  /** Types of events that some view listens to. */
  get types(): Iterable<string> {
    return this.#ears.keys();
  }

  get tables(): readonly ViewTable[] {
    return [...this.#tables.values()];
  }

  get(name: string): ViewTable | undefined {
    return this.#tables.get(name);
  }

  /**
   * Runs the reducers on events that are about to be put in the log: `apply` then takes what they
   * made. All of them, or nothing.
   * @throws {LithairError} `view_failed`.
   */
  decide(heard: readonly Heard[]): void {
    const undos: (() => void)[] = [];
    try {
      for (const { event, before } of heard) {
        const changes = this.#changes(event, before);
        if (changes.length === 0) continue;
        const { seq } = event;
        for (const { table, key, value } of changes) undos.push(table.lay(key, value, seq));
        this.#decided.set(seq, changes);
        undos.push(() => this.#decided.delete(seq));
      }
    } catch (error) {
      for (const undo of undos.reverse()) undo();
      throw error;
    }
  }

  /**
   * The event is committed, or replayed.
   * @throws {LithairError} `view_failed`: at replay alone.
   */
  apply(event: LoggedEvent, before: string | undefined): void {
    const { seq } = event;
    const decided = this.#decided.get(seq);
    if (decided === undefined) {
      for (const { table, key, value } of this.#changes(event, before)) table.put(key, value, seq);
      return;
    }
    this.#decided.delete(seq);
    for (const { table, key, value } of decided) table.settle(key, value, seq);
  }

  /** Nothing of what was decided will be committed. */
  clear(): void {
    this.#decided.clear();
    for (const table of this.#tables.values()) table.clear();
  }

  freeze(): readonly FrozenView[] {
    return this.tables.map((table) => table.freeze());
  }

  /** Puts back a value of a snapshot; one of a view that is not declared any more is left out. */
  restore(view: string, entry: ViewEntry): void {
    this.#tables.get(view)?.restore(entry);
  }

  #changes(event: LoggedEvent, before: string | undefined): readonly Change[] {
    const ears = this.#ears.get(event.type);
    if (ears === undefined) return [];
    const { said, past } = this.#saidBy(event, before);
    const { seq, timestamp, type } = event;
    const changes: Change[] = [];
    for (const { table, listener } of ears) {
      try {
        const facts = { seq, timeMs: timestamp / 1000, type, before: past };
        for (const key of keysOf(listener, said, facts)) {
          const value = listener.reduce(table.decided(key), said, { ...facts, key });
          changes.push({ table, key, value: value === undefined ? value : frozenJson(value) });
        }
      } catch (error) {
        throw failure(table.definition.name, event, error);
      }
    }
    return changes;
  }

  /** What reducers hear: of a deletion, the record that was. */
  #saidBy({ type, payload }: LoggedEvent, before: string | undefined): Said {
    const past: unknown = before === undefined ? undefined : JSON.parse(before);
    if (this.#kinds.get(type)?.verb === 'delete') return { said: past, past: undefined };
    return { said: JSON.parse(payload), past };
  }
}

interface Said {
  readonly said: unknown;
  /** The record before an update. */
  readonly past: unknown;
}

function keysOf(
  listener: ViewListener,
  said: unknown,
  facts: Omit<ViewMeta<unknown>, 'key'>,
): Iterable<string> {
  const keys = listener.keysOf(said, facts);
  if (!Array.isArray(keys)) return [requireKey(keys)];
  for (const key of keys) requireKey(key);
  return keys.length > 1 ? new Set(keys as string[]) : (keys as string[]);
}

function requireKey(key: unknown): string {
  if (typeof key === 'string' && key !== '' && key.length <= KEY_MAX && !LONE_SURROGATE.test(key))
    return key;
  const shown = typeof key === 'string' ? JSON.stringify(key.slice(0, 40)) : String(key);
  throw new TypeError(`a key is a text of 1 to ${KEY_MAX} characters, not ${shown}`);
}

function failure(view: string, { seq, type }: LoggedEvent, error: unknown): LithairError {
  const message = `view ${JSON.stringify(view)}: event ${seq} (${type}): ${reasonOf(error)}`;
  return new LithairError('view_failed', message, { seq }, error);
}
