import { ERROR_CODES, type ErrorCode } from './codes';

/**
 * One value that a model refused. `path` is a JSON pointer (RFC 6901); `code` is the validator's
 * own.
 */
export interface Violation {
  readonly path: string;
  readonly code: string;
  readonly message: string;
}

/**
 * What an error carries besides its code and message; every member is copied into the problem
 * document.
 */
export interface ErrorDetails {
  readonly errors?: readonly Violation[];
  readonly field?: string;
  /** Fields of which the past that was asked for is not kept. */
  readonly fields?: readonly string[];
  /** The record of a list that is not known as it was. */
  readonly id?: string;
  /** Position of the first bad element of a bulk, and the list it is in. */
  readonly index?: number;
  readonly list?: 'create' | 'update' | 'delete';
  /** Why the application refuses, in its own terms: see `refuse`. */
  readonly reason?: string;
  /** What it says besides: JSON. */
  readonly details?: unknown;
  /** Where a damaged log stops making sense. */
  readonly file?: string;
  readonly offset?: number;
  readonly seq?: number;
}

/**
 * An operational error: expected, named by a stable code, handled by whoever can. Anything else
 * thrown is a bug.
 */
export class LithairError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'LithairError';
    this.code = code;
    this.details = details;
  }

  /** HTTP status of the problem document. */
  get status(): number {
    return ERROR_CODES[this.code].status;
  }

  /** Exit status (sysexits) when the error stops the process. */
  get exit(): number {
    return ERROR_CODES[this.code].exit;
  }
}

/** The same refusal, with details that only the caller knows (the position in a bulk, say). */
export function withDetails(error: LithairError, details: ErrorDetails): LithairError {
  return new LithairError(error.code, error.message, { ...error.details, ...details }, error);
}
