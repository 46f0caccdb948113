import { isoTime } from '../../engine/history/instant';
import { ownEvent } from '../../engine/own-event';
import type { EventDefinition } from '../../model/define-event';
import type { Done } from '../../runtime/deduplicator';
import { readBody } from '../body';
import { SINGLE_BODY, type Exchange, type HttpNode } from '../exchange';
import { readIdentity } from '../idempotency-key';
import { parseJson } from '../parse-json';
import { JSON_TYPE, sendError, sendJson } from '../reply';
import { requireObject, writeHeaders } from './record-reply';

const MEDIA_TYPES = [JSON_TYPE];

/** `POST /api/events/{Name}`: an event of the application's own, if clients may emit it. */
export function emit(node: HttpNode, event: EventDefinition, exchange: Exchange): void {
  const { incoming, outgoing } = exchange;
  readBody(node, exchange, MEDIA_TYPES, SINGLE_BODY, (bytes, mediaType) => {
    const done: Done = (error, [emitted], replayed) => {
      if (error !== undefined || emitted === undefined) {
        sendError(node, outgoing, error);
        return;
      }
      const { seq, type, aggregateId: id, timestamp } = emitted;
      const json = JSON.stringify({ seq, type, id, time: isoTime(timestamp) });
      sendJson(outgoing, 201, json, writeHeaders(node, seq, replayed));
    };
    const request = readIdentity(incoming, mediaType, bytes);
    if (request !== undefined && node.runtime.recall(request, done)) return;
    const body = requireObject(parseJson(bytes, SINGLE_BODY.keysMax));
    node.runtime.emit(ownEvent(event, body), done, request);
  });
}
