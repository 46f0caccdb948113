import type { ErrorCode } from '../../errors/codes';
import type { EventDefinition } from '../../model/define-event';
import type { Model } from '../../model/model';
import { JSON_TYPE } from '../reply';
import type { Answer, BodyDocumentation, HeaderName, JsonSchema, ParameterName } from './route';

/** A schema that the document has under `components`. */
export const ref = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` });

/** The schemas of a model: none can have the name of another, nor of one of `SHARED_SCHEMAS`. */
export type ModelSchema =
  'record' | 'create' | 'replace' | 'patch' | 'page' | 'history' | 'bulk' | 'told';
export const schemaName = ({ eventTypes }: Model, schema: ModelSchema): string => {
  const name = eventTypes.created.replace(/Created$/, '');
  return schema === 'record' ? name : `${name}.${schema}`;
};
export const schemaOf = (model: Model, schema: ModelSchema): JsonSchema =>
  ref(schemaName(model, schema));

export const eventSchemaName = ({ type }: EventDefinition): string => `event.${type}`;

export const toldSchemaName = (event: EventDefinition): string => `${eventSchemaName(event)}.told`;

export const json = (schema: JsonSchema): BodyDocumentation => {
  return { content: { [JSON_TYPE]: schema } };
};

export function answer(
  means: string,
  schema: JsonSchema,
  headers: readonly HeaderName[] = [],
): Answer {
  return { means, ...json(schema), headers };
}

/** What each write reads and answers besides. */
export const WRITE_PARAMETERS: readonly ParameterName[] = ['Idempotency-Key'];
export const WRITE_HEADERS: readonly HeaderName[] = ['Lithair-Durability', 'Idempotency-Replayed'];

/** The refusals of every body. */
export const BODY_REFUSALS: readonly ErrorCode[] = [
  'empty_body',
  'malformed_json',
  'invalid_utf8',
  'json_too_deep',
  'json_too_many_keys',
  'number_out_of_range',
  'forbidden_key',
  'payload_too_large',
  'unsupported_media_type',
  'validation_failed',
];

/** The refusals of every `Idempotency-Key`. */
export const KEY_REFUSALS: readonly ErrorCode[] = [
  'invalid_idempotency_key',
  'idempotency_key_reused',
];

/** The refusals of all that goes to the log. */
export const LOG_REFUSALS: readonly ErrorCode[] = [
  'overloaded',
  'outcome_unknown',
  'disk_failed',
  'shutting_down',
  'disk_full',
];

/** The refusals of what names one record and may say which version of it is meant. */
export const TARGET_REFUSALS: readonly ErrorCode[] = [
  'invalid_id',
  'invalid_if_match',
  'not_found',
  'stale_version',
];

/** A list without what does not apply. */
export const when = (applies: boolean, ...codes: readonly ErrorCode[]): readonly ErrorCode[] =>
  applies ? codes : [];
