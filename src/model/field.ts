import type { z } from 'zod';
import type { FieldRules } from './field-rules';

/** A field: what it may hold, and the rules it lives by. */
export interface Field<S extends z.ZodType = z.ZodType> {
  readonly schema: S;
  readonly rules: FieldRules;
}

type NullableRules = FieldRules & { readonly db: { readonly nullable: true } };

type DefaultRules = FieldRules & {
  readonly db: { readonly default: string | number | boolean | object | null };
};

/**
 * Declares one field of a model.
 * @param schema a zod schema: the type of the field is inferred from it.
 * @example
 * price: field(z.number().positive(), { db: { indexed: true }, lifecycle: { history: 'full' } })
 */
export function field<S extends z.ZodType>(
  schema: S,
  rules: NullableRules,
): Field<z.ZodDefault<z.ZodNullable<S>>>;
export function field<S extends z.ZodType>(schema: S, rules: DefaultRules): Field<z.ZodDefault<S>>;
export function field<S extends z.ZodType>(schema: S, rules?: FieldRules): Field<S>;
export function field(schema: z.ZodType, rules: FieldRules = {}): Field {
  const { nullable, default: value } = rules.db ?? {};
  const allowed = nullable === true ? schema.nullable() : schema;
  if (value !== undefined) return { schema: allowed.default(value), rules };
  return { schema: nullable === true ? allowed.default(null) : allowed, rules };
}
