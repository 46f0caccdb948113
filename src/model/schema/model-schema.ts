import type { OnDelete } from '../field-rules';
import type { JsonSchema } from './json-schema';

/**
 * What a model declares of its records, as data: what the log keeps of a declaration, to compare it
 * with a later one. JSON, and the same text for the same declaration.
 */
export interface ModelSchema {
  readonly version: number;
  /** Names the events. */
  readonly singular: string;
  /** In the order of their names; those that are never on record are left out. */
  readonly fields: Readonly<Record<string, FieldSchema>>;
}

export interface FieldSchema {
  readonly type: JsonSchema;
  /** It may be left out, for its default if it has one. */
  readonly optional?: true;
  readonly default?: unknown;
  readonly unique?: true;
  readonly indexed?: true;
  readonly immutable?: true;
  /** Model whose identifiers it holds. */
  readonly references?: string;
  readonly onDelete?: OnDelete;
  /** How much of its past is kept; nothing said is without bound. */
  readonly history?: { readonly versions?: number; readonly max_age_us?: number };
}

/** The models of an application by name, in the order of their names. */
export type Schema = Readonly<Record<string, ModelSchema>>;

/** The schema of some models. */
export const schemaOf = (
  models: readonly { readonly name: string; readonly schema: ModelSchema }[],
): Schema =>
  Object.fromEntries(
    [...models]
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map(({ name, schema }) => [name, schema]),
  );
