import { isoTime } from '../../engine/history/instant';
import { ownEvent } from '../../engine/own-event';
import type { EventDefinition } from '../../model/define-event';
import type { Done } from '../../runtime/deduplicator';
import { identityOfEvent } from '../../runtime/event-identity';
import { readBody } from '../body';
import { EVENT_BODY, type Exchange, type HttpNode } from '../exchange';
import { readIdentity } from '../idempotency-key';
import { parseJson } from '../parse-json';
import { JSON_TYPE, sendError, sendJson } from '../reply';
import { requireObject, writeHeaders } from './record-reply';

const MEDIA_TYPES = [JSON_TYPE];

/** `POST /api/events/{Name}`: an event of the application's own, if clients may emit it. */
export function emit(node: HttpNode, event: EventDefinition, exchange: Exchange): void {
  const { incoming, outgoing } = exchange;
  readBody(node, exchange, MEDIA_TYPES, EVENT_BODY, (bytes, mediaType) => {
    const done: Done = (error, [emitted], replayed) => {
      if (error !== undefined || emitted === undefined) {
        sendError(node, outgoing, error);
        return;
      }
      const { seq, type, aggregateId: id, timestamp } = emitted;
      const json = JSON.stringify({ seq, type, id, time: isoTime(timestamp) });
      sendJson(outgoing, 201, json, writeHeaders(node, seq, replayed));
    };
    const said = readIdentity(incoming, mediaType, event.isKeyed ? undefined : bytes);
    if (!event.isKeyed && said !== undefined && node.runtime.recall(said, done)) return;
    const draft = ownEvent(event, requireObject(parseJson(bytes, EVENT_BODY.keysMax)));
    node.runtime.emit(draft, done, event.isKeyed ? identityOfEvent(draft, said?.key) : said);
  });
}
