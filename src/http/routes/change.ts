import type { Command } from '../../engine/command';
import { LithairError } from '../../errors/lithair-error';
import type { Model } from '../../model/model';
import { requireValid } from '../../model/require-valid';
import { readBody } from '../body';
import { readIfMatch } from '../entity-tag';
import { SINGLE_BODY, type Exchange, type HttpNode } from '../exchange';
import { parseJson } from '../parse-json';
import { JSON_TYPE, sendEmpty, sendError } from '../reply';
import { durabilityHeader, requireIdentifier, requireObject, sendWritten } from './record-reply';

const REPLACE_TYPES = [JSON_TYPE];
const PATCH_TYPES = [JSON_TYPE, 'application/merge-patch+json'];

/** `PUT /api/{models}/{id}`: the whole record. */
export function replace(node: HttpNode, model: Model, exchange: Exchange, rawId: string): void {
  const id = requireIdentifier(rawId);
  const expected = readIfMatch(exchange.incoming.headers['if-match']);
  readBody(node, exchange, REPLACE_TYPES, SINGLE_BODY, (bytes) => {
    const body = requireObject(parseJson(bytes, SINGLE_BODY.keysMax));
    if (body['id'] !== undefined && body['id'] !== id) {
      const message = `the id of ${model.name}/${id} cannot change: leave it out or send the same`;
      throw new LithairError('immutable_field', message, { field: 'id' });
    }
    body['id'] = id;
    const value = requireValid(model, body);
    change(node, exchange, { kind: 'replace', model: model.name, value, expected });
  });
}

/** `PATCH /api/{models}/{id}`: a JSON merge patch (RFC 7396). */
export function patch(node: HttpNode, model: Model, exchange: Exchange, rawId: string): void {
  const id = requireIdentifier(rawId);
  const expected = readIfMatch(exchange.incoming.headers['if-match']);
  readBody(node, exchange, PATCH_TYPES, SINGLE_BODY, (bytes) => {
    const body = requireObject(parseJson(bytes, SINGLE_BODY.keysMax));
    change(node, exchange, { kind: 'merge', model: model.name, id, patch: body, expected });
  });
}

/** `DELETE /api/{models}/{id}`. */
export function remove(
  node: HttpNode,
  model: Model,
  { incoming, outgoing }: Exchange,
  rawId: string,
): void {
  const id = requireIdentifier(rawId);
  const expected = readIfMatch(incoming.headers['if-match']);
  node.runtime.submit({ kind: 'remove', model: model.name, id, expected }, (error, [event]) => {
    if (error !== undefined || event === undefined) sendError(node, outgoing, error);
    else sendEmpty(outgoing, 204, { 'lithair-durability': durabilityHeader(node, event.seq) });
  });
}

function change(node: HttpNode, { outgoing }: Exchange, command: Command): void {
  node.runtime.submit(command, (error, [event]) => {
    if (error !== undefined || event === undefined) sendError(node, outgoing, error);
    else sendWritten(node, outgoing, 200, event);
  });
}
