import { LithairError } from '../../errors/lithair-error';
import { reasonOf } from '../../errors/reason-of';
import { isRefusal } from '../../errors/refuse';
import type { ViewDefinition, ViewListener, ViewMeta } from '../../model/view';
import type { LoggedEvent } from '../event';
import type { EventKind } from '../event-kind';
import { frozenJson } from './frozen-json';
import { listOf, shownOf } from './kept-list';
import type { FrozenView, ViewEntry } from './view-entry';
import { ViewTable } from './view-table';

/** Code units of a key: it stands in an URL. */
const KEY_MAX = 512;

/** A view, and what it makes of events of one type. */
interface Ear {
  readonly table: ViewTable;
  readonly listener: ViewListener;
}

/** All that listen to events of one type. */
interface Audience {
  /** What such an event says is the record as it was. */
  readonly isOfDeletions: boolean;
  readonly ears: Ear[];
}

/** What an event makes of one value. */
interface Change {
  readonly table: ViewTable;
  readonly key: string;
  readonly value: unknown;
}

/** What reducers are told of an event. */
interface Said {
  readonly seq: number;
  readonly timeMs: number;
  readonly type: string;
  /** What it says, and the record before it, parsed once for all views. */
  readonly payload: unknown;
  readonly before: unknown;
}

/** What was decided of an event, and how to take that back. */
interface Decision {
  readonly changes: Change[];
  readonly undos: Undo[];
}

type Undo = () => void;

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
  readonly #audiences = new Map<string, Audience>();
  /** What is decided and not committed yet, by event. */
  readonly #decided = new Map<number, readonly Change[]>();

  constructor(views: readonly ViewDefinition[], kinds: ReadonlyMap<string, EventKind>) {
    this.#tables = new Map(views.map((view) => [view.name, new ViewTable(view)]));
    for (const table of this.#tables.values()) {
      for (const listener of table.definition.listeners) {
        const { type } = listener;
        const isOfDeletions = kinds.get(type)?.verb === 'delete';
        const audience = this.#audiences.get(type) ?? { isOfDeletions, ears: [] };
        this.#audiences.set(type, audience);
        audience.ears.push({ table, listener });
      }
    }
  }

  /** Types of events that some view listens to. */
  get types(): Iterable<string> {
    return this.#audiences.keys();
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
   * @throws {LithairError} `view_failed`; `refused`, when a reducer says so (see `refuse`).
   */
  decide(heard: readonly Heard[]): void {
    const undos: Undo[] = [];
    try {
      for (const { event, before } of heard) {
        const changes: Change[] = [];
        this.#hear(event, before, { changes, undos });
        if (changes.length === 0) continue;
        this.#decided.set(event.seq, changes);
        undos.push(() => this.#decided.delete(event.seq));
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
    const decided = this.#decided.size === 0 ? undefined : this.#decided.get(seq);
    if (decided === undefined) {
      this.#hear(event, before);
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

  /**
   * Runs the reducers that listen to an event: this is the time of a rebuild, so it makes as few
   * objects as it can. Without a `decision` the event is committed.
   */
  #hear(event: LoggedEvent, text: string | undefined, decision?: Decision): void {
    const audience = this.#audiences.get(event.type);
    if (audience === undefined) return;
    const { seq, timestamp, type } = event;
    const before: unknown = text === undefined ? undefined : JSON.parse(text);
    const payload: unknown = audience.isOfDeletions ? before : JSON.parse(event.payload);
    const said: Said = { seq, timeMs: timestamp / 1000, type, payload, before };
    for (const ear of audience.ears) {
      try {
        const keys = keysOf(ear, said);
        if (typeof keys === 'string') follow(ear, keys, said, decision);
        else for (const key of keys) follow(ear, key, said, decision);
      } catch (error) {
        if (decision !== undefined && isRefusal(error)) throw error;
        throw failure(ear.table.definition.name, event, error);
      }
    }
  }
}

/** Keys of the values that an event changes, each once. */
function keysOf({ listener }: Ear, { seq, timeMs, type, payload, before }: Said): Keys {
  const keys: unknown = listener.keysOf(payload, { seq, timeMs, type, before });
  if (typeof keys === 'string') return keys;
  if (!Array.isArray(keys)) return requireKey(keys);
  // A record that moves, or stays: no set is needed to tell.
  if (keys.length === 2) return keys[0] === keys[1] ? (keys[0] as string) : (keys as string[]);
  return new Set(keys as string[]);
}

type Keys = string | Iterable<string>;

/** Makes the value of a key follow an event. */
function follow({ table, listener }: Ear, key: string, said: Said, decision?: Decision): void {
  const entry = table.entryNow(key);
  // A key that has a value was looked at when it got one.
  if (entry === undefined) requireKey(key);
  const { seq, timeMs, type, payload, before } = said;
  const meta = { key, seq, timeMs, type, before };
  const { collected } = listener;
  if (decision === undefined) {
    if (collected === undefined) {
      const value = frozenJson(listener.reduce(shownOf(entry?.value), payload, meta));
      table.put(key, value, seq, entry);
    } else {
      const item = frozenJson(collected.item(payload, meta));
      if (item !== undefined) table.collect(key, item, collected.keep, seq, entry);
    }
    return;
  }
  const value = decided(listener, table.decided(key, entry), payload, meta);
  if (value === NOTHING) return;
  decision.undos.push(table.lay(key, value, seq));
  decision.changes.push({ table, key, value });
}

/** An event has nothing for a list. */
const NOTHING = Symbol('nothing');

/** What an event will make of a value, which stays as it is. */
function decided(
  listener: ViewListener,
  value: unknown,
  payload: unknown,
  meta: ViewMeta<unknown>,
): unknown {
  const { collected } = listener;
  if (collected === undefined) return frozenJson(listener.reduce(shownOf(value), payload, meta));
  const item = frozenJson(collected.item(payload, meta));
  return item === undefined ? NOTHING : listOf(value).with(item, collected.keep);
}

function requireKey(key: unknown): string {
  if (typeof key === 'string' && key !== '' && key.length <= KEY_MAX && key.isWellFormed())
    return key;
  const shown = typeof key === 'string' ? JSON.stringify(key.slice(0, 40)) : String(key);
  throw new TypeError(`a key is a text of 1 to ${KEY_MAX} characters, not ${shown}`);
}

function failure(view: string, { seq, type }: LoggedEvent, error: unknown): LithairError {
  const message = `view ${JSON.stringify(view)}: event ${seq} (${type}): ${reasonOf(error)}`;
  return new LithairError('view_failed', message, { seq }, error);
}
