import type { EventDefinition } from '../../model/define-event';
import { emit } from '../routes/emit';
import {
  answer,
  BODY_REFUSALS,
  eventSchemaName,
  json,
  KEY_REFUSALS,
  LOG_REFUSALS,
  ref,
  WRITE_HEADERS,
  WRITE_PARAMETERS,
} from './answers';
import type { Route } from './route';

/** The calls that put events of an application's own on record: only of those that clients may. */
export const eventRoutes = (events: readonly EventDefinition[]): readonly Route[] =>
  events
    .filter(({ isOnHttp }) => isOnHttp)
    .map((event) => ({
      method: 'POST',
      path: `/api/events/${event.type}`,
      handle: (node, exchange) => emit(node, event, exchange),
      documentation: {
        id: `events.${event.type}`,
        tag: 'events',
        summary: `Puts ${event.type} on record`,
        parameters: WRITE_PARAMETERS,
        body: json(ref(eventSchemaName(event))),
        answers: { 201: answer('Its place in the log.', ref('lithair.emitted'), WRITE_HEADERS) },
        refusals: [...BODY_REFUSALS, ...KEY_REFUSALS, ...LOG_REFUSALS],
      },
    }));
