import { LithairError, withDetails, type ErrorDetails } from '../../errors/lithair-error';

/** A refusal of one element of a request says which. */
export function located<R>(at: ErrorDetails, make: () => R): R {
  try {
    return make();
  } catch (error) {
    throw error instanceof LithairError ? withDetails(error, at) : error;
  }
}
