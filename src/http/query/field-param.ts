import type { Key } from '../../engine/index/key';
import { KEY_TEXT_MAX } from '../../engine/index/key';
import {
  allBut,
  beginningWith,
  EVERY_TEXT,
  keysOnly,
  onSide,
  type KeyRanges,
} from '../../engine/query/key-ranges';
import type { FieldFilter } from '../../engine/query/record-query';
import { LithairError } from '../../errors/lithair-error';
import type { Kind } from '../../model/field-kinds';
import type { Model } from '../../model/model';

export const OPERATORS = [
  'eq',
  'ne',
  'gt',
  'gte',
  'lt',
  'lte',
  'in',
  'prefix',
  'contains',
] as const;
export type Operator = (typeof OPERATORS)[number];

export const VALUES_MAX = 100;
const NUMBER = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/;

/**
 * One condition of a query string: `price=5`, `price[gte]=5`. A value is text there: it is compared
 * as what the field may hold, so `5` is a number for a number and a text for a text.
 * @throws {LithairError} `invalid_query`.
 */
export function readFieldParam(model: Model, name: string, text: string): FieldFilter {
  const [, field = '', operator = 'eq'] = /^(\w+)(?:\[(\w+)\])?$/.exec(name) ?? [];
  const kinds = queriedKinds(model, field);
  if (kinds === undefined || !isOperator(operator)) throw unknownParameter(name);
  if (kinds.length === 0) throw refusal(`${field} holds lists or objects: it is no field to query`);
  const end = operator === 'in' ? Infinity : KEY_TEXT_MAX;
  if (text.length >= end) throw refusal(`${name}: a value has at most ${end - 1} characters`);
  if (operator === 'contains' || operator === 'prefix') {
    if (!kinds.includes('string')) throw refusal(`${name}: ${field} holds no texts`);
    return operator === 'prefix'
      ? { field, ranges: beginningWith(text), contains: [] }
      : { field, ranges: EVERY_TEXT, contains: [text] };
  }
  return { field, ranges: rangesOf(operator, { name, text, kinds }), contains: [] };
}

/** @throws {LithairError} `invalid_query`: no field, or one that no answer shows. */
export function requireField(model: Model, field: string): string {
  if (queriedKinds(model, field) !== undefined) return field;
  throw refusal(`${field.slice(0, 40)} is not a field of ${model.name}`);
}

/**
 * A field that is never shown does not exist: else a filter would tell what it holds. Of one that
 * is not put on record, or not at once, the text that queries read says nothing.
 */
export function queriedKinds(model: Model, field: string): readonly Kind[] | undefined {
  const { hiddenFields, memoryFields, lazyFields, kinds } = model;
  const isOut =
    hiddenFields.includes(field) || memoryFields.has(field) || lazyFields.includes(field);
  return isOut ? undefined : kinds.get(field);
}

const isOperator = (name: string): name is Operator => OPERATORS.includes(name as Operator);

interface Operand {
  /** Of the parameter. */
  readonly name: string;
  readonly text: string;
  readonly kinds: readonly Kind[];
}

function rangesOf(operator: Exclude<Operator, 'prefix' | 'contains'>, operand: Operand): KeyRanges {
  switch (operator) {
    case 'eq':
      return keysOnly(keysOf(operand));
    case 'ne':
      return allBut(keysOnly(keysOf(operand)));
    case 'in': {
      const texts = operand.text.split(',');
      if (texts.length > VALUES_MAX) throw refusal(`${operand.name}: at most ${VALUES_MAX} values`);
      return keysOnly(texts.flatMap((text) => keysOf({ ...operand, text })));
    }
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte':
      return sidesOf(operator, operand);
  }
}

/** A field that may hold numbers and texts is compared with both. */
function sidesOf(operator: 'gt' | 'gte' | 'lt' | 'lte', operand: Operand): KeyRanges {
  const keys = keysOf({
    ...operand,
    kinds: operand.kinds.filter((kind) => kind === 'number' || kind === 'string'),
  });
  return keys.flatMap((key) =>
    typeof key === 'number' || typeof key === 'string' ? onSide(operator, key) : [],
  );
}

/** What a text can mean: `5` is a number and a text, where a field may hold both. */
function keysOf({ name, text, kinds }: Operand): readonly Key[] {
  const keys: Key[] = [];
  if (kinds.includes('null') && text === 'null') keys.push(null);
  if (kinds.includes('boolean') && (text === 'true' || text === 'false'))
    keys.push(text === 'true');
  if (kinds.includes('number') && isExactNumber(text)) keys.push(Number(text));
  if (kinds.includes('string') && keys[0] !== null && text.length < KEY_TEXT_MAX) keys.push(text);
  if (keys.length > 0) return keys;
  throw refusal(`${name}: ${JSON.stringify(text.slice(0, 40))} is not ${kinds.join(' or ')}`);
}

/** Another number than the one that is written would find other records. */
function isExactNumber(text: string): boolean {
  if (!NUMBER.test(text)) return false;
  const number = Number(text);
  return Number.isFinite(number) && (!Number.isInteger(number) || Number.isSafeInteger(number));
}

export const refusal = (message: string): LithairError =>
  new LithairError('invalid_query', message);

export const unknownParameter = (name: string): LithairError =>
  refusal(
    `${name.slice(0, 40)} is not a parameter: use limit, cursor, sort, expand, asOf, a field, or a field with one of ${OPERATORS.join(' ')} in brackets`,
  );
