import type { ServerResponse } from 'node:http';
import type { RecordReader } from '../../engine/state-engine-backend';
import { LithairError } from '../../errors/lithair-error';
import type { Model } from '../../model/model';
import { readAsOf } from '../as-of';
import { entityTag, noneMatch } from '../entity-tag';
import type { Exchange, HttpNode } from '../exchange';
import { shown } from '../field-access';
import { sendEmpty, sendJson } from '../reply';
import { readPast } from './history';
import { requireIdentifier } from './record-reply';

/** `GET /api/{models}/{id}`, now or as it was, and the two calls whose names no record can have. */
export function read(node: HttpNode, model: Model, exchange: Exchange, id: string): void {
  const asked = readAsOf(exchange.incoming.url ?? '');
  const records = recordsOf(node, model);
  if (asked !== undefined) readPast(node, model, exchange, id, asked);
  else if (id === 'count') sendJson(exchange.outgoing, 200, `{"count":${records.size}}`);
  else if (id === 'random-id') sendRandomId(node, model, records, exchange.outgoing);
  else sendRecord(node, model, records, exchange, id);
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
  const entry = records.get(id);
  if (entry === undefined) {
    throw new LithairError('not_found', `there is no ${model.name}/${requireIdentifier(id)}`);
  }
  const etag = entityTag(entry.version);
  const known = incoming.headers['if-none-match'];
  const isKnown = known !== undefined && !model.isVolatile && !noneMatch(known, entry.version);
  if (isKnown) sendEmpty(outgoing, 304, { etag });
  else sendJson(outgoing, 200, shown(node, model, entry), { etag });
}

function sendRandomId(
  node: HttpNode,
  model: Model,
  records: RecordReader,
  outgoing: ServerResponse,
): void {
  const entry = records.pick(() => node.runtime.environment.random());
  if (entry === undefined) throw new LithairError('not_found', `there are no ${model.name}`);
  sendJson(outgoing, 200, `{"id":${JSON.stringify(entry.id)}}`);
}
