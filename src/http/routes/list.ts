import type { ServerResponse } from 'node:http';
import type { Found, Hit } from '../../engine/query/found';
import type { Model } from '../../model/model';
import type { Exchange, HttpNode } from '../exchange';
import { isShownAsKept, shown } from '../field-access';
import { readExpand } from '../query/expand';
import { readListQuery, type ListQuery } from '../query/list-query';
import { JSON_TYPE, sendJson } from '../reply';
import { sendBytesPage, streamBytes } from './list-bytes';
import { pageEnd } from './page-end';

/** Records a write of a streamed list: small enough to let other requests in between. */
const STREAM_RECORDS = 500;

/** `GET /api/{models}`: one page, or all of it as a stream. */
export function list(node: HttpNode, model: Model, { incoming, outgoing }: Exchange): void {
  const query = readListQuery(model, incoming.url ?? '');
  const textsOf = texter(node, model, query.expand);
  const found = node.runtime.engine.withState((state) => state.find(model.name, query.records));
  const { total, texts } = found;
  const isWhole = query.limit === Infinity;
  if (texts !== undefined && query.expand === undefined && isShownAsKept(model)) {
    if (isWhole) streamBytes(node, { query, total, texts }, outgoing);
    else sendBytesPage(model, { query, total, texts }, outgoing);
  } else if (isWhole) streamAll(node, { query, found, textsOf }, outgoing);
  else sendPage(model, { query, found, textsOf }, outgoing);
}

/** What is asked, what answers it, and how that is written. */
interface Answer {
  readonly query: ListQuery;
  readonly found: Found;
  readonly textsOf: (hits: readonly Hit[]) => string;
}

function sendPage(model: Model, { query, found, textsOf }: Answer, outgoing: ServerResponse): void {
  const { limit, after } = query;
  const hits = found.take(after, limit + 1);
  const items = hits.length > limit ? hits.slice(0, limit) : hits;
  const last = hits.length > limit ? items.at(-1) : undefined;
  const { text, headers } = pageEnd(model, query, last?.place, found.total);
  sendJson(outgoing, 200, `{"items":[${textsOf(items)}${text}`, headers);
}

/** @throws {LithairError} `invalid_query`: what is to be expanded is no reference. */
function texter(node: HttpNode, model: Model, expand: string | undefined): Answer['textsOf'] {
  if (expand === undefined)
    return (hits) => hits.map(({ entry }) => shown(node, model, entry)).join(',');
  const expanded = readExpand(node, model, expand);
  return (hits) =>
    hits.map(({ entry }) => expanded(shown(node, model, entry), entry.json)).join(',');
}

/**
 * Streams with back-pressure: a slow reader costs one chunk of memory. A record that is created,
 * changed or deleted meanwhile may or may not be there; `total` counts what was sent.
 */
function streamAll(
  node: HttpNode,
  { query, found, textsOf }: Answer,
  outgoing: ServerResponse,
): void {
  const { environment } = node.runtime;
  let { after } = query;
  let total = 0;
  outgoing.writeHead(200, { 'content-type': JSON_TYPE });
  outgoing.write('{"items":[');
  const pump = (): void => {
    for (;;) {
      if (outgoing.destroyed) return;
      const hits = found.take(after, STREAM_RECORDS);
      const last = hits.at(-1);
      if (last === undefined) break;
      const separator = total === 0 ? '' : ',';
      after = last.place;
      total += hits.length;
      if (!outgoing.write(separator + textsOf(hits))) {
        outgoing.once('drain', () => environment.soon(pump));
        return;
      }
    }
    outgoing.end(`],"next":null,"total":${total}}`);
  };
  pump();
}
