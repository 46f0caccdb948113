import { z } from 'zod';

/** JSON Schema as zod writes it: what a schema allows, as data. `{}` allows anything. */
export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly [keyword: string]: unknown;
}

/** What the values of a schema can be; what JSON Schema cannot say of them is left out. */
export function jsonSchemaOf(schema: z.ZodType): JsonSchema {
  try {
    return z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' });
  } catch {
    return {};
  }
}

/** Keywords whose value is a schema, schemas by name, or a list of schemas. */
const NESTED = ['items', 'additionalProperties', 'propertyNames', 'not'];
const NAMED = ['properties', 'patternProperties', '$defs'];
const LISTED = ['anyOf', 'oneOf', 'allOf', 'prefixItems'];
/** Keywords that say what a value may be; others (titles, defaults, meta data) do not. */
const PLAIN = [
  ...['type', 'const', 'enum', '$ref', 'required', 'format', 'pattern', 'contentEncoding'],
  ...['minLength', 'maxLength', 'minItems', 'maxItems', 'minProperties', 'maxProperties'],
  ...['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf', 'uniqueItems'],
];

/**
 * The same in one form: only what says what a value may be, keywords and properties in one order.
 * The pattern of a named format is left out: it is zod's, and another version of zod has another.
 */
export function canonical(schema: JsonSchema): JsonSchema {
  const kept: Record<string, unknown> = {};
  for (const keyword of Object.keys(schema).sort()) {
    const value = schema[keyword];
    if (PLAIN.includes(keyword)) kept[keyword] = keyword === 'required' ? sorted(value) : value;
    else if (NESTED.includes(keyword)) kept[keyword] = nested(value);
    else if (LISTED.includes(keyword)) kept[keyword] = (value as JsonSchema[]).map(canonical);
    else if (NAMED.includes(keyword)) kept[keyword] = named(value as Record<string, JsonSchema>);
  }
  if (kept['format'] !== undefined) delete kept['pattern'];
  return kept;
}

const sorted = (names: unknown): readonly string[] => [...(names as string[])].sort();

/** `items` and `additionalProperties` may be true or false. */
const nested = (value: unknown): unknown =>
  typeof value === 'object' ? canonical(value as JsonSchema) : value;

const named = (schemas: Readonly<Record<string, JsonSchema>>): Record<string, JsonSchema> =>
  Object.fromEntries(
    Object.keys(schemas)
      .sort()
      .map((name) => [name, canonical(schemas[name] as JsonSchema)]),
  );
