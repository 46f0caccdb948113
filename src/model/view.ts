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

/** Elements of a list that events of one type add. Both functions are pure. */
export interface Collecting<P, B, E> {
  /** As in a `Reaction`. */
  readonly key?: Reaction<P, B, E>['key'];
  /** What joins the list, at its end: any JSON, `undefined` for nothing. */
  readonly item: (event: P, meta: ViewMeta<B>) => E | undefined;
  /** How many stay, the newest; all of them when it is left out. */
  readonly keep?: number;
}

/** A reaction and the type of the events it is for. */
export interface ViewListener<out V = unknown> {
  readonly type: string;
  keysOf(event: unknown, meta: Omit<ViewMeta<unknown>, 'key'>): string | readonly string[];
  reduce(value: unknown, event: unknown, meta: ViewMeta<unknown>): unknown;
  /** Present when the value is a list that events add to: the same as `reduce`, in one step. */
  readonly collected?: {
    item(event: unknown, meta: ViewMeta<unknown>): unknown;
    readonly keep: number;
  };
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
