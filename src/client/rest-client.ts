import {
  feedOf,
  type EventsOf,
  type FeedOptions,
  type ModelEvent,
  type WithSnapshot,
} from './feed';
import { viewClient, type ViewClient } from './view-client';
import {
  wireOf,
  type ClientOptions,
  type ChangeOptions,
  type Json,
  type Query,
  type Wire,
  type Request,
  type WriteOptions,
} from './wire';

/**
 * A client of a Lithair server. It needs `fetch`, of a browser or of Node, and nothing else: it
 * imports no more than what is beside it, so that `lithair client` can write one file of it all.
 */

/** What the types of a client need to know of one model. */
export interface ModelShape {
  /** A record as answers have it. */
  readonly record: object;
  readonly create: object;
  readonly replace: object;
  readonly patch: object;
  /** By reference: the record that it names. */
  readonly expands: object;
}
export type Shapes = Readonly<Record<string, ModelShape>>;

/** What they need to know of what an application adds to its models. */
export interface OwnShapes {
  /** By event that clients may emit: what it takes. */
  readonly emits: object;
  /** By event that clients are told of: what it says. */
  readonly tells: object;
  /** By view: its values. */
  readonly views: object;
}
/** An application that adds nothing. */
export type NoneOwn = Readonly<Record<keyof OwnShapes, Readonly<Record<never, never>>>>;

/** A sequence number, or a time. */
export type Instant = number | string | Date;

type Single = string | number | boolean | null;
/** What of a value can be compared; a field that may be left out is found by `null`. */
type Compared<T> = Extract<T, Single> | (undefined extends T ? null : never);
type Ordered<T> = Extract<T, string | number>;

export type Condition<T> =
  | Compared<T>
  | ({
      readonly eq?: Compared<T>;
      readonly ne?: Compared<T>;
      readonly in?: readonly Compared<T>[];
      readonly gt?: Ordered<T>;
      readonly gte?: Ordered<T>;
      readonly lt?: Ordered<T>;
      readonly lte?: Ordered<T>;
    } & (string extends T
      ? TextCondition
      : [Extract<T, string>] extends [never]
        ? unknown
        : TextCondition));

interface TextCondition {
  readonly prefix?: string;
  readonly contains?: string;
}

export type Filters<R> = {
  readonly [K in keyof R as [Extract<R[K], Single>] extends [never] ? never : K]?: Condition<R[K]>;
};

type Names<T> = Extract<keyof T, string>;

export interface ListQuery<S extends ModelShape, E extends Names<S['expands']> = never> {
  readonly where?: Filters<S['record']>;
  readonly sort?: Names<S['record']> | `-${Names<S['record']>}`;
  /** Records a page, at most 1000; 100 when it is left out. */
  readonly limit?: number;
  /** The `next` of a page of the same query. */
  readonly cursor?: string;
  readonly expand?: readonly E[];
  /** The records as they were, without what is held in memory alone. Excludes `expand`. */
  readonly asOf?: Instant;
}

export interface Page<R> {
  readonly items: readonly R[];
  readonly next: string | null;
  readonly total: number;
}

/** A record with those that its references name. */
export type Expanded<S extends ModelShape, E extends Names<S['expands']>> = [E] extends [never]
  ? S['record']
  : S['record'] & { readonly expanded: { readonly [K in E]: S['expands'][K] | null } };

export interface Change<T> {
  readonly seq: number;
  readonly when: string;
  readonly who: string | null;
  readonly from?: T;
  readonly to?: T;
  readonly deleted?: true;
}

export interface RecordHistory<R> {
  readonly id: string;
  readonly created: { readonly seq: number; readonly when: string | null };
  readonly fields: { readonly [K in keyof R]?: readonly Change<R[K]>[] };
}

export interface Tally {
  readonly created: number;
  readonly updated: number;
  readonly deleted: number;
  /** Of those that were created. */
  readonly ids: readonly string[];
}

export interface BulkChanges<S extends ModelShape> {
  readonly create?: readonly S['create'][];
  readonly update?: readonly ({ readonly id: string } & S['patch'])[];
  readonly delete?: readonly string[];
}

/** One change of a transaction, or an event of the application's own. */
export type Operation<S extends Shapes, O extends OwnShapes = NoneOwn> =
  | ChangeOperation<S>
  | {
      [E in Names<O['emits']>]: {
        readonly op: 'emit';
        readonly event: E;
        readonly value: O['emits'][E];
      };
    }[Names<O['emits']>];

type ChangeOperation<S extends Shapes> = {
  [M in Names<S>]:
    | { readonly op: 'create'; readonly model: M; readonly value: S[M]['create'] }
    | ({ readonly op: 'replace'; readonly value: S[M]['replace'] } & Target<M>)
    | ({ readonly op: 'update'; readonly patch: S[M]['patch'] } & Target<M>)
    | ({ readonly op: 'delete' } & Target<M>);
}[Names<S>];

