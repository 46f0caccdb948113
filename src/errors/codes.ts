/**
 * Every operational error of Lithair: one stable code, the HTTP status a client sees, the exit
 * status a shell sees (sysexits), what it means and what to do. `docs/ERRORS.md` has one heading a
 * code; a test compares both.
 */
export interface ErrorEntry {
  /** HTTP status of the problem document (RFC 9457). */
  readonly status: number;
  /** Exit status of the process when the error stops it. */
  readonly exit: number;
  readonly title: string;
}

const entry = (status: number, title: string, exit = 70): ErrorEntry => ({ status, exit, title });

export const ERROR_CODES = {
  bad_request: entry(400, 'The request is not well-formed HTTP'),
  malformed_json: entry(400, 'The body is not JSON'),
  empty_body: entry(400, 'The body is empty'),
  invalid_utf8: entry(400, 'The body is not UTF-8'),
  json_too_deep: entry(400, 'The JSON is nested too deeply'),
  json_too_many_keys: entry(400, 'The JSON has too many keys'),
  number_out_of_range: entry(400, 'A number cannot be represented exactly'),
  forbidden_key: entry(400, 'A key is not allowed'),
  invalid_query: entry(400, 'A query parameter is not understood'),
  query_too_expensive: entry(400, 'The query would look at too many records'),
  invalid_cursor: entry(400, 'The cursor was not given by this server'),
  invalid_id: entry(400, 'The identifier cannot exist'),
  invalid_if_match: entry(400, 'The precondition is not a list of entity tags'),
  invalid_idempotency_key: entry(400, 'The idempotency key is not one'),
  invalid_event_id: entry(400, 'No such event to go on from'),
  not_found: entry(404, 'There is no such record'),
  route_not_found: entry(404, 'There is no such resource'),
  method_not_allowed: entry(405, 'The method is not allowed here'),
  request_timeout: entry(408, 'The request took too long to arrive'),
  id_taken: entry(409, 'A record with this identifier exists'),
  unique_violation: entry(409, 'The value is taken'),
  still_referenced: entry(409, 'Other records refer to it'),
  refused: entry(409, 'The application refuses it'),
  history_not_kept: entry(410, 'That much of the past is not kept'),
  events_gone: entry(410, 'The events are not in the log any more'),
  stale_version: entry(412, 'The record has changed'),
  payload_too_large: entry(413, 'The body is too large'),
  too_many_items: entry(413, 'The bulk has too many elements'),
  unsupported_media_type: entry(415, 'The media type is not supported'),
  validation_failed: entry(422, 'The record is not valid'),
  immutable_field: entry(422, 'The field cannot change'),
  read_only_field: entry(422, 'The field is set by the application alone'),
  reference_not_found: entry(422, 'The record that is named does not exist'),
  idempotency_key_reused: entry(422, 'The idempotency key belongs to another request'),
  headers_too_large: entry(431, 'The header section is too large'),
  internal: entry(500, 'A fault of the server'),
  overloaded: entry(503, 'The write queue is full'),
  too_many_subscribers: entry(503, 'There are as many subscribers as may be'),
  outcome_unknown: entry(503, 'The write may or may not survive'),
  shutting_down: entry(503, 'The server is stopping'),
  disk_full: entry(507, 'There is no room on the disk', 74),
  usage: entry(500, 'Wrong usage', 64),
  data_corrupt: entry(500, 'The log is damaged', 65),
  not_a_data_directory: entry(500, 'Not a Lithair data directory', 66),
  unsupported_format: entry(500, 'The directory has another format version', 66),
  port_unavailable: entry(500, 'The port cannot be opened', 71),
  directory_not_empty: entry(500, 'The directory to be made is there already', 73),
  backup_diverged: entry(500, 'The backup is not a beginning of this log', 73),
  disk_failed: entry(503, 'The disk failed', 74),
  directory_locked: entry(503, 'Another process holds the data directory', 75),
  permission_denied: entry(500, 'The files may not be used by this user', 77),
  invalid_configuration: entry(500, 'A configuration value is not valid', 78),
  invalid_model: entry(500, 'A model declaration is not valid', 78),
  invalid_event: entry(500, 'An event declaration is not valid', 78),
  invalid_view: entry(500, 'A view declaration is not valid', 78),
  view_failed: entry(500, 'A view cannot take an event', 78),
  view_not_rebuildable: entry(500, 'A view has changed and the log it is made of is gone', 78),
  schema_changed: entry(500, 'The declared models do not fit what is on record', 78),
  migration_failed: entry(500, 'A record cannot be brought to the declared version', 78),
  unknown_event_type: entry(500, 'The log holds events that no model declares', 78),
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof ERROR_CODES;
