import type { z } from 'zod';
import type { FieldRules } from './field-rules';

/** Who reads and sets a field over HTTP: both, one of the two, or nobody. */
export type Access = 'open' | 'readOnly' | 'writeOnly' | 'hidden';

/** What of the rules of a field the types of a client follow from. */
export interface FieldFacts {
  readonly access: Access;
  readonly references: string;
}

/** A field: what it may hold, and the rules it lives by. */
export interface Field<S extends z.ZodType = z.ZodType, A extends FieldFacts = FieldFacts> {
  readonly schema: S;
  readonly rules: FieldRules;
  /** Only for types. */
  readonly facts?: A;
}

type NullableRules = FieldRules & { readonly db: { readonly nullable: true } };

type DefaultRules = FieldRules & {
  readonly db: { readonly default: string | number | boolean | object | null };
};

/** The rules as they are written, so that types can follow from them. */
interface Written<E, R, W, T> {
  readonly http?: { readonly expose?: E; readonly readOnly?: R; readonly writeOnly?: W };
  readonly db?: { readonly references?: T };
}

export interface FactsOf<E, R, W, T extends string> {
  readonly access: [E] extends [false]
    ? 'hidden'
    : [R] extends [true]
      ? 'readOnly'
      : [W] extends [true]
        ? 'writeOnly'
        : 'open';
  readonly references: T;
}

/**
 * Declares one field of a model.
 * @param schema a zod schema: the type of the field is inferred from it.
 * @example
 * price: field(z.number().positive(), { db: { indexed: true }, lifecycle: { history: 'full' } })
 */
export function field<
  S extends z.ZodType,
  const E extends boolean = true,
  const R extends boolean = false,
  const W extends boolean = false,
  const T extends string = never,
>(
  schema: S,
  rules: NullableRules & Written<E, R, W, T>,
): Field<z.ZodDefault<z.ZodNullable<S>>, FactsOf<E, R, W, NoInfer<T>>>;
export function field<
  S extends z.ZodType,
  const E extends boolean = true,
  const R extends boolean = false,
  const W extends boolean = false,
  const T extends string = never,
>(
  schema: S,
  rules: DefaultRules & Written<E, R, W, T>,
): Field<z.ZodDefault<S>, FactsOf<E, R, W, NoInfer<T>>>;
export function field<
  S extends z.ZodType,
  const E extends boolean = true,
  const R extends boolean = false,
  const W extends boolean = false,
  const T extends string = never,
>(schema: S, rules?: FieldRules & Written<E, R, W, T>): Field<S, FactsOf<E, R, W, NoInfer<T>>>;
export function field(schema: z.ZodType, rules: FieldRules = {}): Field {
  const { nullable, default: value } = rules.db ?? {};
  const allowed = nullable === true ? schema.nullable() : schema;
  if (value !== undefined) return { schema: allowed.default(value), rules };
  return { schema: nullable === true ? allowed.default(null) : allowed, rules };
}