interface Target<M> {
  readonly model: M;
  readonly id: string;
  readonly if_match?: string;
}

/** The calls of one model. @throws {LithairProblem} each of them. */
export interface ModelClient<S extends ModelShape, N extends string = string> {
  create(value: S['create'], options?: WriteOptions): Promise<S['record']>;
  /** `asOf`: the record as it was, without what is held in memory alone. */
  get<E extends Names<S['expands']> = never>(
    id: string,
    options?: { readonly expand?: readonly E[]; readonly asOf?: Instant },
  ): Promise<Expanded<S, E>>;
  replace(id: string, value: S['replace'], options?: ChangeOptions): Promise<S['record']>;
  /** A merge patch: `null` takes a field away, or gives it its default back. */
  patch(id: string, changes: S['patch'], options?: ChangeOptions): Promise<S['record']>;
  remove(id: string, options?: ChangeOptions): Promise<void>;
  /** One page. */
  list<E extends Names<S['expands']> = never>(
    query?: ListQuery<S, E>,
  ): Promise<Page<Expanded<S, E>>>;
  /** Every record, page after page. */
  each<E extends Names<S['expands']> = never>(
    query?: ListQuery<S, E>,
  ): AsyncGenerator<Expanded<S, E>, void, undefined>;
  count(where?: Filters<S['record']>, options?: { readonly asOf?: Instant }): Promise<number>;
  /** All of it or nothing. */
  bulk(changes: BulkChanges<S>, options?: WriteOptions): Promise<Tally>;
  history(id: string): Promise<RecordHistory<S['record']>>;
  /** Gives the record the values it had after an event. */
  restore(id: string, seq: number, options?: ChangeOptions): Promise<S['record']>;
  /**
   * What happens to the records, as it happens, whatever becomes of the connection: each event that
   * `where` lets through, once. It begins when it is first asked for one.
   */
  events<const Q extends ModelFeedOptions<S>>(
    options?: Q,
  ): AsyncIterableIterator<ModelEvent<S['record'], N> | WithSnapshot<Q, S['record'], N>>;
}

/** @see FeedOptions */
export interface ModelFeedOptions<S extends ModelShape> extends FeedOptions {
  /** Of a record as it is after the event. Deletions are told whatever it says, but of `id`. */
  readonly where?: Filters<S['record']>;
}

/** Its place in the log. */
export interface Emitted {
  readonly seq: number;
  readonly type: string;
  /** What it is about. */
  readonly id: string;
  readonly time: string;
}

/** What happens to all models, and the application's own events. */
export interface AllEvents<S extends Shapes, O extends OwnShapes> {
  /** As `events` of a model, with the own events that clients are told of. */
  <const Q extends FeedOptions<Names<O['tells']>>>(
    options?: Q,
  ): AsyncIterableIterator<EventsOf<S, O['tells'], Q>>;
  /** Puts an event of the application's own on record. @throws {LithairProblem} */
  emit<E extends Names<O['emits']>>(
    type: E,
    value: O['emits'][E],
    options?: WriteOptions,
  ): Promise<Emitted>;
}

export type Client<S extends Shapes, O extends OwnShapes = NoneOwn> = {
  readonly [M in keyof S]: ModelClient<S[M], Extract<M, string>>;
} & {
  /** Changes of several models and own events, in their order: all of them, or nothing. */
  transaction(operations: readonly Operation<S, O>[], options?: WriteOptions): Promise<Tally>;
  readonly views: { readonly [V in keyof O['views']]: ViewClient<O['views'][V]> };
  readonly events: AllEvents<S, O>;
};

/** A client of what `S` and `O` describe. @param baseUrl of the server: `http://localhost:3000`. */
export function restClient<S extends Shapes, O extends OwnShapes = NoneOwn>(
  baseUrl: string,
  options: ClientOptions = {},
): Client<S, O> {
  const wire = wireOf(baseUrl.replace(/\/+$/, ''), options);
  const transaction = (operations: readonly unknown[], given?: WriteOptions): Promise<unknown> =>
    wire.send({ method: 'POST', path: '/api/transaction', body: { operations }, options: given });
  const emit = (type: string, body: unknown, given?: WriteOptions): Promise<unknown> =>
    wire.send({ method: 'POST', path: `/api/events/${type}`, body, options: given });
  const events = (given: FeedOptions = {}): unknown => feedOf(wire.open, '/api/events', [], given);
  const views = byName((name) => viewClient(wire.send, name));
  const models = byName((name) => modelClient(wire, name), {
    transaction,
    views,
    events: Object.assign(events, { emit }),
  });
  return models as unknown as Client<S, O>;
}

