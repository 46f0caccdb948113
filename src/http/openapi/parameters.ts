import type { Kind } from '../../model/field-kinds';
import type { Model } from '../../model/model';
import { ref } from '../api/answers';
import type { JsonSchema, ParameterName } from '../api/route';
import { FILE_NAMES } from '../docs/page';
import { LIMIT_DEFAULT, LIMIT_MAX } from '../query/list-query';
import { OPERATORS, queriedKinds, VALUES_MAX, type Operator } from '../query/field-param';

/** A parameter of a call, as OpenAPI has it. */
export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: true;
  readonly description?: string;
  readonly style?: 'form';
  readonly explode?: false;
  readonly schema: JsonSchema;
}

const TEXT = { type: 'string' } as const;
const TAGS = '`*`, or entity tags as the `ETag` header gives them';

/** Parameters that mean the same wherever they are. */
export const SHARED_PARAMETERS: Readonly<Partial<Record<ParameterName, Parameter>>> = {
  id: { name: 'id', in: 'path', required: true, schema: ref('lithair.identifier') },
  file: { name: 'file', in: 'path', required: true, schema: { enum: FILE_NAMES } },
  key: { name: 'key', in: 'path', required: true, schema: { ...TEXT, minLength: 1 } },
  viewLimit: {
    name: 'limit',
    in: 'query',
    schema: { type: 'integer', minimum: 1, maximum: LIMIT_MAX, default: LIMIT_DEFAULT },
  },
  prefix: {
    name: 'prefix',
    in: 'query',
    description: 'Keys that begin so.',
    schema: TEXT,
  },
  limit: {
    name: 'limit',
    in: 'query',
    description: 'Records a page; `all` streams every record.',
    schema: {
      anyOf: [{ type: 'integer', minimum: 1, maximum: LIMIT_MAX }, { const: 'all' }],
      default: LIMIT_DEFAULT,
    },
  },
  cursor: {
    name: 'cursor',
    in: 'query',
    description: 'The `next` of a page, with the same filters, sort and `asOf`.',
    schema: TEXT,
  },
  asOf: {
    name: 'asOf',
    in: 'query',
    description: 'As it was after an event, or at a time. Excludes `expand`.',
    schema: {
      anyOf: [
        { type: 'integer', minimum: 0 },
        { type: 'string', format: 'date-time' },
      ],
    },
  },
  since: {
    name: 'since',
    in: 'query',
    description: 'Go on behind this event; from now on without it.',
    schema: { type: 'integer', minimum: 0 },
  },
  snapshot: {
    name: 'snapshot',
    in: 'query',
    description: 'First the records as they are. Excludes `since`.',
    schema: { type: 'boolean', default: false },
  },
  'Last-Event-ID': {
    name: 'Last-Event-ID',
    in: 'header',
    description: 'Go on behind this event: it wins over `since` and `snapshot`.',
    schema: { type: 'integer', minimum: 0 },
  },
  'Idempotency-Key': {
    name: 'Idempotency-Key',
    in: 'header',
    description: 'Under one key a request has at most one effect.',
    schema: { ...TEXT, pattern: '^(?:[!#-\\[\\]-~]{1,128}|"[!#-\\[\\]-~]{1,128}")$' },
  },
  'If-Match': {
    name: 'If-Match',
    in: 'header',
    description: `Change only this version: ${TAGS}.`,
    schema: TEXT,
  },
  'If-None-Match': {
    name: 'If-None-Match',
    in: 'header',
    description: `Answer 304 when it is this version: ${TAGS}.`,
    schema: TEXT,
  },
};

