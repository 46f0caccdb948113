import type { Model } from '../../model/model';
import { schemaName, type ModelSchema } from '../api/answers';
import type { JsonSchema } from '../api/route';
import type { Components } from './field-schema';
import { modelSchemas } from './model-schemas';
import { SHARED_SCHEMAS } from './shared-schemas';

/**
 * The text of a client in one file, for those who do not share the code of the models: their types
 * spelled out, and the client itself.
 * @param runtime text of `src/client/rest-client.ts`.
 */
export function clientSource(models: readonly Model[], runtime: string): string {
  const schemas: Components = { ...SHARED_SCHEMAS };
  for (const model of models) modelSchemas(model, models, schemas);
  const shapes = models.map((model) => `  ${quoted(model.name)}: ${shapeOf(model, schemas)};`);
  return [
    '// Written by `lithair client`: change the models, and write it again.\n',
    '/** The models of the server, as a client sees them: `ApiShapes["users"]["record"]`. */',
    `export type ApiShapes = {\n${shapes.join('\n')}\n};\n`,
    '/** @param baseUrl of the server: `http://localhost:3000`. */',
    'export const client = (baseUrl: string, options?: ClientOptions): Client<ApiShapes> =>',
    '  restClient<ApiShapes>(baseUrl, options);\n',
    runtime,
  ].join('\n');
}

const SHAPES: readonly ModelSchema[] = ['record', 'create', 'replace', 'patch'];

function shapeOf(model: Model, schemas: Components): string {
  const parts = SHAPES.map((name) => {
    const schema = schemas[schemaName(model, name)] as JsonSchema;
    const wanted = name === 'patch' ? without(schema, 'id') : plain(model, schema);
    return `    ${name}: ${typeOf(wanted, schemas)};`;
  });
  const expands = model.references
    .filter(({ field }) => !model.hiddenFields.includes(field) && !model.fields.has('expanded'))
    .map(({ field, model: target }) => `${quoted(field)}: ApiShapes[${quoted(target)}]['record']`);
  return `{\n${parts.join('\n')}\n    expands: { ${expands.join('; ')} };\n  }`;
}

/** What `expand` adds is said elsewhere. */
const plain = (model: Model, schema: JsonSchema): JsonSchema =>
  model.fields.has('expanded') ? schema : without(schema, 'expanded');

function without(schema: JsonSchema, name: string): JsonSchema {
  const { [name]: _gone, ...properties } = schema['properties'] as Readonly<
    Record<string, unknown>
  >;
  return { ...schema, properties };
}

/** @param within names of the schemas it is part of: one that has itself ends there. */
function typeOf(schema: JsonSchema, all: Components, within: readonly string[] = []): string {
  const { $ref, const: only, enum: words, anyOf, oneOf, type } = schema;
  if (typeof $ref === 'string') {
    const name = $ref.slice('#/components/schemas/'.length);
    const found = all[name];
    if (found === undefined || within.includes(name)) return 'unknown';
    return typeOf(found, all, [...within, name]);
  }
  const union = (parts: readonly string[]): string => [...new Set(parts)].join(' | ');
  if (only !== undefined) return JSON.stringify(only);
  if (Array.isArray(words)) return union(words.map((word) => JSON.stringify(word)));
  const choices = (anyOf ?? oneOf) as readonly JsonSchema[] | undefined;
  if (choices !== undefined) return union(choices.map((each) => typeOf(each, all, within)));
  if (Array.isArray(type))
    return union(type.map((each: string) => typeOf({ ...schema, type: each }, all, within)));
  switch (type) {
    case 'string':
    case 'boolean':
    case 'null':
      return type;
    case 'integer':
    case 'number':
      return 'number';
    case 'array':
      return `readonly (${typeOf((schema['items'] ?? {}) as JsonSchema, all, within)})[]`;
    case 'object':
      return objectType(schema, all, within);
    default:
      return 'unknown';
  }
}

function objectType(schema: JsonSchema, all: Components, within: readonly string[]): string {
  const {
    properties = {},
    required = [],
    additionalProperties,
  } = schema as {
    readonly properties?: Readonly<Record<string, JsonSchema>>;
    readonly required?: readonly string[];
    readonly additionalProperties?: unknown;
  };
  const members = Object.entries(properties).map(
    ([name, each]) =>
      `${quoted(name)}${required.includes(name) ? '' : '?'}: ${typeOf(each, all, within)}`,
  );
  if (members.length > 0) return `{ ${members.join('; ')} }`;
  if (additionalProperties === false) return 'Record<string, never>';
  const rest = typeof additionalProperties === 'object' ? additionalProperties : {};
  return `Record<string, ${typeOf(rest as JsonSchema, all, within)}>`;
}

/** A name as a member of a type: as it is, or in quotes. */
const quoted = (name: string): string => JSON.stringify(name);
