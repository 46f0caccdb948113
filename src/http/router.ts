import { Hono, type Context } from 'hono';
import { LithairError } from '../errors/lithair-error';
import type { Model } from '../model/model';
import type { Exchange, HttpNode } from './exchange';
import { LiveFeeds } from './feed/live-feeds';
import { sendEmpty, sendError } from './reply';
import { bulk } from './routes/bulk';
import { patch, remove, replace } from './routes/change';
import { create } from './routes/create';
import { history, restore } from './routes/history';
import { list } from './routes/list';
import { health, ready, status } from './routes/node-facts';
import { read } from './routes/read';
import { emit } from './routes/emit';
import { transaction } from './routes/transaction';
import { listView, readView, viewNames } from './routes/view';

/**
 * The handlers answer on Node's own objects; this only tells Hono that they did. Not a real
 * `Response`: nobody reads it, and the first one would load Node's whole fetch.
 */
const SENT = Object.freeze({}) as Response;
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

type App = Hono<{ Bindings: Exchange }>;
type Call = (exchange: Exchange, id: string) => void;

/**
 * Every route of a node, in one table. One handler a route and no middleware: Hono then calls it
 * directly.
 * @param unmatched takes what no route of ours matches; false when it has no answer either.
 */
export function router(node: HttpNode, unmatched: (exchange: Exchange) => boolean): App {
  const app: App = new Hono<{ Bindings: Exchange }>();
  app.get(
    '/health',
    call(({ outgoing }) => health(outgoing)),
  );
  app.get(
    '/ready',
    call(({ outgoing }) => ready(node, outgoing)),
  );
  app.get(
    '/status',
    call(({ outgoing }) => status(node, outgoing)),
  );
  app.post(
    '/api/transaction',
    call((exchange) => transaction(node, exchange)),
  );
  const feeds = new LiveFeeds(node);
  app.get(
    '/api/events',
    call((exchange) => feeds.serve(exchange)),
  );
  for (const model of node.runtime.engine.withState((state) => state.models))
    addModel(app, node, model, feeds);
  addViews(app, node);
  app.notFound((context) => {
    if (!unmatched(context.env)) refuseRoute(app, node, context);
    return SENT;
  });
  app.onError((error, context) => {
    sendError(node, context.env.outgoing, error);
    return SENT;
  });
  return app;
}

/** Only what clients may see has a route. */
function addViews(app: App, node: HttpNode): void {
  const { events, views } = node.runtime.engine.withState((state) => state);
  const exposed = views.filter(({ definition }) => definition.isExposed);
  if (exposed.length > 0)
    app.get(
      '/api/views',
      call((exchange) => viewNames(exposed, exchange)),
    );
  for (const view of exposed) {
    const base = `/api/views/${view.definition.name}`;
    app.get(
      base,
      call((exchange) => listView(view, exchange)),
    );
    app.get(
      `${base}/:id`,
      call((exchange, key) => readView(view, exchange, key)),
    );
  }
  for (const event of events.filter(({ isOnHttp }) => isOnHttp))
    app.post(
      `/api/events/${event.type}`,
      call((exchange) => emit(node, event, exchange)),
    );
}

function addModel(app: App, node: HttpNode, model: Model, feeds: LiveFeeds): void {
  const base = `/api/${model.name}`;
  app.get(
    base,
    call((exchange) => list(node, model, exchange)),
  );
  app.post(
    base,
    call((exchange) => create(node, model, exchange)),
  );
  app.post(
    `${base}/bulk`,
    call((exchange) => bulk(node, model, exchange)),
  );
  app.get(
    `${base}/:id`,
    // Not a route of its own: one that overlaps another makes Hono leave its fast router.
    call((exchange, id) => {
      if (id === 'events') feeds.serve(exchange, model);
      else read(node, model, exchange, id);
    }),
  );
  app.put(
    `${base}/:id`,
    call((exchange, id) => replace(node, model, exchange, id)),
  );
  app.patch(
    `${base}/:id`,
    call((exchange, id) => patch(node, model, exchange, id)),
  );
  app.delete(
    `${base}/:id`,
    call((exchange, id) => remove(node, model, exchange, id)),
  );
  app.get(
    `${base}/:id/history`,
    call((exchange, id) => history(node, model, exchange, id)),
  );
  app.post(
    `${base}/:id/restore`,
    call((exchange, id) => restore(node, model, exchange, id)),
  );
}

const call =
  (handle: Call) =>
  (context: Context<{ Bindings: Exchange }>): Response => {
    handle(context.env, context.req.param('id') ?? '');
    return SENT;
  };

/** 404, or 405 with `Allow` when another method would have been right; `OPTIONS` asks just that. */
function refuseRoute(
  app: App,
  node: HttpNode,
  { env, req }: Context<{ Bindings: Exchange }>,
): void {
  const allowed: string[] = METHODS.filter(
    (method) => app.router.match(method, req.path)[0].length > 0,
  );
  if (allowed.includes('GET')) allowed.push('HEAD');
  if (allowed.length === 0) {
    throw new LithairError('route_not_found', `nothing is served at ${req.path.slice(0, 200)}`);
  }
  allowed.push('OPTIONS');
  const allow = allowed.join(', ');
  if (req.method === 'OPTIONS') {
    sendEmpty(env.outgoing, 204, { allow });
    return;
  }
  env.outgoing.setHeader('allow', allow);
  const error = new LithairError('method_not_allowed', `${req.method} is not one of ${allow}`);
  sendError(node, env.outgoing, error);
}
