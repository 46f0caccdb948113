import type { ServerResponse } from 'node:http';
import type { FieldPast } from '../../engine/history/field-past';
import { isoTime, type Instant } from '../../engine/history/instant';
import { ABSENT, DELETED, type Version } from '../../engine/history/past-entry';
import {
  recordAsOf,
  restorableAt,
  unkeptRecord,
  type AsOf,
} from '../../engine/history/record-as-of';
import type { RecordPast } from '../../engine/history/record-past';
import { sightOfClients } from '../../engine/history/record-then';
import { LithairError } from '../../errors/lithair-error';
import type { Model } from '../../model/model';
import { pastInstant, pastOf, remembered } from '../../runtime/as-of';
import { readBody } from '../body';
import { readIfMatch } from '../entity-tag';
import { SINGLE_BODY, type Exchange, type HttpNode } from '../exchange';
import { readIdentity } from '../idempotency-key';
import { parseJson } from '../parse-json';
import { JSON_TYPE, sendJson } from '../reply';
import { changed } from './change';
import { requireIdentifier, requireObject } from './record-reply';

const RESTORE_TYPES = [JSON_TYPE];
/** Characters that are written at once: small enough to let other requests in between. */
const PIECE_CHARACTERS = 64 * 1024;

/** `GET /api/{models}/{id}/history`: every version that is kept, oldest first, field by field. */
export function history(node: HttpNode, model: Model, exchange: Exchange, rawId: string): void {
  const id = requireIdentifier(rawId);
  const fields = [...model.history.keys()].filter((field) => !model.hiddenFields.includes(field));
  if (fields.length === 0)
    throw new LithairError('history_not_kept', `${model.name} keep no past of any field`);
  const past = pastOf(node.runtime, model, id);
  if (past === undefined)
    throw new LithairError('not_found', `nothing is known of ${model.name}/${id}`);
  sendText(node, exchange.outgoing, historyText(past, fields));
}

/** `GET /api/{models}/{id}?asOf=…`: a record as it was. */
export function readPast(
  node: HttpNode,
  model: Model,
  { outgoing }: Exchange,
  rawId: string,
  asked: Instant,
): void {
  const id = requireIdentifier(rawId);
  const at = pastInstant(node.runtime, asked);
  const known = remembered(node.runtime, model, id);
  const found = recordAsOf(model, known, at, sightOfClients(model));
  sendJson(outgoing, 200, requireKnown(model, id, found));
}

/** `POST /api/{models}/{id}/restore`: an update that gives a record values it had. */
export function restore(node: HttpNode, model: Model, exchange: Exchange, rawId: string): void {
  const id = requireIdentifier(rawId);
  const { incoming } = exchange;
  const expected = readIfMatch(incoming.headers['if-match']);
  readBody(node, exchange, RESTORE_TYPES, SINGLE_BODY, (bytes, mediaType) => {
    const done = changed(node, model, exchange, id);
    const request = readIdentity(incoming, mediaType, bytes);
    if (request !== undefined && node.runtime.recall(request, done)) return;
    const seq = requireSeq(node, requireObject(parseJson(bytes, SINGLE_BODY.keysMax)));
    const found = restorableAt(model, pastOf(node.runtime, model, id), seq);
    const fields = requireKnown(model, id, found);
    const command = { kind: 'assign', model: model.name, id, fields, expected } as const;
    node.runtime.submit(command, done, request);
  });
}

function requireKnown<T>(model: Model, id: string, found: AsOf<T>): T {
  switch (found.is) {
    case 'known':
      return found.value;
    case 'nothing':
      throw new LithairError('not_found', `there was no ${model.name}/${id} then`);
    case 'unkept':
      throw unkeptRecord(model, id, found.fields);
  }
}

function requireSeq(node: HttpNode, body: Readonly<Record<string, unknown>>): number {
  const { seq, ...others } = body;
  const lastSeq = node.runtime.engine.withState((state) => state.lastSeq);
  const isPast = Number.isSafeInteger(seq) && (seq as number) >= 1 && (seq as number) <= lastSeq;
  if (isPast && Object.keys(others).length === 0) return seq as number;
  const message = `{"seq":N} is expected, N a whole number from 1 to ${lastSeq}`;
  const errors = [{ path: isPast ? '' : '/seq', code: 'invalid_value', message }];
  throw new LithairError('validation_failed', message, { errors });
}

/** The text of an answer, in parts. */
function* historyText(past: RecordPast, fields: readonly string[]): Generator<string> {
  const { seq, timestamp } = past.first;
  const when = timestamp === 0 ? 'null' : `"${isoTime(timestamp)}"`;
  yield `{"id":"${past.id}","created":{"seq":${seq},"when":${when}},"fields":{`;
  for (const [index, field] of fields.entries()) {
    yield `${index === 0 ? '' : ','}"${field}":[`;
    const versions = past.field(field);
    if (versions !== undefined) yield* changesOf(versions);
    yield ']';
  }
  yield '}}';
}

function* changesOf(past: FieldPast): Generator<string> {
  let before: Version | undefined;
  for (let index = 0; index < past.count; index += 1) {
    const version = past.version(index) as Version;
    yield (index === 0 ? '' : ',') + changeText(before, version);
    before = version;
  }
}

/** Nobody is known to have done it: there is no authentication yet, so `who` is null. */
function changeText(before: Version | undefined, { seq, timestamp, text }: Version): string {
  const from = before === undefined || !isValue(before.text) ? '' : `,"from":${before.text}`;
  const to = isValue(text) ? `,"to":${text}` : '';
  const deleted = text === DELETED ? ',"deleted":true' : '';
  return `{"seq":${seq},"when":"${isoTime(timestamp)}","who":null${from}${to}${deleted}}`;
}

const isValue = (text: string): boolean => text !== ABSENT && text !== DELETED;

/** Sends a text with back-pressure: a long one is a stream, a slow reader costs one piece of it. */
function sendText(node: HttpNode, outgoing: ServerResponse, parts: Iterator<string>): void {
  const { environment } = node.runtime;
  const first = nextPiece(parts);
  if (first.isLast) {
    sendJson(outgoing, 200, first.text);
    return;
  }
  outgoing.writeHead(200, { 'content-type': JSON_TYPE });
  const pump = (piece: Piece): void => {
    if (outgoing.destroyed) return;
    if (piece.isLast) outgoing.end(piece.text);
    else if (outgoing.write(piece.text)) environment.soon(() => pump(nextPiece(parts)));
    else outgoing.once('drain', () => pump(nextPiece(parts)));
  };
  pump(first);
}

interface Piece {
  readonly text: string;
  readonly isLast: boolean;
}

function nextPiece(parts: Iterator<string>): Piece {
  let text = '';
  for (let part = parts.next(); part.done !== true; part = parts.next()) {
    text += part.value;
    if (text.length >= PIECE_CHARACTERS) return { text, isLast: false };
  }
  return { text, isLast: true };
}