/** An object that has something of any name, made when it is asked for. */
function byName<T>(make: (name: string) => T, known: Json = {}): object {
  const made = new Map<string, unknown>(Object.entries(known));
  return new Proxy(Object.freeze({}), {
    get: (_target, name) => {
      // A client that somebody awaits is no promise.
      if (typeof name !== 'string' || name === 'then') return undefined;
      if (!made.has(name)) made.set(name, make(name));
      return made.get(name);
    },
  });
}

function modelClient({ send, open }: Wire, name: string): ModelClient<ModelShape> {
  const base = `/api/${name}`;
  const at = (id: string): string => `${base}/${encodeURIComponent(id)}`;
  const list = (query: AnyListQuery = {}): Promise<Page<object>> =>
    send({ path: base, query: listParams(query) }) as Promise<Page<object>>;
  const made = (request: Request): Promise<object> => send(request) as Promise<object>;
  async function* each(query: AnyListQuery = {}): AsyncGenerator<object, void, undefined> {
    let cursor: string | null | undefined = query.cursor;
    do {
      const page: Page<object> = await list(cursor ? { ...query, cursor } : query);
      yield* page.items;
      cursor = page.next;
    } while (cursor !== null);
  }
  const calls = {
    create: (body: object, options?: WriteOptions) =>
      made({ method: 'POST', path: base, body, options }),
    get: (id: string, { expand, asOf }: { expand?: readonly string[]; asOf?: Instant } = {}) =>
      made({
        path: at(id),
        query: [...expansion(expand), ...instantOf(asOf)],
      }),
    replace: (id: string, body: object, options?: ChangeOptions) =>
      made({ method: 'PUT', path: at(id), body, options }),
    patch: (id: string, body: object, options?: ChangeOptions) =>
      made({ method: 'PATCH', path: at(id), body, options }),
    remove: async (id: string, options?: ChangeOptions) => {
      await send({ method: 'DELETE', path: at(id), options });
    },
    list,
    each,
    count: async (where: Json = {}, { asOf }: { asOf?: Instant } = {}) => {
      const query = [...filters(where), ...instantOf(asOf)];
      const { count } = (await send({ path: `${base}/count`, query })) as Json;
      return count as number;
    },
    bulk: (body: object, options?: WriteOptions) =>
      send({ method: 'POST', path: `${base}/bulk`, body, options }) as Promise<Tally>,
    history: (id: string) => send({ path: `${at(id)}/history` }),
    restore: (id: string, seq: number, options?: ChangeOptions) =>
      made({ method: 'POST', path: `${at(id)}/restore`, body: { seq }, options }),
    events: ({ where = {}, ...options }: FeedOptions & { where?: Json } = {}) =>
      feedOf(open, `${base}/events`, filters(where), options),
  };
  return calls as unknown as ModelClient<ModelShape>;
}

interface AnyListQuery {
  readonly where?: Json;
  readonly sort?: string;
  readonly limit?: number;
  readonly cursor?: string;
  readonly expand?: readonly string[];
  readonly asOf?: Instant;
}

function listParams({ where = {}, sort, limit, cursor, expand, asOf }: AnyListQuery): Query {
  const given: [string, unknown][] = [
    ['sort', sort],
    ['limit', limit],
    ['cursor', cursor],
  ];
  const own = given.filter(([, value]) => value !== undefined);
  const texts = own.map(([name, value]): [string, string] => [name, String(value)]);
  return [...filters(where), ...texts, ...expansion(expand), ...instantOf(asOf)];
}

const expansion = (fields: readonly string[] = []): Query =>
  fields.length === 0 ? [] : [['expand', fields.join(',')]];

/** `{ price: { gte: 5 } }` as `price[gte]=5`. */
function filters(where: Json): Query {
  return Object.entries(where).flatMap(([field, condition]) => {
    if (condition === undefined) return [];
    const isPlain = typeof condition !== 'object' || condition === null;
    const operators = isPlain ? { eq: condition } : (condition as Json);
    return Object.entries(operators)
      .filter(([, value]) => value !== undefined)
      .map(([operator, value]): [string, string] => [`${field}[${operator}]`, textOf(value)]);
  });
}

function textOf(value: unknown): string {
  if (!Array.isArray(value)) return String(value);
  const texts = value.map(String);
  if (texts.some((text) => text.includes(','))) throw new TypeError('in: no value has a comma');
  return texts.join(',');
}

const instantOf = (asOf: Instant | undefined): Query =>
  asOf === undefined ? [] : [['asOf', asOf instanceof Date ? asOf.toISOString() : String(asOf)]];
