import type { FieldSchema, ModelSchema, Schema } from './model-schema';
import { isWidened } from './is-widened';
import type { JsonSchema } from './json-schema';

/** One thing in which a declaration differs from an earlier one. */
export interface Difference {
  readonly model: string;
  /** Absent when it is about the model as a whole. */
  readonly field?: string;
  /** `added`, `removed`, `version`, `singular`, or the attribute that changed. */
  readonly what: string;
  /** JSON values; absent for what was not there, or is not there any more. */
  readonly from?: unknown;
  readonly to?: unknown;
  /**
   * Whether records that were written before fit the later declaration as they are. What is not
   * known to is breaking.
   */
  readonly kind: 'additive' | 'breaking';
}

/** How records that were written under one schema stand under another. Pure. */
export function compareSchemas(stored: Schema, declared: Schema): readonly Difference[] {
  const names = [...new Set([...Object.keys(stored), ...Object.keys(declared)])].sort();
  return names.flatMap((model) => {
    const [from, to] = [own(stored, model), own(declared, model)];
    if (from === undefined) return [{ model, what: 'added', kind: 'additive' }];
    if (to === undefined) return [{ model, what: 'removed', kind: 'breaking' }];
    return [...ofModels(model, from, to), ...ofFields(model, from, to)];
  });
}

const own = <T>(values: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(values, name) ? values[name] : undefined;

/** The kind of a change of something by its value before and after. */
type Judge = (from: unknown, to: unknown) => Difference['kind'];

const additive: Judge = () => 'additive';
const breaking: Judge = () => 'breaking';
/** What is declared anew was not true of what was written before; taken back, it harms nobody. */
const ifTakenBack: Judge = (_, to) => (to === undefined ? 'additive' : 'breaking');

function ofModels(model: string, from: ModelSchema, to: ModelSchema): Difference[] {
  const judges: Record<string, Judge> = {
    // Raised, it says how; lowered, there is no way back.
    version: (before, after) => (Number(after) > Number(before) ? 'additive' : 'breaking'),
    // Events are named by it.
    singular: breaking,
  };
  return changes({ model }, judges, from, to);
}

const FIELD: Readonly<Record<string, Judge>> = {
  type: (from, to) => (isWidened(from as JsonSchema, to as JsonSchema) ? 'additive' : 'breaking'),
  optional: (_, to) => (to === true ? 'additive' : 'breaking'),
  default: additive,
  unique: ifTakenBack,
  references: ifTakenBack,
  onDelete: additive,
  indexed: additive,
  immutable: additive,
  history: additive,
};

function ofFields(model: string, from: ModelSchema, to: ModelSchema): Difference[] {
  const names = [...new Set([...Object.keys(from.fields), ...Object.keys(to.fields)])].sort();
  return names.flatMap((field): Difference[] => {
    const [before, after] = [own(from.fields, field), own(to.fields, field)];
    if (before === undefined && after !== undefined)
      return [{ model, field, what: 'added', to: shown(after), kind: kindOfNew(after) }];
    if (before !== undefined && after === undefined)
      return [{ model, field, what: 'removed', from: shown(before), kind: 'breaking' }];
    return changes({ model, field }, FIELD, before ?? {}, after ?? {});
  });
}

/** What a field may hold stands for it. */
const shown = ({ type }: FieldSchema): unknown => type;

/** Records that were written before have no such field: it may be absent, and holds nothing. */
const kindOfNew = ({ optional }: FieldSchema): Difference['kind'] =>
  optional === true ? 'additive' : 'breaking';

function changes(
  at: { readonly model: string; readonly field?: string },
  judges: Readonly<Record<string, Judge>>,
  from: object,
  to: object,
): Difference[] {
  return Object.entries(judges).flatMap(([what, judge]) => {
    const [before, after] = [from, to].map((side) => (side as Record<string, unknown>)[what]);
    if (JSON.stringify(before) === JSON.stringify(after)) return [];
    return [{ ...at, what, from: before, to: after, kind: judge(before, after) }];
  });
}
