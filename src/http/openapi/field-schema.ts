import { z } from 'zod';
import type { Field } from '../../model/field';
import type { FieldRules } from '../../model/field-rules';
import { ref } from '../api/answers';
import type { JsonSchema } from '../api/route';

/** Whether a value comes from a client, or goes to it. */
export type Direction = 'input' | 'output';

/** Where the schemas go that others name. */
export type Components = Record<string, JsonSchema>;

/**
 * The JSON Schema of a field, with what its attributes say besides. A schema that names itself is
 * put under `components`.
 * @param name of the field among all components: `Article.metadata`.
 */
export function fieldSchema(
  name: string,
  { schema, rules }: Field,
  io: Direction,
  components: Components,
): JsonSchema {
  const plain = rehomed(`${name}.${io}`, jsonSchemaOf(schema, io), components);
  const facts = factsOf(rules);
  if (Object.keys(facts).length === 0) return plain;
  const { description } = plain;
  const said = [...(typeof description === 'string' ? [description] : []), ...wordsOf(rules)];
  const text = said.length === 0 ? {} : { description: said.join(' ') };
  // Beside a `$ref` other keywords are allowed (draft 2020-12).
  return { ...plain, ...text, ...facts };
}

/** What zod cannot say in JSON Schema (a check of one's own, say) is left out: it allows more. */
function jsonSchemaOf(schema: z.ZodType, io: Direction): JsonSchema {
  try {
    const { $schema: _dialect, ...found } = z.toJSONSchema(schema, {
      target: 'draft-2020-12',
      unrepresentable: 'any',
      io,
    });
    return found;
  } catch {
    return {};
  }
}

/** Definitions of its own are found from the root of a document: there they have another place. */
function rehomed(name: string, schema: JsonSchema, components: Components): JsonSchema {
  const { $defs, ...root } = schema;
  const definitions = Object.entries(($defs ?? {}) as Readonly<Record<string, JsonSchema>>);
  const isSelf = JSON.stringify(root).includes('"$ref":"#"');
  if (definitions.length === 0 && !isSelf) return schema;
  const place = (found: unknown): unknown => {
    if (Array.isArray(found)) return found.map(place);
    if (typeof found !== 'object' || found === null) return found;
    return Object.fromEntries(
      Object.entries(found).map(([key, value]) => [
        key,
        key === '$ref' && typeof value === 'string' ? placeOf(name, value) : place(value),
      ]),
    );
  };
  for (const [key, definition] of definitions)
    components[`${name}.${key}`] = place(definition) as JsonSchema;
  if (!isSelf) return place(root) as JsonSchema;
  components[name] = place(root) as JsonSchema;
  return ref(name);
}

const placeOf = (name: string, target: string): string =>
  target.replace(/^#(?:\/\$defs\/(.+))?$/, (_all, key: string | undefined) => {
    return `#/components/schemas/${key === undefined ? name : `${name}.${key}`}`;
  });

/** Attributes as keywords: those that JSON Schema has, and ours in one `x-lithair`. */
function factsOf({
  db = {},
  lifecycle = {},
  http = {},
  persistence = {},
  permission,
}: FieldRules): JsonSchema {
  const ours = Object.entries({
    unique: db.unique,
    indexed: db.indexed,
    references: db.references,
    onDelete: db.references === undefined ? undefined : (db.onDelete ?? 'restrict'),
    immutable: lifecycle.immutable,
    history: lifecycle.history,
    versions: lifecycle.versions,
    retentionDays: lifecycle.retentionDays,
    audited: lifecycle.audited,
    ...persistence,
    permission,
  }).filter(([name, value]) => value !== undefined && (value !== false || name === 'autoPersist'));
  return {
    ...(http.readOnly === true ? { readOnly: true } : {}),
    ...(http.writeOnly === true ? { writeOnly: true } : {}),
    ...(ours.length === 0 ? {} : { 'x-lithair': Object.fromEntries(ours) }),
  };
}

function wordsOf({ db = {}, lifecycle = {} }: FieldRules): string[] {
  return [
    ...(db.unique === true ? ['Unique.'] : []),
    ...(db.references === undefined ? [] : [`Identifier of one of the ${db.references}.`]),
    ...(lifecycle.immutable === true ? ['Keeps the value it was created with.'] : []),
  ];
}
