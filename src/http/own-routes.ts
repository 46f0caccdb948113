import type * as NodeServer from '@hono/node-server';
import type * as Sent from '@hono/node-server/utils/response';
import { Hono } from 'hono';
import { bounded } from './body-bound';
import type { Exchange, HttpNode } from './exchange';
import { sendError } from './reply';

const WITHOUT_BODY = ['GET', 'HEAD', 'TRACE'];

/**
 * Serves an application's routes through `Request` and `Response`. What they throw becomes the
 * problem document that it would be in a route of ours, unless they have an `onError` of their own
 * or threw an `HTTPException`, which says its answer itself. Loaded only when there are any: it
 * brings Node's whole fetch with it, 40 ms and 5 MB at every start.
 * @param refuse answers what none of them does.
 */
export function ownRoutes(
  node: HttpNode,
  own: Hono,
  refuse: (exchange: Exchange) => void,
): (exchange: Exchange) => void {
  const { getRequestListener } = require('@hono/node-server') as typeof NodeServer;
  const { RESPONSE_ALREADY_SENT } = require('@hono/node-server/utils/response') as typeof Sent;
  const app = new Hono<{ Bindings: Exchange }>().route('/', own);
  app.notFound(({ env }) => {
    refuse(env);
    return RESPONSE_ALREADY_SENT;
  });
  app.onError((error, { env }) => {
    if ('getResponse' in error) return error.getResponse();
    sendError(node, env.outgoing, error);
    return RESPONSE_ALREADY_SENT;
  });
  const listener = getRequestListener(
    (request, env) => app.fetch(genuine(request, env as Exchange), env),
    {
      overrideGlobalObjects: false,
    },
  );
  return ({ incoming, outgoing }) => void listener(incoming, outgoing);
}

/**
 * Middleware such as `bodyLimit` makes a `Request` of the request, and Node takes only one of its
 * own for that; the adapter's stands in for it. One that has no body is never taken apart so.
 */
function genuine(request: Request, exchange: Exchange): Request {
  const { method, url, headers, signal } = request;
  if (WITHOUT_BODY.includes(method)) return request;
  const body = request.body === null ? null : bounded(request.body, exchange);
  return new Request(url, { method, headers, signal, body, duplex: 'half' });
}
