import type { z } from 'zod';
import { jsonSchemaOf, type JsonSchema } from './schema/json-schema';

/** What a single JSON value is; lists and objects are none of these. */
export type Kind = 'null' | 'boolean' | 'number' | 'string';

const ALL_KINDS: readonly Kind[] = ['null', 'boolean', 'number', 'string'];

/**
 * The kinds of value that a field may hold, so that a query compares numbers with numbers. A field
 * that may be left out may be `null`. What a schema does not say may be anything.
 */
export function kindsOf(schema: z.ZodType): readonly Kind[] {
  const found = new Set(kindsIn(jsonSchemaOf(schema)));
  if (schema.safeParse(undefined).success) found.add('null');
  return ALL_KINDS.filter((kind) => found.has(kind));
}

function kindsIn({ type, const: only, enum: values, anyOf, oneOf }: JsonSchema): readonly Kind[] {
  const choices = anyOf ?? oneOf;
  if (choices !== undefined) return choices.flatMap(kindsIn);
  if (only !== undefined) return kindsOfValues([only]);
  if (values !== undefined) return kindsOfValues(values);
  if (type === undefined) return ALL_KINDS;
  const names = typeof type === 'string' ? [type] : type;
  const kinds = names.map((name) => (name === 'integer' ? 'number' : name));
  return ALL_KINDS.filter((kind) => kinds.includes(kind));
}

function kindsOfValues(values: readonly unknown[]): readonly Kind[] {
  const kinds = values.map((value) => (value === null ? 'null' : typeof value));
  return ALL_KINDS.filter((kind) => kinds.includes(kind));
}
