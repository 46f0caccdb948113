import { Hono, type Context } from 'hono';
import { LithairError } from '../errors/lithair-error';
import { declaredBy } from './api/declared-by';
import { METHODS, type Method, type Route } from './api/route';
import { routeTable } from './api/route-table';
import type { Exchange, HttpNode } from './exchange';
import { ownRoutes } from './own-routes';
import { sendEmpty, sendError } from './reply';

/**
 * The handlers answer on Node's own objects; this only tells Hono that they did. Not a real
 * `Response`: nobody reads it, and the first one would load Node's whole fetch.
 */
const SENT = Object.freeze({}) as Response;

type App = Hono<{ Bindings: Exchange }>;
/** Serves a call that no row takes. */
type Refuse = (exchange: Exchange) => void;

/** A path whose last part is in braces: what is before it. */
const OPEN_PATH = /^(.*\/)\{\w+\}$/;

/**
 * Makes the router of a node from the table of routes. One handler a route and no middleware: Hono
 * then calls it directly.
 * @param own routes of the application: they take what no route of ours matches.
 */
export function router(node: HttpNode, own: Hono | undefined): App {
  const app: App = new Hono<{ Bindings: Exchange }>();
  const table = routeTable(declaredBy(node.runtime), { hasDocs: node.docs !== undefined });
  const refuse: Refuse = (exchange) => refuseRoute({ table, own }, node, exchange);
  const unmatched = own === undefined ? refuse : ownRoutes(node, own, refuse);
  for (const route of withoutOverlaps(table, unmatched))
    app.on(route.method, honoPath(route.path), call(node, route));
  app.notFound(({ env }) => {
    unmatched(env);
    return SENT;
  });
  app.onError((error, { env }) => {
    sendError(node, env.outgoing, error);
    return SENT;
  });
  return app;
}

const honoPath = (path: string): string => path.replace(/\{(\w+)\}/, ':$1');

type Row = Pick<Route, 'method' | 'path' | 'handle'>;

/**
 * The rows as Hono is given them. Two of one method that overlap (`/api/articles/bulk` and
 * `/api/articles/{id}/restore` do) would make it leave its fast router: 20 µs a call instead of 1.
 * So a row beside an open one is called by that, under its name: no record can have the name.
 */
function withoutOverlaps(table: readonly Route[], refuse: Refuse): readonly Row[] {
  const rows = new Map<string, Row>();
  const named = new Map<string, Map<string, Route['handle']>>();
  for (const { method, path, handle } of table) {
    const parent = path.slice(0, path.lastIndexOf('/') + 1);
    const isBeside = table.some(
      (row) => row.method === method && row.path.startsWith(`${parent}{`),
    );
    if (path.includes('{') || !isBeside) {
      rows.set(`${method} ${path}`, { method, path, handle });
      continue;
    }
    const key = `${method} ${parent}`;
    named.set(
      key,
      (named.get(key) ?? new Map<string, Route['handle']>()).set(path.slice(parent.length), handle),
    );
  }
  for (const [key, handlers] of named) {
    const [method, parent] = key.split(' ') as [Method, string];
    const open = [...rows.values()].find(
      (row) => row.method === method && OPEN_PATH.exec(row.path)?.[1] === parent,
    );
    const path = open?.path ?? `${parent}{id}`;
    const others = open?.handle ?? ((_node, exchange) => refuse(exchange));
    rows.set(`${method} ${path}`, { method, path, handle: choosing(handlers, others) });
  }
  return [...rows.values()];
}

const choosing =
  (named: ReadonlyMap<string, Route['handle']>, others: Route['handle']): Route['handle'] =>
  (node, exchange, part) =>
    (named.get(part) ?? others)(node, exchange, part);

/** Hono has decoded what the braces stood for. */
function call(
  node: HttpNode,
  { path, handle }: Row,
): (context: Context<{ Bindings: Exchange }>) => Response {
  const part = /\{(\w+)\}/.exec(path)?.[1];
  if (part === undefined) {
    return ({ env }) => {
      handle(node, env, '');
      return SENT;
    };
  }
  return (context) => {
    handle(node, context.env, context.req.param(part) ?? '');
    return SENT;
  };
}

/** What takes every method is middleware, which answers none, or a route that answers all. */
const isRouted = ({ router: routes }: Hono, method: Method, path: string): boolean =>
  routes.match(method, path)[0].some(([[, route]]) => route.method === method);

/** 404, or 405 with `Allow` when another method would have been right; `OPTIONS` asks just that. */
function refuseRoute(
  { table, own }: { readonly table: readonly Route[]; readonly own: Hono | undefined },
  node: HttpNode,
  { incoming, outgoing }: Exchange,
): void {
  const { url = '/', method = 'GET' } = incoming;
  const path = url.split('?', 1)[0] as string;
  const there = table.filter((route) => patternOf(route).test(path));
  const allowed: string[] = METHODS.filter(
    (each) =>
      there.some((route) => route.method === each) ||
      (own !== undefined && isRouted(own, each, path)),
  );
  if (allowed.includes('GET')) allowed.push('HEAD');
  if (allowed.length === 0)
    throw new LithairError('route_not_found', `nothing is served at ${path.slice(0, 200)}`);
  allowed.push('OPTIONS');
  const allow = allowed.join(', ');
  if (method === 'OPTIONS') {
    sendEmpty(outgoing, 204, { allow });
    return;
  }
  outgoing.setHeader('allow', allow);
  const error = new LithairError('method_not_allowed', `${method} is not one of ${allow}`);
  sendError(node, outgoing, error);
}

const patternOf = ({ path }: Route): RegExp =>
  new RegExp(`^${path.replaceAll('.', '\\.').replace(/\{\w+\}/, '[^/]+')}$`);
