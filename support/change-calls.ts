import type { LithairWorld } from './lithair-world';
import type { Call } from './load-driver';

/** Updates two articles, deletes the third, and so on through the articles alive, then reads. */
export function changeCalls({ ledger, traffic }: LithairWorld): () => Call {
  const numbers = ledger.aliveNumbers;
  let at = -1;
  return () => {
    at += 1;
    const n = numbers[at];
    if (n === undefined) return { method: 'GET', path: '/health' };
    return at % 3 === 2 ? traffic.delete(n) : traffic.update(n);
  };
}
