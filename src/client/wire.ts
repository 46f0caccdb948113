import { LithairProblem } from './lithair-problem';

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

const tags = new WeakMap<object, string>();

/** The entity tag of a record that this client was given: for `ifMatch`. */
export const etagOf = (record: object): string | undefined => tags.get(record);

export type Json = Readonly<Record<string, unknown>>;
export type Query = readonly (readonly [name: string, value: string])[];

export interface Request {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly query?: Query;
  readonly body?: unknown;
  readonly options?: ChangeOptions | undefined;
}

/** Sends a request, and gives what the answer says. @throws {LithairProblem} */
export type Send = (request: Request) => Promise<unknown>;
/** Opens a stream. @throws {LithairProblem} */
export type Open = (
  path: string,
  query: Query,
  lastId: string | undefined,
  signal: AbortSignal,
) => Promise<Response>;

export interface Wire {
  readonly send: Send;
  readonly open: Open;
}

/** How requests go to a server. @param baseUrl without a slash at its end. */
export function wireOf(
  baseUrl: string,
  { fetch: given, headers: always = {} }: ClientOptions,
): Wire {
  // Looked up at each call: a browser's needs its own `this`, and a test may replace it.
  const ask = (path: string, query: Query, init: RequestInit): Promise<Response> =>
    (given ?? globalThis.fetch)(`${baseUrl}${path}${queryText(query)}`, init);
  return {
    send: async ({ method = 'GET', path, query = [], body, options = {} }) => {
      const headers: Record<string, string> = { accept: 'application/json', ...always };
      if (body !== undefined) headers['content-type'] = 'application/json';
      if (options.idempotencyKey !== undefined) headers['idempotency-key'] = options.idempotencyKey;
      if (options.ifMatch !== undefined) headers['if-match'] = options.ifMatch;
      const text = body === undefined ? {} : { body: JSON.stringify(body) };
      return await read(await ask(path, query, { method, headers, ...text }));
    },
    open: async (path, query, lastId, signal) => {
      const headers: Record<string, string> = { accept: 'text/event-stream', ...always };
      if (lastId !== undefined) headers['last-event-id'] = lastId;
      const answer = await ask(path, query, { headers, signal });
      if (!answer.ok) throw new LithairProblem(answer.status, documentOf(await answer.text()));
      return answer;
    },
  };
}

function queryText(query: Query): string {
  const params = query.map(([name, value]): [string, string] => [name, value]);
  return params.length === 0 ? '' : `?${new URLSearchParams(params).toString()}`;
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
