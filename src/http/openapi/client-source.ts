import type { EventDefinition } from '../../model/define-event';
import type { Model } from '../../model/model';
import type { ViewDefinition } from '../../model/view';
import { eventSchemaName, schemaName, toldSchemaName, type ModelSchema } from '../api/answers';
import type { Declared } from '../api/declared';
import type { JsonSchema } from '../api/route';
import type { Components } from './field-schema';
import { modelSchemas } from './model-schemas';
import { SHARED_SCHEMAS } from './shared-schemas';
import { eventSchemas } from './told-schemas';

/** What a written client is made of, in this order: each in `src/client`, and in the package. */
export const CLIENT_FILES = [
  'lithair-problem.ts',
  'wire.ts',
  'sse-parser.ts',
  'follow-events.ts',
  'feed.ts',
  'view-client.ts',
  'rest-client.ts',
] as const;

/**
 * The text of a client in one file, for those who do not share the code of the models: their types
 * spelled out, and the client itself.
 * @param files texts of `CLIENT_FILES`.
 */
export function clientSource(
  { models, events = [], views = [] }: Declared,
  files: readonly string[],
): string {
  const schemas: Components = { ...SHARED_SCHEMAS };
  for (const model of models) modelSchemas(model, models, schemas);
  eventSchemas(events, schemas);
  const shapes = models.map((model) => `  ${quoted(model.name)}: ${shapeOf(model, schemas)};`);
  return [
    '// Written by `lithair client`: change the models, and write it again.\n',
    '/** The models of the server, as a client sees them: `ApiShapes["users"]["record"]`. */',
    `export type ApiShapes = {\n${shapes.join('\n')}\n};\n`,
    '/** Its own events and views. No schema says what the values of a view are. */',
    `export type ApiOwn = {\n${ownShapes(events, views, schemas).join('\n')}\n};\n`,
    '/** @param baseUrl of the server: `http://localhost:3000`. */',
    'export const client = (baseUrl: string, options?: ClientOptions): Client<ApiShapes, ApiOwn> =>',
    '  restClient<ApiShapes, ApiOwn>(baseUrl, options);\n',
    files.map(withoutImports).join('\n'),
  ].join('\n');
}

const withoutImports = (text: string): string =>
  text.replace(/^import [^;]*;\n/gm, '').replace(/^\n+/, '');

function ownShapes(
  events: readonly EventDefinition[],
  views: readonly ViewDefinition[],
  schemas: Components,
): readonly string[] {
  const emits = events
    .filter(({ isOnHttp }) => isOnHttp)
    .map((event) => [event.type, schemas[eventSchemaName(event)] ?? {}] as const);
  const tells = events
    .filter(({ isTold }) => isTold)
    .map((event) => {
      const { payload } = schemas[toldSchemaName(event)]?.['properties'] as { payload: JsonSchema };
      return [event.type, payload] as const;
    });
  const seen = views.filter(({ isExposed }) => isExposed).map(({ name }) => [name, {}] as const);
  return Object.entries({ emits, tells, views: seen }).map(([kind, entries]) => {
    const members = entries.map(([name, schema]) => `${quoted(name)}: ${typeOf(schema, schemas)}`);
    return `  ${kind}: { ${members.join('; ')} };`;
  });
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
