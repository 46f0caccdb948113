import { LithairError } from '../../errors/lithair-error';
import { reasonOf } from '../../errors/reason-of';

/** What the system says when a write finds no room: on the disk, in a quota, in a file's limit. */
const NO_ROOM: readonly unknown[] = ['ENOSPC', 'EDQUOT', 'EFBIG'];
/** `ENOSPC`, but not the `ERR_…` of Node itself, which are bugs of the caller. */
const SYSTEM_CODE = /^E[A-Z0-9]+$/;

const codeOf = (error: unknown): unknown => (error as { readonly code?: unknown } | null)?.code;

export const isNoRoom = (error: unknown): boolean => NO_ROOM.includes(codeOf(error));

/**
 * An error of the system as one of ours: `disk_full` or `disk_failed`. One that is ours already, or
 * that is a bug, stays what it is.
 */
export function diskError(doing: string, error: unknown): unknown {
  const code = codeOf(error);
  if (error instanceof LithairError || typeof code !== 'string' || !SYSTEM_CODE.test(code))
    return error;
  const message = `${doing}: ${error instanceof Error ? error.message : code}`;
  return new LithairError(isNoRoom(error) ? 'disk_full' : 'disk_failed', message, {}, error);
}

/** The error of a disk that failed, with what the system said. */
export function diskFailure(doing: string, error: unknown): LithairError {
  const reason = reasonOf(error);
  return new LithairError('disk_failed', `${doing}: ${reason}`, {}, error);
}
