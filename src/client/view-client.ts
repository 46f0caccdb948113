import type { Query, Send } from './wire';

export interface ViewQuery {
  /** Keys that begin so. */
  readonly prefix?: string;
  /** Values a page, at most 1000; 100 when it is left out. */
  readonly limit?: number;
  /** The `next` of a page of the same query. */
  readonly cursor?: string;
}

export interface ViewItem<V> {
  readonly key: string;
  readonly value: V;
}

export interface ViewPage<V> {
  readonly items: readonly ViewItem<V>[];
  readonly next: string | null;
  readonly total: number;
}

/** The calls of one view. @throws {LithairProblem} each of them. */
export interface ViewClient<V> {
  /** The value under a key, or the only one: `not_found` when there is none. */
  get<T extends V = V>(key?: string): Promise<T>;
  /** One page, in the order of keys. */
  list(query?: ViewQuery): Promise<ViewPage<V>>;
  /** Every value, page after page. */
  each(query?: ViewQuery): AsyncGenerator<ViewItem<V>, void, undefined>;
}

export function viewClient(send: Send, name: string): ViewClient<unknown> {
  const base = `/api/views/${name}`;
  const list = (query: ViewQuery = {}): Promise<ViewPage<unknown>> =>
    send({ path: base, query: viewParams(query) }) as Promise<ViewPage<unknown>>;
  async function* each(query: ViewQuery = {}): AsyncGenerator<ViewItem<unknown>, void, undefined> {
    let cursor: string | null | undefined = query.cursor;
    do {
      const page: ViewPage<unknown> = await list(cursor ? { ...query, cursor } : query);
      yield* page.items;
      cursor = page.next;
    } while (cursor !== null);
  }
  const get = (key = 'all'): Promise<unknown> =>
    send({ path: `${base}/${encodeURIComponent(key)}` });
  return { get, list, each } as ViewClient<unknown>;
}

const viewParams = ({ prefix, limit, cursor }: ViewQuery): Query =>
  Object.entries({ prefix, limit, cursor })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, String(value)] as const);
