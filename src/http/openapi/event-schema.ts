import type { EventDefinition } from '../../model/define-event';
import type { JsonSchema } from '../api/route';
import { fieldSchema, type Components, type Direction } from './field-schema';
import { object } from './object-schema';

/** What an event of an application's own says. @param name of it among all components. */
export function eventSchema(
  name: string,
  { fields }: EventDefinition,
  io: Direction,
  components: Components,
): JsonSchema {
  const entries = Object.entries(fields).map(([field, schema]): [string, JsonSchema] => [
    field,
    fieldSchema(`${name}.${field}`, { schema, rules: {} }, io, components),
  ]);
  const required = Object.keys(fields).filter((field) => {
    const parsed = fields[field]?.safeParse(undefined);
    return parsed?.success !== true || (io === 'output' && parsed.data !== undefined);
  });
  return object(Object.fromEntries(entries), required);
}
