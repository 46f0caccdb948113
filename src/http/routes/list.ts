import type { ServerResponse } from 'node:http';
import type { RecordReader } from '../../engine/state-engine-backend';
import type { Model } from '../../model/model';
import type { Exchange, HttpNode } from '../exchange';
import { cursorAfter, readListQuery } from '../query';
import { shown } from '../field-access';
import { JSON_TYPE, sendJson } from '../reply';
import { recordsOf } from './read';

/** Records a write of a streamed list: small enough to let other requests in between. */
const STREAM_RECORDS = 500;

/** `GET /api/{models}`: one page in creation order, or all of it as a stream. */
export function list(node: HttpNode, model: Model, { incoming, outgoing }: Exchange): void {
  const query = readListQuery(incoming.url ?? '');
  const records = recordsOf(node, model);
  if (query.limit === Infinity) streamAll(node, model, records, query.after, outgoing);
  else sendPage(node, model, records, query.limit, query.after, outgoing);
}

function sendPage(
  node: HttpNode,
  model: Model,
  records: RecordReader,
  limit: number,
  after: number,
  outgoing: ServerResponse,
): void {
  const found = records.page(after, limit + 1);
  const items = found.length > limit ? found.slice(0, limit) : found;
  const last = items.at(-1);
  const next =
    found.length > limit && last !== undefined ? cursorAfter(last.createdSeq) : undefined;
  const texts = items.map((entry) => shown(node, model, entry)).join(',');
  const nextJson = next === undefined ? 'null' : `"${next}"`;
  const link =
    next === undefined
      ? {}
      : { link: `</api/${model.name}?limit=${limit}&cursor=${next}>; rel="next"` };
  sendJson(outgoing, 200, `{"items":[${texts}],"next":${nextJson},"total":${records.size}}`, link);
}

/**
 * Streams with back-pressure: a slow reader costs one chunk of memory. A record that is created or
 * deleted meanwhile may or may not be there; `total` counts what was sent.
 */
function streamAll(
  node: HttpNode,
  model: Model,
  records: RecordReader,
  after: number,
  outgoing: ServerResponse,
): void {
  let cursor = after;
  let total = 0;
  outgoing.writeHead(200, { 'content-type': JSON_TYPE });
  outgoing.write('{"items":[');
  const pump = (): void => {
    for (;;) {
      if (outgoing.destroyed) return;
      const entries = records.page(cursor, STREAM_RECORDS);
      const last = entries.at(-1);
      if (last === undefined) break;
      const separator = total === 0 ? '' : ',';
      cursor = last.createdSeq;
      total += entries.length;
      if (
        !outgoing.write(separator + entries.map((entry) => shown(node, model, entry)).join(','))
      ) {
        outgoing.once('drain', pump);
        return;
      }
    }
    outgoing.end(`],"next":null,"total":${total}}`);
  };
  pump();
}
