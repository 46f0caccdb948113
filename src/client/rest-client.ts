/**
 * A client of a Lithair server. It needs `fetch`, of a browser or of Node, and nothing else: no
 * import, so that `lithair client` can write it into a file of its own.
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

export interface ClientOptions {
  /** In the place of the global one. */
  readonly fetch?: typeof globalThis.fetch;
  /** Sent with each request. */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface WriteOptions {
  /** The same key twice has one effect, and gets the first answer again. */
  readonly idempotencyKey?: string;
}

export interface ChangeOptions extends WriteOptions {
  /** Only if the record still has this tag: see `etagOf`. */
  readonly ifMatch?: string;
}

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

/** One change of a transaction. */
export type Operation<S extends Shapes> = {
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
export interface ModelClient<S extends ModelShape> {
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
  count(where?: Filters<S['record']>): Promise<number>;
  /** All of it or nothing. */
  bulk(changes: BulkChanges<S>, options?: WriteOptions): Promise<Tally>;
  history(id: string): Promise<RecordHistory<S['record']>>;
  /** Gives the record the values it had after an event. */
  restore(id: string, seq: number, options?: ChangeOptions): Promise<S['record']>;
}

export type Client<S extends Shapes> = { readonly [M in keyof S]: ModelClient<S[M]> } & {
  /** Changes of several models, in their order: all of them, or nothing. */
  transaction(operations: readonly Operation<S>[], options?: WriteOptions): Promise<Tally>;
};

/** The stable codes of refusals: docs/ERRORS.md says what each means. */
export type ProblemCode =
  | 'bad_request'
  | 'malformed_json'
  | 'empty_body'
  | 'invalid_utf8'
  | 'json_too_deep'
  | 'json_too_many_keys'
  | 'number_out_of_range'
  | 'forbidden_key'
  | 'invalid_query'
  | 'query_too_expensive'
  | 'invalid_cursor'
  | 'invalid_id'
  | 'invalid_if_match'
  | 'invalid_idempotency_key'
  | 'not_found'
  | 'route_not_found'
  | 'method_not_allowed'
  | 'request_timeout'
  | 'id_taken'
  | 'unique_violation'
  | 'still_referenced'
  | 'history_not_kept'
  | 'stale_version'
  | 'payload_too_large'
  | 'too_many_items'
  | 'unsupported_media_type'
  | 'validation_failed'
  | 'immutable_field'
  | 'read_only_field'
  | 'reference_not_found'
  | 'idempotency_key_reused'
  | 'headers_too_large'
  | 'internal'
  | 'overloaded'
  | 'outcome_unknown'
  | 'shutting_down'
  | 'disk_full'
  | 'disk_failed'
  | 'view_failed'
  | 'invalid_event_id'
  | 'events_gone'
  | 'too_many_subscribers';

/** A refusal. */
export class LithairProblem extends Error {
  readonly status: number;
  /** `unknown`: the answer was no problem document; something between may have given it. */
  readonly code: ProblemCode | 'unknown';
  /** All that the answer says: `errors`, `field`, `index`, … */
  readonly document: Readonly<Record<string, unknown>>;

  constructor(status: number, document: Readonly<Record<string, unknown>>) {
    const { code, detail } = document;
    const name = typeof code === 'string' ? code : 'unknown';
    super(typeof detail === 'string' ? `${name}: ${detail}` : `the server answered ${status}`);
    this.name = 'LithairProblem';
    this.status = status;
    this.code = name as ProblemCode | 'unknown';
    this.document = document;
  }
}

const tags = new WeakMap<object, string>();

/** The entity tag of a record that this client was given: for `ifMatch`. */
export const etagOf = (record: object): string | undefined => tags.get(record);

type Json = Readonly<Record<string, unknown>>;
type Query = readonly (readonly [name: string, value: string])[];

interface Request {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly query?: Query;
  readonly body?: unknown;
  readonly options?: ChangeOptions | undefined;
}

type Send = (request: Request) => Promise<unknown>;

/** A client of the models that `S` describes. @param baseUrl of the server: `http://localhost:3000`. */
export function restClient<S extends Shapes>(
  baseUrl: string,
  options: ClientOptions = {},
): Client<S> {
  const send = sender(baseUrl.replace(/\/+$/, ''), options);
  const models = new Map<string, ModelClient<ModelShape>>();
  const modelOf = (name: string): ModelClient<ModelShape> => {
    const known = models.get(name) ?? modelClient(send, name);
    models.set(name, known);
    return known;
  };
  const transaction = (operations: readonly unknown[], given?: WriteOptions): Promise<unknown> =>
    send({ method: 'POST', path: '/api/transaction', body: { operations }, options: given });
  return new Proxy(Object.freeze({}), {
    get: (_target, name) => {
      // A client that somebody awaits is no promise.
      if (typeof name !== 'string' || name === 'then') return undefined;
      return name === 'transaction' ? transaction : modelOf(name);
    },
  }) as Client<S>;
}

function modelClient(send: Send, name: string): ModelClient<ModelShape> {
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
        query: [
          ...expansion(expand),
          ...(asOf === undefined ? [] : [['asOf', instantText(asOf)] as const]),
        ],
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
    count: async (where: Json = {}) => {
      const { count } = (await send({ path: `${base}/count`, query: filters(where) })) as Json;
      return count as number;
    },
    bulk: (body: object, options?: WriteOptions) =>
      send({ method: 'POST', path: `${base}/bulk`, body, options }) as Promise<Tally>,
    history: (id: string) => send({ path: `${at(id)}/history` }),
    restore: (id: string, seq: number, options?: ChangeOptions) =>
      made({ method: 'POST', path: `${at(id)}/restore`, body: { seq }, options }),
  };
  return calls as unknown as ModelClient<ModelShape>;
}

