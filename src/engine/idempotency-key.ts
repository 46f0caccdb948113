import { LithairError } from '../errors/lithair-error';

/** 1 to 128 visible ASCII characters but `"` and `\`: the log writes a key as it is. */
const IDEMPOTENCY_KEY = /^[\x21\x23-\x5b\x5d-\x7e]{1,128}$/;

/**
 * What a client may call a request, so that sending it again has no second effect (INV-6).
 * @throws {LithairError} `invalid_idempotency_key`.
 */
export function requireIdempotencyKey(text: string): string {
  if (IDEMPOTENCY_KEY.test(text)) return text;
  const message = 'a key is 1 to 128 visible ASCII characters other than " and \\, without spaces';
  throw new LithairError('invalid_idempotency_key', message);
}
