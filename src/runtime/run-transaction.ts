import type { RequestIdentity } from '../engine/event';
import type { Runtime } from './runtime';
import type { Transaction } from './transaction';

/**
 * Runs `work` as one transaction.
 * @param request when an earlier transaction with it had its effect, `work` is not run.
 * @returns what `work` returned, once all of it is acknowledged; `undefined` when it was not run.
 */
export function runTransaction<T>(
  runtime: Runtime,
  work: (transaction: Transaction) => T,
  request?: RequestIdentity,
): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    let result: T | undefined;
    const run = (transaction: Transaction): void => {
      result = work(transaction);
      if (!(result instanceof Promise)) return;
      result.catch(() => undefined);
      throw new TypeError('a transaction is synchronous: do what waits before or after it');
    };
    const done = (error: Error | undefined): void => {
      if (error === undefined) resolve(result);
      else reject(error);
    };
    if (request !== undefined && runtime.recall(request, done)) return;
    runtime.transact(run, done, request);
  });
}