interface AnyListQuery {
  readonly where?: Json;
  readonly sort?: string;
  readonly limit?: number;
  readonly cursor?: string;
  readonly expand?: readonly string[];
}

function listParams({ where = {}, sort, limit, cursor, expand }: AnyListQuery): Query {
  const given: [string, unknown][] = [
    ['sort', sort],
    ['limit', limit],
    ['cursor', cursor],
  ];
  const own = given.filter(([, value]) => value !== undefined);
  const texts = own.map(([name, value]): [string, string] => [name, String(value)]);
  return [...filters(where), ...texts, ...expansion(expand)];
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

const instantText = (instant: Instant): string =>
  instant instanceof Date ? instant.toISOString() : String(instant);

function sender(baseUrl: string, { fetch: given, headers: always = {} }: ClientOptions): Send {
  return async ({ method = 'GET', path, query = [], body, options = {} }) => {
    const headers: Record<string, string> = { accept: 'application/json', ...always };
    if (body !== undefined) headers['content-type'] = 'application/json';
    if (options.idempotencyKey !== undefined) headers['idempotency-key'] = options.idempotencyKey;
    if (options.ifMatch !== undefined) headers['if-match'] = options.ifMatch;
    const params = new URLSearchParams(
      query.map(([name, value]): [string, string] => [name, value]),
    ).toString();
    const url = `${baseUrl}${path}${params === '' ? '' : `?${params}`}`;
    const text = body === undefined ? {} : { body: JSON.stringify(body) };
    // Looked up at each call: a browser's needs its own `this`, and a test may replace it.
    const answer = await (given ?? globalThis.fetch)(url, { method, headers, ...text });
    return await read(answer);
  };
}

async function read(answer: Response): Promise<unknown> {
  const text = await answer.text();
  if (!answer.ok) throw new LithairProblem(answer.status, documentOf(text));
  if (text === '') return undefined;
  const value = JSON.parse(text) as unknown;
  const tag = answer.headers.get('etag');
  if (tag !== null && typeof value === 'object' && value !== null) tags.set(value, tag);
  return value;
}

function documentOf(text: string): Json {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Json) : {};
  } catch {
    return {};
  }
}
