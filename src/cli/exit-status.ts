import { ERROR_CODES } from '../errors/codes';
import { LithairError } from '../errors/lithair-error';

/** One clear line and a sysexits code; the stack of a bug, which is ours to read. */
export function exitStatus(error: unknown): number {
  if (error instanceof LithairError) {
    process.stderr.write(`lithair: ${error.message} [${error.code}]\n`);
    return error.exit;
  }
  const { code, message } = error as NodeJS.ErrnoException;
  if (code !== undefined) {
    process.stderr.write(`lithair: ${message} [disk_failed]\n`);
    return ERROR_CODES.disk_failed.exit;
  }
  process.stderr.write(
    `lithair: a bug: ${error instanceof Error ? (error.stack ?? message) : String(error)}\n`,
  );
  return ERROR_CODES.internal.exit;
}
