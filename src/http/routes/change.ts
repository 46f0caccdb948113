import type { Model } from '../../model/model';
import type { Done } from '../../runtime/deduplicator';
import { readBody } from '../body';
import { merge, removal, replacement } from '../client-commands';
import { readIfMatch } from '../entity-tag';
import { SINGLE_BODY, type Exchange, type HttpNode } from '../exchange';
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
export const PATCH_TYPES = [JSON_TYPE, 'application/merge-patch+json'];

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
    node.runtime.submit(replacement(model, id, body, expected), done, request);
  });
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
    node.runtime.submit(merge(model, id, body, expected), done, request);
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
  node.runtime.submit(removal(model, id, expected), done, request);
}

/** Answers a change with the record it left. */
export const changed =
  (node: HttpNode, model: Model, { outgoing }: Exchange, id: string): Done =>
  (error, [event], replayed) => {
    if (error !== undefined) sendError(node, outgoing, error);
    else if (event === undefined) sendUnchanged(node, model, outgoing, id);
    else sendWritten(node, model, outgoing, event, replayed);
  };
