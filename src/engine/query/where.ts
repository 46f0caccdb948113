import { LithairError } from '../../errors/lithair-error';
import type { Kind } from '../../model/field-kinds';
import type { Model, RecordValue } from '../../model/model';
import { isKey, KEY_TEXT_MAX, type Key } from '../index/key';
import {
  allBut,
  beginningWith,
  EVERY_KEY,
  EVERY_TEXT,
  keysOnly,
  onSide,
  shared,
  type KeyRanges,
} from './key-ranges';
import type { FieldFilter } from './record-query';

/** What the value of a field must be. All that is said holds at once. */
export interface Condition<T> {
  readonly eq?: T;
  /** Another value, or none. */
  readonly ne?: T;
  readonly in?: readonly T[];
  readonly gt?: T;
  readonly gte?: T;
  readonly lt?: T;
  readonly lte?: T;
  readonly prefix?: T & string;
  /** No index helps with this one. */
  readonly contains?: T & string;
}

/** What single values of a field can be; lists and objects are not looked for. */
type Single<T> = Extract<T, string | number | boolean | null>;
/** Of a field that may be left out, `null` stands for that too. */
type Sought<T> = Single<Exclude<T, undefined>> | (undefined extends T ? null : never);

/** The fields that are declared, without the index signature of every record. */
export type FieldOf<R> = keyof { [K in keyof R as string extends K ? never : K]: R[K] } & keyof R;

/** Which records are wanted: by field a value, or conditions. */
export type Where<R> = {
  readonly [K in FieldOf<R>]?: Sought<R[K]> | Condition<Sought<R[K]>>;
};

/** @throws {LithairError} `invalid_query`: what is asked of a field makes no sense. */
export function filtersOf<R extends RecordValue>(model: Model, where: Where<R>): FieldFilter[] {
  return Object.entries(where)
    .filter(([, wanted]) => wanted !== undefined)
    .map(([name, wanted]) => {
      const field = { name, kinds: requireOnRecord(model, name) };
      return filterOf(field, isKey(wanted) ? { eq: wanted } : (wanted as Condition<Key>));
    });
}

/** A field that is looked for, and what its values can be. */
interface Field {
  readonly name: string;
  readonly kinds: readonly Kind[];
}

/**
 * @returns what the values of the field can be.
 * @throws {LithairError} `invalid_query`: there is no such field, or it is in memory only.
 */
export function requireOnRecord(model: Model, field: string): readonly Kind[] {
  const { memoryFields, lazyFields } = model;
  const kinds = model.kinds.get(field) ?? [];
  if (kinds.length > 0 && !memoryFields.has(field) && !lazyFields.includes(field)) return kinds;
  throw new LithairError('invalid_query', `${field} is no field of ${model.name} to query`);
}

function filterOf(field: Field, condition: Condition<Key>): FieldFilter {
  let ranges: KeyRanges = EVERY_KEY;
  const contains: string[] = [];
  for (const [operator, operand] of Object.entries(condition)) {
    if (operand === undefined) continue;
    if (operator === 'contains') contains.push(textOf(field, operand));
    ranges = shared(ranges, rangesOf(field, operator, operand));
  }
  return { field: field.name, ranges, contains };
}

function rangesOf(field: Field, operator: string, operand: unknown): KeyRanges {
  switch (operator) {
    case 'eq':
      return keysOnly([keyOf(field, operand)]);
    case 'ne':
      return allBut(keysOnly([keyOf(field, operand)]));
    case 'in':
      return keysOnly((operand as readonly unknown[]).map((value) => keyOf(field, value)));
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte': {
      const key = keyOf(field, operand);
      if (typeof key === 'number' || typeof key === 'string') return onSide(operator, key);
      throw refusal(field, `${operator} is for numbers and texts`);
    }
    case 'prefix':
      return beginningWith(textOf(field, operand));
    case 'contains':
      return EVERY_TEXT;
    default:
      throw refusal(field, `${JSON.stringify(operator)} is no condition`);
  }
}

/** Indexes tell long texts apart by their beginning only. */
function keyOf(field: Field, value: unknown): Key {
  const kind = value === null ? 'null' : typeof value;
  const isShort = typeof value !== 'string' || value.length < KEY_TEXT_MAX;
  if (field.kinds.includes(kind as Kind) && isShort) return value as Key;
  const wanted = `${field.kinds.join(' or ')} of at most ${KEY_TEXT_MAX - 1} characters`;
  throw refusal(field, `a ${wanted} is sought`);
}

function textOf(field: Field, value: unknown): string {
  const key = keyOf(field, value);
  if (typeof key === 'string') return key;
  throw refusal(field, 'a text is sought');
}

const refusal = ({ name }: Field, why: string): LithairError =>
  new LithairError('invalid_query', `${name}: ${why}`);
