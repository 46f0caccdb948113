import type { Model } from '../../model/model';
import { requireValid } from '../../model/require-valid';
import { uuidV7 } from '../../runtime/uuid-v7';
import { readBody } from '../body';
import { entityTag } from '../entity-tag';
import { SINGLE_BODY, type Exchange, type HttpNode } from '../exchange';
import { parseJson } from '../parse-json';
import { JSON_TYPE, sendError, sendJson } from '../reply';
import { durabilityHeader, requireObject } from './record-reply';

const MEDIA_TYPES = [JSON_TYPE];

/** `POST /api/{models}`: one record. */
export function create(node: HttpNode, model: Model, exchange: Exchange): void {
  readBody(node, exchange, MEDIA_TYPES, SINGLE_BODY, (bytes) => {
    const body = requireObject(parseJson(bytes, SINGLE_BODY.keysMax));
    body['id'] ??= uuidV7(node.runtime.environment);
    const value = requireValid(model, body);
    node.runtime.submit({ kind: 'create', model: model.name, value }, (error, [event]) => {
      if (error !== undefined || event === undefined) {
        sendError(node, exchange.outgoing, error);
        return;
      }
      sendJson(exchange.outgoing, 201, event.payload, {
        location: `/api/${model.name}/${event.aggregateId}`,
        etag: entityTag(event.seq),
        'lithair-durability': durabilityHeader(node, event.seq),
      });
    });
  });
}
