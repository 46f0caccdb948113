import type { Field } from '../field';
import { historyRuleOf, type HistoryRule } from '../history-rule';
import { canonical, jsonSchemaOf } from './json-schema';
import type { FieldSchema, ModelSchema } from './model-schema';

/** Describes a model as data. @param fields in any order. */
export function describeModel(
  { version, singular }: { readonly version: number; readonly singular: string },
  fields: readonly (readonly [string, Field])[],
): ModelSchema {
  const recorded = fields
    .filter(([, { rules }]) => rules.persistence?.memoryOnly !== true)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    version,
    singular,
    fields: Object.fromEntries(recorded.map(([name, field]) => [name, describeField(field)])),
  };
}

function describeField({ schema, rules }: Field): FieldSchema {
  const { db = {}, lifecycle = {} } = rules;
  const history = historyRuleOf(rules);
  const isReference = db.references !== undefined;
  // A default of zod's may be a function, of the time say: only what is declared as data is kept.
  const value = db.default ?? (db.nullable === true ? null : undefined);
  return {
    type: canonical(jsonSchemaOf(schema)),
    ...(schema.safeParse(undefined).success && { optional: true }),
    ...(value !== undefined && { default: JSON.parse(JSON.stringify(value)) as unknown }),
    ...(db.unique === true && { unique: true }),
    ...(db.indexed === true && { indexed: true }),
    ...(lifecycle.immutable === true && { immutable: true }),
    ...(isReference && { references: db.references, onDelete: db.onDelete ?? 'restrict' }),
    ...(history !== undefined && { history: boundsOf(history) }),
  };
}

const boundsOf = ({ versions, maxAgeUs }: HistoryRule): NonNullable<FieldSchema['history']> => ({
  ...(versions < Infinity && { versions }),
  ...(maxAgeUs < Infinity && { max_age_us: maxAgeUs }),
});
