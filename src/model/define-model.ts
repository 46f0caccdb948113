import { z } from 'zod';
import { assertDeclaration } from './assert-declaration';
import { checkWith } from './check';
import { eventTypesOf } from './event-types';
import type { Field } from './field';
import type { FieldRules } from './field-rules';
import { kindsOf } from './field-kinds';
import { historyRuleOf } from './history-rule';
import { IDENTIFIER } from './identifier';
import type { ClientAccess, Model, RecordValue, Reference, Upcaster } from './model';
import { describeModel } from './schema/describe-model';
import { singularOf } from './singular-of';

/** The fields of a model by name. */
export type Fields = Readonly<Record<string, Field>>;

/** What a model may say beside its fields. */
export interface ModelOptions {
  /** Names its events; found from the name when it is left out: `categories`, `category`. */
  readonly singular?: string;
  /** Of this declaration, from 1: raised when records of before do not fit it (docs/SCHEMA.md). */
  readonly version?: number;
  /** What makes of a record of version N one of N + 1, by N. */
  readonly upcasters?: { readonly [version: number]: Upcaster };
  /** What clients may do over HTTP: all that is not `false`. A program may do everything. */
  readonly http?: Partial<ClientAccess>;
}

/** What a model was declared as, for the types of a client. */
export interface Declaration<N extends string = string, F extends Fields = Fields> {
  readonly name: N;
  readonly fields: F;
}

type Shape<F extends Fields> = { [K in keyof F]: F[K]['schema'] };
/** Of a model without fields nothing is known but the `id`. */
type Declared<F extends Fields, T> = Exclude<keyof F, 'id'> extends never ? unknown : T;
type InferRecord<F extends Fields> = { id: string } & Declared<F, z.output<z.ZodObject<Shape<F>>>>;

type InferInput<F extends Fields> = { id?: string } & Declared<
  F,
  z.input<z.ZodObject<Omit<Shape<F>, 'id'>>>
>;

/**
 * Declares a model: its name in the URL and its fields. Every record also has an `id` (see
 * `IDENTIFIER`), which may be declared to say more of it. Unknown fields are refused.
 *
 * @throws {LithairError} `invalid_model` when the declaration makes no sense.
 * @example
 * const Article = defineModel('articles', { title: field(z.string().min(1)) });
 */
export function defineModel<const N extends string, const F extends Fields>(
  name: N,
  fields: F,
  { singular = singularOf(name), version = 1, upcasters = {}, http = {} }: ModelOptions = {},
): Model<InferRecord<F> & RecordValue, InferInput<F>, Declaration<N, F>> {
  assertDeclaration(name, fields, { singular, version, upcasters, http });
  const { id = ID, ...others } = fields;
  const declared = Object.entries<Field>({ id, ...others });
  // Compiled: a valid record takes a seventh of the time, others are parsed for their faults.
  const schema = z.compile(
    z.strictObject(
      Object.fromEntries(declared.map(([key, field]) => [key, checkedSchema(key, field)])),
    ),
  );
  const named = (holds: (rules: FieldRules) => boolean): string[] =>
    declared.filter(([, { rules }]) => holds(rules)).map(([key]) => key);
  const eventTypes = eventTypesOf(singular);
  const lazyFields = named(({ persistence }) => persistence?.autoPersist === false);
  const references = declared.flatMap(([key, { rules }]) => referenceOf(key, rules));
  return {
    name,
    singular,
    version,
    schema: describeModel({ version, singular }, declared),
    upcasters: new Map(Object.entries(upcasters).map(([from, upcast]) => [Number(from), upcast])),
    eventTypes,
    clients: { create: true, update: true, delete: true, ...http },
    fields: new Map(declared),
    fieldNames: declared.map(([key]) => key),
    uniqueFields: named(({ db }) => db?.unique === true),
    indexedFields: named(({ db }) => db?.indexed === true || db?.references !== undefined),
    references,
    kinds: new Map(declared.map(([key, field]) => [key, kindsOf(field.schema)])),
    immutableFields: named(({ lifecycle }) => lifecycle?.immutable === true).filter(isNotId),
    history: mapOf(declared, historyRuleOf),
    hiddenFields: named(({ http }) => http?.expose === false || http?.writeOnly === true),
    readOnlyFields: named(({ http }) => http?.expose === false || http?.readOnly === true),
    memoryFields: new Map(
      named(isMemoryOnly).map((key) => [key, fields[key]?.schema.parse(undefined)]),
    ),
    lazyFields,
    isVolatile: declared.some(([, { rules }]) => isMemoryOnly(rules)) || lazyFields.length > 0,
    persistence: mapOf(declared, ({ persistence }) => persistence),
    permissions: mapOf(declared, ({ permission }) => permission),
    created: { type: eventTypes.created },
    updated: { type: eventTypes.updated },
    deleted: { type: eventTypes.deleted },
    check: (value) => checkWith<RecordValue>(schema, value),
  };
}

const ID: Field = { schema: z.string(), rules: {} };
const isMemoryOnly = ({ persistence }: FieldRules): boolean => persistence?.memoryOnly === true;
const isNotId = (key: string): boolean => key !== 'id';

/** The schema of a field with what the API asks of it besides; identifiers are safe in a URL. */
function checkedSchema(key: string, { schema, rules }: Field): z.ZodType {
  const validate = rules.http?.validate as ((value: unknown) => string | undefined) | undefined;
  const judged =
    validate === undefined
      ? schema
      : schema.superRefine((value, context) => {
          if (value === undefined || value === null) return;
          const message = validate(value);
          if (message !== undefined) context.addIssue({ code: 'custom', message });
        });
  if (isNotId(key)) return judged;
  return key === 'id' && schema === ID.schema
    ? z.string().regex(IDENTIFIER, 'not an identifier')
    : judged.refine((id) => typeof id === 'string' && IDENTIFIER.test(id), 'not an identifier');
}

function referenceOf(field: string, { db }: FieldRules): Reference[] {
  if (db?.references === undefined) return [];
  return [{ field, model: db.references, onDelete: db.onDelete ?? 'restrict' }];
}

function mapOf<V>(
  fields: readonly (readonly [string, Field])[],
  valueOf: (rules: FieldRules) => V | undefined,
): ReadonlyMap<string, V> {
  const map = new Map<string, V>();
  for (const [key, { rules }] of fields) {
    const value = valueOf(rules);
    if (value !== undefined) map.set(key, value);
  }
  return map;
}
