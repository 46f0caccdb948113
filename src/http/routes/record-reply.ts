import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { LoggedEvent } from '../../engine/event';
import type { Tally } from '../../engine/tally';
import { LithairError } from '../../errors/lithair-error';
import { isIdentifier } from '../../model/identifier';
import type { Model } from '../../model/model';
import { entityTag } from '../entity-tag';
import type { HttpNode } from '../exchange';
import { shown } from '../field-access';
import { sendJson } from '../reply';

/**
 * What every answer of a write has: the level that it reached (INV-1) and its place in the log, and
 * whether an earlier request with the same key did it (INV-6).
 */
export function writeHeaders(
  node: HttpNode,
  seq: number,
  replayed: Tally | undefined,
): OutgoingHttpHeaders {
  const durability = `${node.runtime.durability}; seq=${seq}`;
  return replayed === undefined
    ? { 'lithair-durability': durability }
    : { 'lithair-durability': durability, 'idempotency-replayed': 'true' };
}

/** Answers a write with the record it left. */
export function sendWritten(
  node: HttpNode,
  model: Model,
  outgoing: ServerResponse,
  event: LoggedEvent,
  replayed: Tally | undefined,
  created?: { readonly location: string },
): void {
  const headers = writeHeaders(node, event.seq, replayed);
  headers['etag'] = entityTag(event.seq);
  if (created !== undefined) headers['location'] = created.location;
  const status = created === undefined ? 200 : 201;
  sendJson(
    outgoing,
    status,
    shown(node, model, { id: event.aggregateId, json: event.payload }),
    headers,
  );
}

/** Answers a write that changed nothing with the record as it is. */
export function sendUnchanged(
  node: HttpNode,
  model: Model,
  outgoing: ServerResponse,
  id: string,
): void {
  const entry = node.runtime.engine.withState((state) => state.records(model.name).get(id));
  if (entry === undefined) throw new Error(`${model.name}/${id} was there when it was decided`);
  const headers = writeHeaders(node, entry.version, undefined);
  headers['etag'] = entityTag(entry.version);
  sendJson(outgoing, 200, shown(node, model, entry), headers);
}

/** @throws {LithairError} `invalid_id`: no record can have this identifier. */
export function requireIdentifier(id: string): string {
  if (isIdentifier(id)) return id;
  throw new LithairError(
    'invalid_id',
    'an identifier is 1 to 128 characters of A-Z a-z 0-9 . _ ~ -',
  );
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** @throws {LithairError} `validation_failed`: a record is a JSON object. */
export function requireObject(value: unknown): Record<string, unknown> {
  if (isObject(value)) return value;
  const errors = [{ path: '', code: 'invalid_type', message: 'a JSON object is expected' }];
  throw new LithairError('validation_failed', 'a JSON object is expected', { errors });
}
