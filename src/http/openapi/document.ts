import { ERROR_CODES, type ErrorCode } from '../../errors/codes';
import type { Model } from '../../model/model';
import { ref } from '../api/answers';
import type { Answer, JsonSchema, ParameterName, Route } from '../api/route';
import type { Declared } from '../api/declared';
import { PROBLEM_TYPE } from '../reply';
import type { Components } from './field-schema';
import { modelSchemas } from './model-schemas';
import {
  FEED_WORDS,
  filterParameters,
  LIST_WORDS,
  modelParameter,
  SHARED_PARAMETERS,
  typeParameter,
  type Parameter,
} from './parameters';
import { ALWAYS, HEADERS, SHARED_SCHEMAS } from './shared-schemas';
import { eventSchemas } from './told-schemas';
import { transactionSchema } from './transaction-schema';

/** What the document is made from. */
export interface Described extends Declared {
  readonly table: readonly Route[];
  readonly version: string;
}

const DESCRIPTION = `The API of a Lithair node, made from its models. \`HEAD\` is answered wherever \`GET\` is; \`OPTIONS\` answers 204 with \`Allow\`, any other method 405.

Every refusal is a problem document (RFC 9457) with a stable \`code\`. Of those each call lists its own; any request may also meet 400 \`bad_request\`, 405 \`method_not_allowed\`, 408 \`request_timeout\`, 431 \`headers_too_large\`, 500 \`internal\` or \`view_failed\`, and a write 409 \`refused\`, where the application says so: \`reason\` is its own.

Whole numbers are safe integers, and a key named \`__proto__\` is refused at any depth.`;

/** The OpenAPI 3.1 document of a table of routes. */
export function openApiDocument({ table, models, events = [], version }: Described): JsonSchema {
  const schemas: Components = { ...SHARED_SCHEMAS };
  for (const model of models) modelSchemas(model, models, schemas);
  eventSchemas(events, schemas);
  const open = events.filter(({ isOnHttp }) => isOnHttp);
  schemas['lithair.transaction'] = transactionSchema(open);
  const paths: Record<string, Record<string, JsonSchema>> = {};
  for (const route of table)
    (paths[route.path] ??= {})[route.method.toLowerCase()] = operation(route, models);
  return {
    openapi: '3.1.0',
    info: { title: 'Lithair', version, description: DESCRIPTION },
    tags: [...new Set(table.map(({ documentation }) => documentation.tag))].map(tagOf),
    paths,
    components: {
      schemas,
      headers: HEADERS,
      parameters: SHARED_PARAMETERS,
      responses: {
        'lithair.refusal': refusal('What any request may meet.', ref('lithair.problem')),
      },
    },
  };
}

const tagOf = (name: string): JsonSchema => ({ name });

function operation({ path, documentation }: Route, models: readonly Model[]): JsonSchema {
  const { id, tag, summary, description, body, answers, refusals } = documentation;
  const parameters = parametersOf(path, documentation, models);
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(description === undefined ? {} : { description }),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined
      ? {}
      : { requestBody: { required: true, content: contentOf(body.content) } }),
    responses: {
      ...Object.fromEntries(Object.entries(answers).map(([code, each]) => [code, response(each)])),
      ...refusalsByStatus(refusals),
      default: { $ref: '#/components/responses/lithair.refusal' },
    },
  };
}

function parametersOf(
  path: string,
  { parameters = [], filters, types, tag }: Route['documentation'],
  models: readonly Model[],
): readonly JsonSchema[] {
  const inPath = /\{(\w+)\}/.exec(path)?.[1] as ParameterName | undefined;
  const names = inPath === undefined ? parameters : [inPath, ...parameters];
  const model = models.find(({ name }) => name === tag);
  const found = names.flatMap((name): (JsonSchema | Parameter)[] => {
    if (name in SHARED_PARAMETERS) return [{ $ref: `#/components/parameters/${name}` }];
    const own = model && modelParameter(name as 'sort' | 'expand', model);
    return own === undefined ? [] : [own];
  });
  const typed = types === undefined ? [] : [typeParameter(types)];
  const words = types === undefined ? LIST_WORDS : FEED_WORDS;
  const fields = filters === undefined ? [] : filterParameters(filters, words);
  return [...found, ...typed, ...fields] as readonly JsonSchema[];
}

/** @param events OpenAPI 3.1 has no word for what a stream is made of: this is an extension. */
const contentOf = (
  content: NonNullable<Answer['content']>,
  events?: Answer['events'],
): JsonSchema => {
  const more = events === undefined ? {} : { 'x-lithair-events': events };
  return Object.fromEntries(
    Object.entries(content).map(([type, schema]) => [type, { schema, ...more }]),
  );
};

function response({ means, content, events, headers = [] }: Answer): JsonSchema {
  return {
    description: means,
    ...(headers.length === 0 ? {} : { headers: headersOf(headers) }),
    ...(content === undefined ? {} : { content: contentOf(content, events) }),
  };
}

const headersOf = (names: NonNullable<Answer['headers']>): JsonSchema =>
  Object.fromEntries(
    names.map((name) => [
      name,
      ALWAYS.includes(name)
        ? { ...HEADERS[name], required: true }
        : { $ref: `#/components/headers/${name}` },
    ]),
  );

/** One answer a status: the codes that it may have, each with its title. */
function refusalsByStatus(codes: readonly ErrorCode[]): JsonSchema {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of new Set(codes)) {
    const { status } = ERROR_CODES[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  const entries = [...byStatus].map(([status, met]): [string, JsonSchema] => {
    const titles = met.map((code) => `\`${code}\`: ${ERROR_CODES[code].title}.`).join(' ');
    const own = { type: 'object', properties: { code: { enum: met }, status: { const: status } } };
    const schema = { allOf: [ref('lithair.problem'), own] };
    const headers = status === 503 || status === 507 ? headersOf(['Retry-After']) : undefined;
    return [String(status), { ...refusal(titles, schema), ...(headers && { headers }) }];
  });
  return Object.fromEntries(entries);
}

const refusal = (description: string, schema: JsonSchema): JsonSchema => {
  return { description, content: { [PROBLEM_TYPE]: { schema } } };
};
