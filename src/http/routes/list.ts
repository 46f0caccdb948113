import type { ServerResponse } from 'node:http';
import type { Found, Hit } from '../../engine/query/found';
import type { Model } from '../../model/model';
import type { Exchange, HttpNode } from '../exchange';
import { isShownAsKept, shown } from '../field-access';
import { readExpand } from '../query/expand';
import { readListQuery, type ListQuery } from '../query/list-query';
import { JSON_TYPE } from '../reply';
import { sendBytesPage, streamBytes } from './list-bytes';
import { listPast } from './past-list';
import { sendHits, STREAM_RECORDS } from './send-hits';

/** `GET /api/{models}`: one page, or all of it as a stream. */
export function list(node: HttpNode, model: Model, exchange: Exchange): void {
  const { incoming, outgoing } = exchange;
  const query = readListQuery(model, incoming.url ?? '');
  if (query.asOf !== undefined) {
    listPast(node, model, exchange, { query, asOf: query.asOf });
    return;
  }
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
  const hits = found.take(query.after, query.limit + 1);
  sendHits(model, query, { hits, total: found.total, textsOf }, outgoing);
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
