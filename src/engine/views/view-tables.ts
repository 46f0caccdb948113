import { LithairError } from '../../errors/lithair-error';
import { reasonOf } from '../../errors/reason-of';
import type { ViewDefinition, ViewListener } from '../../model/view';
import type { LoggedEvent } from '../event';
import type { EventKind } from '../event-kind';
import { frozenJson } from './frozen-json';
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

/** Takes what an event makes of a value. */
type Take = (table: ViewTable, key: string, value: unknown, seq: number) => void;

const put: Take = (table, key, value, seq) => table.put(key, value, seq);

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
   * @throws {LithairError} `view_failed`.
   */
  decide(heard: readonly Heard[]): void {
    const undos: (() => void)[] = [];
    try {
      for (const { event, before } of heard) {
        const changes: Change[] = [];
        this.#hear(event, before, (table, key, value, seq) => {
          undos.push(table.lay(key, value, seq));
          changes.push({ table, key, value });
        });
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
      this.#hear(event, before, put);
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

  /** Runs the reducers that listen to an event: this is the time of a rebuild. */
  #hear(event: LoggedEvent, before: string | undefined, take: Take): void {
    const audience = this.#audiences.get(event.type);
    if (audience === undefined) return;
    const { seq, timestamp, type, payload } = event;
    const past: unknown = before === undefined ? undefined : JSON.parse(before);
    const { isOfDeletions, ears } = audience;
    const said: unknown = isOfDeletions ? past : JSON.parse(payload);
    const timeMs = timestamp / 1000;
    for (const { table, listener } of ears) {
      const reduce = (key: string): void => {
        const meta = { key, seq, timeMs, type, before: past };
        const value = listener.reduce(table.decided(key), said, meta);
        take(table, key, value === undefined ? value : frozenJson(value), seq);
      };
      try {
        const keys = listener.keysOf(said, { seq, timeMs, type, before: past });
        if (!Array.isArray(keys)) reduce(requireKey(keys));
        else for (const key of new Set(keys.map(requireKey))) reduce(key);
      } catch (error) {
        throw failure(table.definition.name, event, error);
      }
    }
  }
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
