import type { CheckOf } from './check';
import type { EventSource } from './event-source';
import type { Field } from './field';
import type { HistoryRule } from './history-rule';
import type { Kind } from './field-kinds';
import type { OnDelete, PersistenceRules, PermissionRules } from './field-rules';
import type { ModelSchema } from './schema/model-schema';

/** A record as an application sees it: plain JSON with its identifier. */
export interface RecordValue {
  readonly id: string;
  readonly [field: string]: unknown;
}

/**
 * Whether a value may be stored: the value in canonical field order, or everything that is wrong
 * with it.
 */
export type Check = CheckOf<RecordValue>;

/** The names of the three facts that can happen to a record of a model. */
export interface EventTypes {
  readonly created: string;
  readonly updated: string;
  readonly deleted: string;
}

/** What clients may do with the records of a model, by whichever call. */
export interface ClientAccess {
  readonly create: boolean;
  /** Replace, patch and restore. */
  readonly update: boolean;
  readonly delete: boolean;
}

/** A field that holds the identifier of a record of another model. */
export interface Reference {
  readonly field: string;
  readonly model: string;
  readonly onDelete: OnDelete;
}

/**
 * Makes of a record of one version what it is in the next. Pure and deterministic: it is called
 * again for the same record, with the same outcome. Declared as a method, so that a program may say
 * what the record was: `(old: { id: string; cents: number }) => …`.
 */
export type Upcaster = { of(old: RecordValue): object }['of'];

/**
 * A declared model, compiled: all that the layers below know of it. It is a pure value; `check`
 * depends on its argument only, so a decision taken twice is the same decision.
 */
export interface Model<R extends RecordValue = RecordValue, I = unknown, D = unknown> {
  /** Plural, as in the URL: `articles`. */
  readonly name: string;
  /** Singular, as in an event identifier: `article`. */
  readonly singular: string;
  /** Of its declaration; from 1. */
  readonly version: number;
  /** What the log keeps of the declaration. */
  readonly schema: ModelSchema;
  /** By the version that they lead away from; those that are there lead to `version`. */
  readonly upcasters: ReadonlyMap<number, Upcaster>;
  readonly eventTypes: EventTypes;
  readonly clients: ClientAccess;
  /** The same for the reducers of views: `on(Order.created, …)`. */
  readonly created: EventSource<R>;
  /** With the record as it was before. */
  readonly updated: EventSource<R, R>;
  /** What it says is the record as it was. */
  readonly deleted: EventSource<R>;
  /** As they were declared, `id` first: what they may hold and the rules they live by. */
  readonly fields: ReadonlyMap<string, Field>;
  /** Names of its fields in declared order, `id` first. */
  readonly fieldNames: readonly string[];
  /** Fields of which no two records may hold the same value. */
  readonly uniqueFields: readonly string[];
  /** Fields that queries find records by, in declared order: references among them. */
  readonly indexedFields: readonly string[];
  readonly references: readonly Reference[];
  /** What the single values of each field can be: none for lists and objects. */
  readonly kinds: ReadonlyMap<string, readonly Kind[]>;
  /** Fields that keep the value a record was created with. */
  readonly immutableFields: readonly string[];
  /** Fields whose past is kept, and how much of it. */
  readonly history: ReadonlyMap<string, HistoryRule>;
  /** Fields that no answer shows. */
  readonly hiddenFields: readonly string[];
  /** Fields that no client may set. */
  readonly readOnlyFields: readonly string[];
  /** Fields that are never written, and what they hold when nobody has said. */
  readonly memoryFields: ReadonlyMap<string, unknown>;
  /** Fields whose change alone is not written: the next event of the record carries it. */
  readonly lazyFields: readonly string[];
  /** It has such fields: what is shown of a record may change while its version does not. */
  readonly isVolatile: boolean;
  readonly persistence: ReadonlyMap<string, PersistenceRules>;
  readonly permissions: ReadonlyMap<string, PermissionRules>;
  check(value: unknown): Check;
  /** Only for types: `RecordOf<typeof Article>`. */
  readonly example?: R;
  /** Only for types: `InputOf<typeof Article>`. */
  readonly input?: I;
  /** Only for types: its name and its fields, as they were declared. */
  readonly declared?: D;
}

/** The type of the records of a model. */
export type RecordOf<M> = M extends Model<infer R, unknown> ? R : never;

/** What a record of the model is made from: fields that have a default may be left out. */
export type InputOf<M> = M extends Model<RecordValue, infer I> ? I : never;
