import type { ServerResponse } from 'node:http';
import type { Instant } from '../../engine/history/instant';
import type { RecordEntry } from '../../engine/record-entry';
import type { RecordReader } from '../../engine/state-engine-backend';
import { LithairError } from '../../errors/lithair-error';
import type { Model } from '../../model/model';
import { readAsOf } from '../../runtime/as-of';
import { entityTag, noneMatch } from '../entity-tag';
import type { Exchange, HttpNode } from '../exchange';
import { shown } from '../field-access';
import { refusal } from '../query/field-param';
import { readExpand } from '../query/expand';
import { paramsOf, readCountQuery } from '../query/list-query';
import { sendEmpty, sendJson } from '../reply';
import { readPast } from './history';
import { countPastRecords } from './past-list';
import { requireIdentifier } from './record-reply';

/** `GET /api/{models}/{id}`, now or as it was. */
export function read(node: HttpNode, model: Model, exchange: Exchange, id: string): void {
  const { asOf, expand } = readParams(exchange.incoming.url ?? '');
  if (asOf !== undefined) readPast(node, model, exchange, id, asOf);
  else if (expand !== undefined) sendExpanded(node, model, exchange, { id, expand });
  else sendRecord(node, model, recordsOf(node, model), exchange, id);
}

/** @throws {LithairError} `invalid_query`. */
function readParams(url: string): { asOf?: Instant; expand?: string } {
  if (!url.includes('?')) return {};
  const params = paramsOf(url);
  const [asOf, expand] = [params.get('asOf'), params.get('expand')];
  if (asOf !== undefined && expand !== undefined)
    throw refusal('asOf and expand exclude each other');
  const other = [...params.keys()].find((name) => name !== 'asOf' && name !== 'expand');
  if (other !== undefined)
    throw refusal(`${other.slice(0, 40)} is not a parameter: use asOf or expand`);
  if (asOf !== undefined) return { asOf: readAsOf(asOf) };
  return expand === undefined ? {} : { expand };
}

/** `GET /api/{models}/count`. */
export function count(node: HttpNode, model: Model, exchange: Exchange): void {
  const { incoming, outgoing } = exchange;
  const { filters, asOf } = readCountQuery(model, incoming.url ?? '');
  if (asOf !== undefined) {
    countPastRecords(node, model, exchange, { filters, asOf });
    return;
  }
  const { total } = node.runtime.engine.withState((state) => state.find(model.name, { filters }));
  sendJson(outgoing, 200, `{"count":${total}}`);
}

/** No entity tag: it would not change with the records that are joined. */
function sendExpanded(node: HttpNode, model: Model, { outgoing }: Exchange, asked: Expanded): void {
  const entry = requireRecord(model, recordsOf(node, model), asked.id);
  const expand = readExpand(node, model, asked.expand);
  sendJson(outgoing, 200, expand(shown(node, model, entry), entry.json));
}

interface Expanded {
  readonly id: string;
  readonly expand: string;
}

export const recordsOf = (node: HttpNode, model: Model): RecordReader =>
  node.runtime.engine.withState((state) => state.records(model.name));

function sendRecord(
  node: HttpNode,
  model: Model,
  records: RecordReader,
  { incoming, outgoing }: Exchange,
  id: string,
): void {
  const entry = requireRecord(model, records, id);
  const etag = entityTag(entry.version);
  const known = incoming.headers['if-none-match'];
  const isKnown = known !== undefined && !model.isVolatile && !noneMatch(known, entry.version);
  if (isKnown) sendEmpty(outgoing, 304, { etag });
  else sendJson(outgoing, 200, shown(node, model, entry), { etag });
}

/** @throws {LithairError} `not_found`, `invalid_id`. */
function requireRecord(model: Model, records: RecordReader, id: string): RecordEntry {
  const entry = records.get(id);
  if (entry !== undefined) return entry;
  throw new LithairError('not_found', `there is no ${model.name}/${requireIdentifier(id)}`);
}

/** `GET /api/{models}/random-id`. */
export function randomId(node: HttpNode, model: Model, outgoing: ServerResponse): void {
  const entry = recordsOf(node, model).pick(() => node.runtime.environment.random());
  if (entry === undefined) throw new LithairError('not_found', `there are no ${model.name}`);
  sendJson(outgoing, 200, `{"id":${JSON.stringify(entry.id)}}`);
}
