import type { Command, Expected } from '../../engine/command';
import { LithairError } from '../../errors/lithair-error';
import type { Model } from '../../model/model';
import { requireValid } from '../../model/require-valid';
import type { Done } from '../../runtime/deduplicator';
import { readBody } from '../body';
import { readIfMatch } from '../entity-tag';
import { SINGLE_BODY, type Exchange, type HttpNode } from '../exchange';
import { requireKnown, requireSettable, seesAll } from '../field-access';
import { readIdentity } from '../idempotency-key';
import { parseJson } from '../parse-json';
import { JSON_TYPE, sendEmpty, sendError } from '../reply';
import {
  requireIdentifier,
  requireObject,
  sendUnchanged,
  sendWritten,
  writeHeaders,
} from './record-reply';

const REPLACE_TYPES = [JSON_TYPE];
const PATCH_TYPES = [JSON_TYPE, 'application/merge-patch+json'];

/** `PUT /api/{models}/{id}`: the whole record. */
export function replace(node: HttpNode, model: Model, exchange: Exchange, rawId: string): void {
  const id = requireIdentifier(rawId);
  const { incoming } = exchange;
  const expected = readIfMatch(incoming.headers['if-match']);
  readBody(node, exchange, REPLACE_TYPES, SINGLE_BODY, (bytes, mediaType) => {
    const done = changed(node, model, exchange, id);
    const request = readIdentity(incoming, mediaType, bytes);
    if (request !== undefined && node.runtime.recall(request, done)) return;
    const body = requireObject(parseJson(bytes, SINGLE_BODY.keysMax));
    if (body['id'] !== undefined && body['id'] !== id) {
      const message = `the id of ${model.name}/${id} cannot change: leave it out or send the same`;
      throw new LithairError('immutable_field', message, { field: 'id' });
    }
    body['id'] = id;
    node.runtime.submit(replacement(model, id, body, expected), done, request);
  });
}

function replacement(
  model: Model,
  id: string,
  body: Record<string, unknown>,
  expected: Expected | undefined,
): Command {
  if (seesAll(model))
    return { kind: 'replace', model: model.name, value: requireValid(model, body), expected };
  requireKnown(model, body);
  return { kind: 'rewrite', model: model.name, id, body, expected };
}

/** `PATCH /api/{models}/{id}`: a JSON merge patch (RFC 7396). */
export function patch(node: HttpNode, model: Model, exchange: Exchange, rawId: string): void {
  const id = requireIdentifier(rawId);
  const { incoming } = exchange;
  const expected = readIfMatch(incoming.headers['if-match']);
  readBody(node, exchange, PATCH_TYPES, SINGLE_BODY, (bytes, mediaType) => {
    const done = changed(node, model, exchange, id);
    const request = readIdentity(incoming, mediaType, bytes);
    if (request !== undefined && node.runtime.recall(request, done)) return;
    const body = requireObject(parseJson(bytes, SINGLE_BODY.keysMax));
    requireSettable(model, body);
    const command = { kind: 'merge', model: model.name, id, patch: body, expected } as const;
    node.runtime.submit(command, done, request);
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
  const done: Done = (error, events, replayed) => {
    // The last of them: records that went with this one come before it.
    const seq = replayed?.seq ?? events.at(-1)?.seq;
    if (error !== undefined || seq === undefined) sendError(node, outgoing, error);
    else sendEmpty(outgoing, 204, writeHeaders(node, seq, replayed));
  };
  const request = readIdentity(incoming);
  node.runtime.submit({ kind: 'remove', model: model.name, id, expected }, done, request);
}

const changed =
  (node: HttpNode, model: Model, { outgoing }: Exchange, id: string): Done =>
  (error, [event], replayed) => {
    if (error !== undefined) sendError(node, outgoing, error);
    else if (event === undefined) sendUnchanged(node, model, outgoing, id);
    else sendWritten(node, model, outgoing, event, replayed);
  };
