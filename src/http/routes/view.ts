import type { OutgoingHttpHeaders } from 'node:http';
import type { ViewEntry } from '../../engine/views/view-entry';
import type { ViewReader } from '../../engine/views/view-table';
import { LithairError } from '../../errors/lithair-error';
import { viewFingerprint } from '../../runtime/kept-views';
import { isKnownTag } from '../entity-tag';
import type { Exchange } from '../exchange';
import { readViewQuery } from '../query/view-query';
import { refusal } from '../query/field-param';
import { sendEmpty, sendJson } from '../reply';
import { paramsOf } from '../query/list-query';

/** `GET /api/views`: what can be read. */
export function viewNames(views: readonly ViewReader[], { outgoing }: Exchange): void {
  const items = views.map(({ definition: { name, version }, size, seq }) => {
    return { name, version, keys: size, seq };
  });
  sendJson(outgoing, 200, JSON.stringify({ items }));
}

/** `GET /api/views/{name}`: a page of its values, in the order of their keys. */
export function listView(view: ViewReader, exchange: Exchange): void {
  const query = readViewQuery(exchange.incoming.url ?? '');
  const { limit, prefix } = query;
  sendTagged(view, view.seq, exchange, (headers) => {
    const found = view.page(query, limit + 1);
    const items = found.length > limit ? found.slice(0, limit) : found;
    const last = found.length > limit ? items.at(-1) : undefined;
    const next = last === undefined ? undefined : query.cursorAfter(last.key);
    if (next !== undefined)
      headers['link'] = `</api/views/${view.definition.name}?${query.linkTo(next)}>; rel="next"`;
    const texts = items.map(({ key, value }) => JSON.stringify({ key, value })).join();
    const total = view.count(prefix);
    return `{"items":[${texts}],"next":${JSON.stringify(next ?? null)},"total":${total}}`;
  });
}

/** `GET /api/views/{name}/{key}`: one value, as it is. */
export function readView(view: ViewReader, exchange: Exchange, key: string): void {
  const [other] = paramsOf(exchange.incoming.url ?? '').keys();
  if (other !== undefined)
    throw refusal(`${other.slice(0, 40)} is not a parameter: there are none`);
  const { seq, value } = requireEntry(view, key);
  sendTagged(view, seq, exchange, () => JSON.stringify(value));
}

/** @throws {LithairError} `not_found`. */
function requireEntry(view: ViewReader, key: string): ViewEntry {
  const entry = view.entry(key);
  if (entry !== undefined) return entry;
  const { name } = view.definition;
  throw new LithairError('not_found', `${name} has no value under ${key.slice(0, 200)}`);
}

/** The same event may make another value of it under another definition: the tag names both. */
function sendTagged(
  { definition }: ViewReader,
  seq: number,
  { incoming, outgoing }: Exchange,
  textOf: (headers: OutgoingHttpHeaders) => string,
): void {
  const etag = `"${seq}-${viewFingerprint(definition).slice(0, 8)}"`;
  const headers: OutgoingHttpHeaders = { etag };
  const known = incoming.headers['if-none-match'];
  if (known !== undefined && isKnownTag(known, etag)) sendEmpty(outgoing, 304, headers);
  else sendJson(outgoing, 200, textOf(headers), headers);
}