/** A parameter whose values depend on the model; nothing when it can have none. */
export function modelParameter(name: 'sort' | 'expand', model: Model): Parameter | undefined {
  if (name === 'sort') {
    const fields = [...model.fields.keys()].filter(
      (field) => queriedKinds(model, field) !== undefined,
    );
    const values = fields.flatMap((field) => [field, `-${field}`]);
    const description = 'The order of the list, downwards with a dash; as created without it.';
    return { name, in: 'query', description, schema: { enum: values } };
  }
  const { references, hiddenFields, fields } = model;
  const names = references
    .map(({ field }) => field)
    .filter((field) => !hiddenFields.includes(field));
  if (names.length === 0 || fields.has('expanded')) return undefined;
  const items = { enum: names };
  return {
    name,
    in: 'query',
    description: 'References whose records come with each record.',
    style: 'form',
    explode: false,
    schema: { type: 'array', items, minItems: 1, uniqueItems: true },
  };
}

/** The types of events that a feed may be asked for. */
export function typeParameter(types: readonly string[]): Parameter {
  const items = { enum: ['created', 'updated', 'deleted', ...types] };
  return {
    name: 'type',
    in: 'query',
    description: 'Events of these types only.',
    style: 'form',
    explode: false,
    schema: { type: 'array', items, minItems: 1 },
  };
}

/** Names that mean something else in a query; such a field is asked for as `limit[eq]`. */
export const LIST_WORDS: readonly string[] = ['limit', 'cursor', 'sort', 'expand', 'asOf'];
export const FEED_WORDS: readonly string[] = ['type', 'since', 'snapshot'];

const MEANS: Readonly<Record<Operator, string>> = {
  eq: 'is',
  ne: 'is not',
  gt: 'is greater than',
  gte: 'is at least',
  lt: 'is less than',
  lte: 'is at most',
  in: 'is one of',
  prefix: 'begins with',
  contains: 'has in it',
};

/**
 * One parameter for each field that can be filtered by, and each operator that it takes.
 * @param taken names that mean something else there.
 */
export function filterParameters(model: Model, taken: readonly string[]): readonly Parameter[] {
  const { fields, indexedFields, uniqueFields } = model;
  const quick = new Set(['id', ...indexedFields, ...uniqueFields]);
  return [...fields.keys()].flatMap((field) => {
    const kinds = queriedKinds(model, field) ?? [];
    if (kinds.length === 0) return [];
    const cost = quick.has(field) ? 'Indexed.' : 'Not indexed: for small models, or with others.';
    return OPERATORS.filter((operator) => takes(operator, kinds)).map((operator): Parameter => {
      const plain = operator === 'eq' && !taken.includes(field);
      const list = operator === 'in' ? ({ style: 'form', explode: false } as const) : {};
      return {
        name: plain ? field : `${field}[${operator}]`,
        in: 'query',
        description:
          `${field} ${MEANS[operator]}. ${operator === 'contains' ? '' : cost}`.trimEnd(),
        ...list,
        schema: valueSchema(operator, kinds),
      };
    });
  });
}

function takes(operator: Operator, kinds: readonly Kind[]): boolean {
  if (operator === 'prefix' || operator === 'contains') return kinds.includes('string');
  const isOrder = ['gt', 'gte', 'lt', 'lte'].includes(operator);
  return !isOrder || kinds.includes('number') || kinds.includes('string');
}

function valueSchema(operator: Operator, kinds: readonly Kind[]): JsonSchema {
  switch (operator) {
    case 'prefix':
    case 'contains':
      return SHORT_TEXT;
    case 'in':
      return { type: 'array', items: oneOf(kinds), minItems: 1, maxItems: VALUES_MAX };
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte':
      return oneOf(kinds.filter((kind) => kind === 'number' || kind === 'string'));
    case 'eq':
    case 'ne':
      return oneOf(kinds);
  }
}

const SHORT_TEXT = { type: 'string', maxLength: 255 } as const;
const OF_KIND: Readonly<Record<Kind, JsonSchema>> = {
  null: { const: 'null', description: 'Stands for null, and for a field that is left out.' },
  boolean: { type: 'boolean' },
  number: { type: 'number' },
  string: SHORT_TEXT,
};

function oneOf(kinds: readonly Kind[]): JsonSchema {
  const schemas = kinds.map((kind) => OF_KIND[kind]);
  return schemas.length === 1 ? (schemas[0] as JsonSchema) : { anyOf: schemas };
}
