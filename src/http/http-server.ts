import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Hono } from 'hono';
import { LithairError } from '../errors/lithair-error';
import { watchConnections } from './drain';
import type { Exchange, HttpNode } from './exchange';
import { rawProblem, sendError } from './reply';
import { router } from './router';

/**
 * Node keeps this many headers and drops the rest in silence, so a request that reaches it is
 * refused.
 */
const HEADERS_MAX = 100;

const SERVER_OPTIONS: http.ServerOptions = {
  keepAlive: true,
  noDelay: true,
  keepAliveTimeout: 5_000,
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  connectionsCheckingInterval: 1_000,
  maxHeaderSize: 16_384,
  requireHostHeader: true,
  insecureHTTPParser: false,
};

export type Listener = (incoming: IncomingMessage, outgoing: ServerResponse) => void;

/**
 * What Hono's router reads of a request. The body and the headers are read from Node's own objects.
 */
interface RoutedRequest {
  readonly method: string;
  readonly url: string;
}

/**
 * The listener of a node. Hono routes every request; the handlers answer on Node's objects. Going
 * through `Request` and `Response` objects for each call took a quarter of the throughput of this
 * server (measured, see ARCHITECTURE.md), so only the application's own routes do.
 */
export function httpListener(node: HttpNode, own: Hono | undefined): Listener {
  const app = router(node, own);
  return (incoming, outgoing) => {
    const exchange: Exchange = { incoming, outgoing };
    if (node.isDraining()) outgoing.shouldKeepAlive = false;
    try {
      guard(incoming);
      const method = incoming.method === 'HEAD' ? 'GET' : (incoming.method ?? 'GET');
      const request: RoutedRequest = { method, url: `http://node${incoming.url ?? '/'}` };
      void app.fetch(request as Request, exchange);
    } catch (error) {
      sendError(node, outgoing, error);
    }
  };
}

/** The server, not yet listening. */
export function createHttpServer(listener: Listener): http.Server {
  const server = http.createServer(SERVER_OPTIONS, listener);
  server.maxHeadersCount = HEADERS_MAX;
  server.on('clientError', refuseSocket);
  watchConnections(server);
  return server;
}

/** @throws {LithairError} `headers_too_large`, `bad_request`. */
function guard(incoming: IncomingMessage): void {
  if (incoming.rawHeaders.length >= HEADERS_MAX * 2) {
    throw new LithairError('headers_too_large', `fewer than ${HEADERS_MAX} headers, please`);
  }
  if (incoming.url?.charCodeAt(0) !== 0x2f)
    throw new LithairError('bad_request', 'the target must start with /');
}

/** What never became a request: bytes that are not HTTP, headers too large, a client too slow. */
function refuseSocket(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  socket.end(rawProblem(refusalOf(error.code)), () => socket.destroy());
}

function refusalOf(code: string | undefined): LithairError {
  if (code === 'HPE_HEADER_OVERFLOW')
    return new LithairError('headers_too_large', 'at most 16 KiB of headers');
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return new LithairError('request_timeout', 'send the request faster');
  return new LithairError('bad_request', 'this is not HTTP/1.1');
}
