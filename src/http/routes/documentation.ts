import type { OutgoingHttpHeaders } from 'node:http';
import { LithairError } from '../../errors/lithair-error';
import { FILES, type FileName } from '../docs/page';
import { isKnownTag } from '../entity-tag';
import type { Docs, Exchange, Fixed, HttpNode } from '../exchange';
import { JSON_TYPE, sendEmpty, sendError } from '../reply';

/**
 * The page may load what this server has, and nothing else: it works without a network, and tells
 * nobody that it was read. Swagger UI writes `style` attributes, hence the one exception.
 */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; " +
  "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** `GET /openapi.json`. */
export function openApi(node: HttpNode, exchange: Exchange): void {
  sendFixed(exchange, docsOf(node).openApi(), { 'content-type': JSON_TYPE });
}

/** `GET /docs`. */
export function page(node: HttpNode, exchange: Exchange): void {
  sendFixed(exchange, docsOf(node).page(), {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': POLICY,
    'referrer-policy': 'no-referrer',
  });
}

/** `GET /docs/{file}`. */
export function pageFile(node: HttpNode, exchange: Exchange, name: string): void {
  if (!Object.hasOwn(FILES, name))
    throw new LithairError('route_not_found', `the page has no file ${name.slice(0, 40)}`);
  const file = name as FileName;
  docsOf(node)
    .file(file)
    .then((found) => sendFixed(exchange, found, { 'content-type': FILES[file] }))
    .catch((error: unknown) => sendError(node, exchange.outgoing, error));
}

function docsOf({ docs }: HttpNode): Docs {
  if (docs === undefined) throw new Error('without documentation it has no routes');
  return docs;
}

/** A browser keeps it, and asks each time whether it is still right. */
function sendFixed(
  { incoming, outgoing }: Exchange,
  { bytes, tag }: Fixed,
  headers: OutgoingHttpHeaders,
): void {
  const known = incoming.headers['if-none-match'];
  if (known !== undefined && isKnownTag(known, tag)) {
    sendEmpty(outgoing, 304, { etag: tag });
    return;
  }
  outgoing.writeHead(200, {
    ...headers,
    etag: tag,
    'cache-control': 'no-cache',
    'x-content-type-options': 'nosniff',
    'content-length': bytes.length,
  });
  outgoing.end(bytes);
}
