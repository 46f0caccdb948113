import type { EventDraft, RequestIdentity } from '../engine/event';
import { requireIdempotencyKey } from '../engine/idempotency-key';
import { LithairError } from '../errors/lithair-error';
import { fingerprintOf } from './fingerprint';

/**
 * Of an event that names its own key: what it says is what is asked, in whatever words and however
 * it came.
 * @param given the key that whoever sent it thought of: the same, or none.
 * @throws {LithairError} `invalid_idempotency_key`.
 */
export function identityOfEvent(
  { key = '', type, payload }: EventDraft,
  given: string | undefined,
): RequestIdentity {
  const own = requireIdempotencyKey(key);
  if (given !== undefined && given !== own)
    throw new LithairError('invalid_idempotency_key', `${type} has a key of its own: ${own}`);
  return { key: own, fingerprint: fingerprintOf(['event', type], Buffer.from(payload)) };
}
