import type { EventDefinition } from '../../model/define-event';
import { eventSchemaName, ref } from '../api/answers';
import type { JsonSchema } from '../api/route';
import { BULK_ITEMS_MAX } from '../exchange';
import { record } from './shared-schemas';

const TEXT = { type: 'string' } as const;
const VALUE = { type: 'object' } as const;
const ID = { id: ref('lithair.identifier') };
const IF_MATCH = { if_match: { ...TEXT, description: 'What the If-Match header would be.' } };

const operation = (op: string, properties: JsonSchema, optional: JsonSchema = {}): JsonSchema => ({
  ...record({ op: { const: op }, ...properties }, optional),
  additionalProperties: false,
});

const change = (op: string, properties: JsonSchema, optional?: JsonSchema): JsonSchema =>
  operation(op, { model: TEXT, ...properties }, optional);

/** The body of `POST /api/transaction`. @param events that clients may emit. */
export const transactionSchema = (events: readonly EventDefinition[]): JsonSchema => ({
  ...record({
    operations: {
      type: 'array',
      maxItems: BULK_ITEMS_MAX,
      items: {
        oneOf: [
          change('create', { value: VALUE }),
          change('replace', { ...ID, value: VALUE }, IF_MATCH),
          change('update', { ...ID, patch: VALUE }, IF_MATCH),
          change('delete', ID, IF_MATCH),
          ...events.map((event) => {
            const value = ref(eventSchemaName(event));
            return operation('emit', { event: { const: event.type }, value });
          }),
        ],
      },
    },
  }),
  additionalProperties: false,
});
