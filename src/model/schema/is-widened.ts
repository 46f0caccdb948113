import type { JsonSchema } from './json-schema';

/** A bound that may only go down, or away, without refusing what was allowed before. */
const LOWER = ['minLength', 'minItems', 'minProperties', 'minimum', 'exclusiveMinimum'];
/** One that may only go up. */
const UPPER = ['maxLength', 'maxItems', 'maxProperties', 'maximum', 'exclusiveMaximum'];
/** One that may only be the same, or away. */
const SAME = ['format', 'pattern', 'multipleOf', 'contentEncoding', 'uniqueItems', 'allOf'];
/** Compared in a way of their own. */
const KNOWN = ['type', 'const', 'enum', 'anyOf', 'oneOf', 'items', 'properties', 'required'];
const COMPARED = [...LOWER, ...UPPER, ...SAME, ...KNOWN, 'additionalProperties'];

/**
 * Whether every value that one schema allows is allowed by another. Where it cannot be told (what
 * refers to definitions, say) the answer is no: nobody may count on it then.
 */
export function isWidened(from: JsonSchema, to: JsonSchema): boolean {
  if (textOf(from) === textOf(to)) return true;
  const choices = from.anyOf ?? from.oneOf;
  if (choices !== undefined) return isAlone(from) && choices.every((one) => isWidened(one, to));
  const wider = to.anyOf ?? to.oneOf;
  // Of `oneOf` a value must match one alone, which nobody has checked.
  if (wider !== undefined)
    return isAlone(to) && to.oneOf === undefined && wider.some((one) => isWidened(from, one));
  const keywords = [...Object.keys(from), ...Object.keys(to)];
  const isEqual = (keyword: string): boolean => textOf(from[keyword]) === textOf(to[keyword]);
  return (
    keywords.every((keyword) => COMPARED.includes(keyword) || isEqual(keyword)) &&
    SAME.every((keyword) => to[keyword] === undefined || isEqual(keyword)) &&
    LOWER.every((keyword) => isBound(from[keyword], to[keyword], 1)) &&
    UPPER.every((keyword) => isBound(from[keyword], to[keyword], -1)) &&
    areValuesWidened(from, to) &&
    areItemsWidened(from, to) &&
    arePropertiesWidened(from, to)
  );
}

const textOf = (value: unknown): string | undefined => JSON.stringify(value);
const isAlone = (schema: JsonSchema): boolean => Object.keys(schema).length === 1;

function isBound(from: unknown, to: unknown, sign: number): boolean {
  if (to === undefined) return true;
  return from !== undefined && (Number(from) - Number(to)) * sign >= 0;
}

/** Kinds of values, and values by name. */
function areValuesWidened(from: JsonSchema, to: JsonSchema): boolean {
  const wanted = typesOf(to);
  const types = typesOf(from);
  const isKind = (type: string): boolean =>
    wanted?.includes(type) === true || (type === 'integer' && wanted?.includes('number') === true);
  if (wanted !== undefined && types?.every(isKind) !== true) return false;
  const allowed = namedValues(to);
  if (allowed === undefined) return true;
  return namedValues(from)?.every((value) => allowed.includes(value)) === true;
}

const typesOf = ({ type }: JsonSchema): readonly string[] | undefined =>
  typeof type === 'string' ? [type] : type;

function namedValues(schema: JsonSchema): readonly string[] | undefined {
  if ('const' in schema) return [JSON.stringify(schema.const)];
  return schema.enum?.map((value) => JSON.stringify(value));
}

function areItemsWidened(from: JsonSchema, to: JsonSchema): boolean {
  return isPartWidened(from['items'], to['items']);
}

/** A part that is absent or true allows anything, one that is false nothing. */
function isPartWidened(from: unknown, to: unknown): boolean {
  if (to === undefined || to === true || from === false) return true;
  if (to === false) return false;
  return isWidened(typeof from === 'object' ? (from as JsonSchema) : {}, to as JsonSchema);
}

function arePropertiesWidened(from: JsonSchema, to: JsonSchema): boolean {
  const before = propertiesOf(from);
  const after = propertiesOf(to);
  const required = (schema: JsonSchema): readonly string[] =>
    (schema['required'] as string[] | undefined) ?? [];
  if (!required(to).every((name) => required(from).includes(name))) return false;
  const [others, wanted] = [from['additionalProperties'], to['additionalProperties']];
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return (
    isPartWidened(others, wanted) &&
    names.every((name) => isPartWidened(before[name] ?? others, after[name] ?? wanted))
  );
}

const propertiesOf = (schema: JsonSchema): Readonly<Record<string, unknown>> =>
  (schema['properties'] as Record<string, unknown> | undefined) ?? {};
