import { ERROR_CODES, type ErrorCode } from '../../errors/codes';
import { IDENTIFIER } from '../../model/identifier';
import type { HeaderName, JsonSchema } from '../api/route';

const TEXT = { type: 'string' } as const;
const COUNT = { type: 'integer', minimum: 0 } as const;
const VALUE = { type: 'object' } as const;
const IDENTIFIERS = { $ref: '#/components/schemas/lithair.identifier' } as const;

/** An object with all of these members; further ones are allowed, as a later version may have. */
export const record = (properties: JsonSchema, optional: JsonSchema = {}): JsonSchema => ({
  type: 'object',
  properties: { ...properties, ...optional },
  required: Object.keys(properties),
});

const violation = record({ path: TEXT, code: TEXT, message: TEXT });

/** They can be met by a request, and stop a command as well. */
const OVER_HTTP_TOO: readonly ErrorCode[] = ['disk_full', 'disk_failed', 'view_failed'];

/** A problem document, of some codes only or of any (RFC 9457). */
export const PROBLEM: JsonSchema = {
  description: 'A refusal. `code` is stable: docs/ERRORS.md says what to do about each.',
  ...record(
    {
      type: { const: 'about:blank' },
      title: TEXT,
      status: { type: 'integer', minimum: 400, maximum: 599 },
      code: { enum: codesOverHttp() },
      detail: TEXT,
    },
    {
      errors: { type: 'array', items: violation, description: 'What is wrong with the body.' },
      field: { ...TEXT, description: 'The field that causes it.' },
      fields: { type: 'array', items: TEXT, description: 'Fields whose past is not kept.' },
      id: { ...TEXT, description: 'The first record of a list that is not known as it was.' },
      index: { ...COUNT, description: 'The position of the first bad element.' },
      reason: { ...TEXT, description: 'Why the application refuses, in its own terms.' },
      details: { description: 'What it says besides.' },
      list: { enum: ['create', 'update', 'delete'], description: 'The list of a bulk it is in.' },
    },
  ),
};

/** Codes that stop a command and no request are not in the document. */
function codesOverHttp(): readonly string[] {
  const codes = Object.keys(ERROR_CODES) as ErrorCode[];
  return codes.filter((code) => ERROR_CODES[code].exit === 70 || OVER_HTTP_TOO.includes(code));
}

/** What is the same whatever the models are, by component. */
export const SHARED_SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  'lithair.problem': PROBLEM,
  'lithair.identifier': {
    ...TEXT,
    pattern: IDENTIFIER.source,
    description: 'The same in a URL, a log line and a file name.',
  },
  'lithair.tally': record({
    created: COUNT,
    updated: COUNT,
    deleted: COUNT,
    ids: { type: 'array', items: IDENTIFIERS, description: 'Those that were created.' },
  }),
  'lithair.count': record({ count: COUNT }),
  'lithair.id': record({ id: IDENTIFIERS }),
  'lithair.restore': {
    ...record({ seq: { type: 'integer', minimum: 1, description: 'A past event.' } }),
    additionalProperties: false,
  },
  'lithair.emitted': record({
    seq: { type: 'integer', minimum: 1 },
    type: TEXT,
    id: IDENTIFIERS,
    time: { ...TEXT, format: 'date-time' },
  }),
  'lithair.place': record({ seq: { ...COUNT, description: 'What to go on behind.' } }),
  'lithair.views': record({
    items: {
      type: 'array',
      items: record({ name: TEXT, version: COUNT, keys: COUNT, seq: COUNT }),
    },
  }),
  'lithair.viewPage': record({
    items: { type: 'array', items: record({ key: TEXT, value: {} }) },
    next: { type: ['string', 'null'], description: 'The `cursor` of the next page.' },
    total: COUNT,
  }),
  'lithair.health': record({ status: { const: 'ok' } }),
  'lithair.ready': record({ status: { enum: ['ready', 'read_only'] } }),
  'lithair.status': record(
    {
      name: { const: 'lithair' },
      version: TEXT,
      pid: COUNT,
      uptime_s: COUNT,
      status: { enum: ['ready', 'read_only', 'stopping'] },
      durability: TEXT,
      seq: COUNT,
      synced_seq: COUNT,
      clock_behind_ms: { type: 'number' },
      clock_held: { type: 'boolean' },
      models: { type: 'object', additionalProperties: record({ count: COUNT }) },
      log: record({ bytes: COUNT, log_id: TEXT, checked: { type: 'boolean' } }),
      snapshot: VALUE,
      recovery: VALUE,
      dedup: record({ keys: COUNT, bytes: COUNT }),
      queue: record({ events: COUNT, bytes: COUNT }),
      memory: record({ rss_bytes: COUNT }),
      settings: VALUE,
    },
    { read_only: { ...TEXT, description: 'Why writes are refused.' } },
  ),
};

interface Header {
  readonly description: string;
  readonly schema: JsonSchema;
}

export const HEADERS: Readonly<Record<HeaderName, Header>> = {
  ETag: {
    description: 'A strong, opaque tag of this version.',
    schema: { ...TEXT, pattern: '^"[^"]+"$' },
  },
  Location: { description: 'Where the record is.', schema: { ...TEXT, format: 'uri-reference' } },
  Link: { description: 'The next page, when there is one: `<…>; rel="next"`.', schema: TEXT },
  'Lithair-Durability': {
    description: 'The level that was reached, and the (last) event: `disk; seq=57`.',
    schema: { ...TEXT, pattern: '^(memory|os|disk|quorum); seq=\\d+$' },
  },
  'Idempotency-Replayed': {
    description: 'There when an earlier request with the same key did it.',
    schema: { const: 'true' },
  },
  'Retry-After': { description: 'Seconds.', schema: { ...TEXT, pattern: '^\\d+$' } },
};

/** Answers have them always, and not only in some cases. */
export const ALWAYS: readonly HeaderName[] = ['Location', 'Lithair-Durability', 'Retry-After'];
