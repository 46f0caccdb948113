/** The stable codes of refusals: docs/ERRORS.md says what each means. */
export type ProblemCode =
  | 'bad_request'
  | 'malformed_json'
  | 'empty_body'
  | 'invalid_utf8'
  | 'json_too_deep'
  | 'json_too_many_keys'
  | 'number_out_of_range'
  | 'forbidden_key'
  | 'invalid_query'
  | 'query_too_expensive'
  | 'invalid_cursor'
  | 'invalid_id'
  | 'invalid_if_match'
  | 'invalid_idempotency_key'
  | 'not_found'
  | 'route_not_found'
  | 'method_not_allowed'
  | 'request_timeout'
  | 'id_taken'
  | 'unique_violation'
  | 'still_referenced'
  | 'refused'
  | 'history_not_kept'
  | 'stale_version'
  | 'payload_too_large'
  | 'too_many_items'
  | 'unsupported_media_type'
  | 'validation_failed'
  | 'immutable_field'
  | 'read_only_field'
  | 'reference_not_found'
  | 'idempotency_key_reused'
  | 'headers_too_large'
  | 'internal'
  | 'overloaded'
  | 'outcome_unknown'
  | 'shutting_down'
  | 'disk_full'
  | 'disk_failed'
  | 'view_failed'
  | 'invalid_event_id'
  | 'events_gone'
  | 'too_many_subscribers';

/** A refusal. */
export class LithairProblem extends Error {
  readonly status: number;
  /** `unknown`: the answer was no problem document; something between may have given it. */
  readonly code: ProblemCode | 'unknown';
  /** All that the answer says: `errors`, `field`, `index`, … */
  readonly document: Readonly<Record<string, unknown>>;

  constructor(status: number, document: Readonly<Record<string, unknown>>) {
    const { code, detail } = document;
    const name = typeof code === 'string' ? code : 'unknown';
    super(typeof detail === 'string' ? `${name}: ${detail}` : `the server answered ${status}`);
    this.name = 'LithairProblem';
    this.status = status;
    this.code = name as ProblemCode | 'unknown';
    this.document = document;
  }
}
