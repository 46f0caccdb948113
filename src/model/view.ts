/** What a reducer may know of an event beside what it says. */
export interface ViewMeta<B = undefined> {
  /** Key of the value that is being made. */
  readonly key: string;
  readonly seq: number;
  /** Time of the event, in milliseconds since 1970, with microseconds as fractions. */
  readonly timeMs: number;
  readonly type: string;
  /** The record before an update. */
  readonly before: B;
}

/** What a view makes of events of one type. Both functions are pure. */
export interface Reaction<P, B, V> {
  /** Keys of the values that an event changes; left out, it is the one value under `all`. */
  readonly key?: (event: P, meta: Omit<ViewMeta<B>, 'key'>) => string | readonly string[];
  /**
   * The value that follows: any JSON, `undefined` for none. It is given the one before, frozen, or
   * `undefined` when there is none.
   */
  readonly reduce: (value: V | undefined, event: P, meta: ViewMeta<B>) => V | undefined;
}

/** A reaction and the type of the events it is for. */
export interface ViewListener<out V = unknown> {
  readonly type: string;
  keysOf(event: unknown, meta: Omit<ViewMeta<unknown>, 'key'>): string | readonly string[];
  reduce(value: unknown, event: unknown, meta: ViewMeta<unknown>): unknown;
  /** Text of the functions: another one is another definition. */
  readonly text: string;
  /** Only for types. */
  readonly value?: V;
}

/** A declared view: a table of JSON values by key, made of events alone. A pure value. */
export interface ViewDefinition<
  out V = unknown,
  out N extends string = string,
  out E extends boolean = boolean,
> {
  readonly name: N;
  readonly version: number;
  /** Whether clients may read it. */
  readonly isExposed: E;
  readonly listeners: readonly ViewListener[];
  /** Only for types. */
  readonly value?: V;
}

export interface ViewOptions<V, E extends boolean = boolean> {
  /** From 1: raise it when what the reducers call upon means something else now. */
  readonly version?: number;
  /** `false`: `app.view` alone reads it. */
  readonly expose?: E;
  /** One that always ends a value has no type of its own: `reduce: () => undefined`. */
  readonly on: readonly ViewListener<V | undefined>[];
}

/** Key of the value of a reaction that names none. */
export const SINGLE_KEY = 'all';
