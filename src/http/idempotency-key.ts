import type { IncomingMessage } from 'node:http';
import type { RequestIdentity } from '../engine/event';
import { requireIdempotencyKey } from '../engine/idempotency-key';
import { fingerprintOf } from '../runtime/fingerprint';

/** A structured-field string (RFC 9651), as the IETF draft wants the header. */
const QUOTED = /^"(.*)"$/;

/**
 * What `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header) makes of a request: the key,
 * quoted or bare, and the digest of what is asked. `undefined` without the header.
 * @throws {LithairError} `invalid_idempotency_key`.
 */
export function readIdentity(
  { headers, method = '', url = '' }: IncomingMessage,
  mediaType?: string,
  body?: Uint8Array,
): RequestIdentity | undefined {
  const header = headers['idempotency-key'];
  if (header === undefined) return undefined;
  const text = String(header);
  const key = requireIdempotencyKey(QUOTED.exec(text)?.[1] ?? text);
  const ifMatch = headers['if-match'] ?? '';
  // The same bytes may ask for something else as another media type: JSON and NDJSON.
  return { key, fingerprint: fingerprintOf([method, url, ifMatch, mediaType ?? ''], body) };
}
