import { z } from 'zod';
import { LithairError, type Violation } from '../errors/lithair-error';
import { IDENTIFIER } from './identifier';
import type { Check, Model, RecordValue } from './model';

/** Storage rules of one field. */
export interface FieldRules {
  readonly db?: { readonly unique?: boolean };
}

/** A field: what it may hold, and how it is kept. */
export interface Field<S extends z.ZodType = z.ZodType> {
  readonly schema: S;
  readonly rules: FieldRules;
}

/** Declares one field of a model. */
export const field = <S extends z.ZodType>(schema: S, rules: FieldRules = {}): Field<S> => ({
  schema,
  rules,
});

type Fields = Readonly<Record<string, Field>>;
type Shape<F extends Fields> = { [K in keyof F]: F[K]['schema'] };
type InferRecord<F extends Fields> = { id: string } & z.output<z.ZodObject<Shape<F>>>;

/**
 * Declares a model: its name in the URL, the singular that names its events, and its fields. Every
 * record also has an `id` (see `IDENTIFIER`). Unknown fields are refused.
 *
 * @throws {LithairError} `invalid_model` when the declaration makes no sense.
 * @example
 * const Article = defineModel('articles', 'article', { title: field(z.string().min(1)) });
 */
export function defineModel<F extends Fields>(
  name: string,
  singular: string,
  fields: F,
): Model<InferRecord<F> & RecordValue> {
  assertDeclaration(name, singular, fields);
  const shape = Object.fromEntries(
    Object.entries(fields).map(([key, { schema }]) => [key, schema]),
  );
  // Compiled: a valid record takes a seventh of the time, others are parsed for their faults.
  const schema = z.compile(
    z.strictObject({
      id: z.string().regex(IDENTIFIER, 'not an identifier'),
      ...shape,
    }),
  );
  const event = singular.charAt(0).toUpperCase() + singular.slice(1);
  return {
    name,
    singular,
    eventTypes: {
      created: `${event}Created`,
      updated: `${event}Updated`,
      deleted: `${event}Deleted`,
    },
    uniqueFields: Object.keys(fields).filter((key) => fields[key]?.rules.db?.unique === true),
    check: (value) => check(schema, value),
  };
}

function assertDeclaration(name: string, singular: string, fields: Fields): void {
  const refuse = (reason: string): never => {
    throw new LithairError('invalid_model', `model ${JSON.stringify(name)}: ${reason}`);
  };
  if (!/^[a-z][a-z0-9-]{0,62}$/.test(name))
    refuse('a name is lower-case letters, digits and dashes');
  if (!/^[a-z][a-zA-Z0-9]{0,62}$/.test(singular))
    refuse(`${JSON.stringify(singular)} is not a singular name`);
  if ('id' in fields) refuse('`id` is every record’s own and cannot be declared');
}

function check(schema: z.ZodType, value: unknown): Check {
  const result = schema.safeParse(value);
  if (result.success) return { valid: true, value: result.data as RecordValue };
  return { valid: false, violations: result.error.issues.map(violationOf) };
}

function violationOf(issue: z.core.$ZodIssue): Violation {
  const path = issue.path
    .map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('');
  return { path, code: issue.code, message: issue.message };
}
