import type { EventDefinition } from '../../model/define-event';
import type { Model } from '../../model/model';
import { eventSchemaName, schemaOf, toldSchemaName } from '../api/answers';
import type { JsonSchema } from '../api/route';
import type { Components } from './field-schema';
import { eventSchema } from './event-schema';
import { record } from './shared-schemas';

const TEXT = { type: 'string' } as const;
const PLACE = {
  seq: { type: 'integer', minimum: 1 },
  time: { ...TEXT, format: 'date-time' },
  id: { ...TEXT, description: 'What it is about.' },
} as const;

/** What a stream says of an event of a model. */
export const recordToldSchema = (model: Model): JsonSchema =>
  record({
    ...PLACE,
    type: { enum: Object.values(model.eventTypes) as string[] },
    model: { const: model.name },
    record: {
      description: 'As it is after the event; null when it is gone.',
      anyOf: [schemaOf(model, 'record'), { type: 'null' }],
    },
  });

/** What a stream says of an event of the application's own. */
function ownToldSchema(event: EventDefinition, components: Components): JsonSchema {
  const payload = eventSchema(toldSchemaName(event), event, 'output', components);
  return record({ ...PLACE, type: { const: event.type }, payload });
}

/** Puts under `components` what own events say to the server, and it to who may be told of them. */
export function eventSchemas(events: readonly EventDefinition[], components: Components): void {
  for (const event of events) {
    const name = eventSchemaName(event);
    if (event.isOnHttp) components[name] = eventSchema(name, event, 'input', components);
    if (event.isTold) components[toldSchemaName(event)] = ownToldSchema(event, components);
  }
}
