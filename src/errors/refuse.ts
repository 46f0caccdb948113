import { LithairError } from './lithair-error';

const REASON = /^[a-z][a-z0-9_]{0,62}$/;

/**
 * Refuses what is being decided, for a reason of the application's own: in the `work` of a
 * transaction, in the reducer of a view, or in a route. The client gets 409 `refused` with `reason`
 * and `details`, and nothing is changed.
 *
 * @param reason stable, for programs: lower-case letters, digits and _.
 * @param message for people.
 * @param details any JSON.
 * @throws {LithairError} `refused`, always; a TypeError when the reason is none, or the details no
 * JSON.
 * @example
 * if (stock < pieces) refuse('sold_out', `${stock} left of ${id}`, { left: stock });
 */
export function refuse(
  reason: string,
  message: string,
  details?: Readonly<Record<string, unknown>>,
): never {
  if (!REASON.test(reason))
    throw new TypeError(`a reason is lower-case letters, digits and _, not ${String(reason)}`);
  // Shown to clients, later: what is no JSON is said here.
  const shown: unknown = details === undefined ? undefined : JSON.parse(JSON.stringify(details));
  const more = shown === undefined ? { reason } : { reason, details: shown };
  throw new LithairError('refused', message, more);
}

/** Whether the application refused, by `refuse`: anything else that it throws is a fault. */
export const isRefusal = (error: unknown): error is LithairError =>
  error instanceof LithairError && error.code === 'refused';
