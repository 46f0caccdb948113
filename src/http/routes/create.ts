import type { Model } from '../../model/model';
import type { Done } from '../../runtime/deduplicator';
import { readBody } from '../body';
import { creation } from '../client-commands';
import { SINGLE_BODY, type Exchange, type HttpNode } from '../exchange';
import { readIdentity } from '../idempotency-key';
import { parseJson } from '../parse-json';
import { JSON_TYPE, sendError } from '../reply';
import { requireObject, sendWritten } from './record-reply';

const MEDIA_TYPES = [JSON_TYPE];

/** `POST /api/{models}`: one record. */
export function create(node: HttpNode, model: Model, exchange: Exchange): void {
  const { incoming, outgoing } = exchange;
  readBody(node, exchange, MEDIA_TYPES, SINGLE_BODY, (bytes, mediaType) => {
    const done: Done = (error, [event], replayed) => {
      if (error !== undefined || event === undefined) {
        sendError(node, outgoing, error);
        return;
      }
      const location = `/api/${model.name}/${event.aggregateId}`;
      sendWritten(node, model, outgoing, event, replayed, { location });
    };
    const request = readIdentity(incoming, mediaType, bytes);
    if (request !== undefined && node.runtime.recall(request, done)) return;
    const body = requireObject(parseJson(bytes, SINGLE_BODY.keysMax));
    node.runtime.submit(creation(node, model, body), done, request);
  });
}
