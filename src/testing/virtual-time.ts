import type { Environment, Timer } from '../environment/environment';

interface Planned {
  readonly due: number;
  readonly callback: () => void;
}

/** Time that stands still until the test moves it to the next timer. */
export interface VirtualTime extends Environment {
  /** Moves to the timer that is due first and calls it back; false when there is none. */
  fireNext(): boolean;
}

export function virtualTime(environment: Environment): VirtualTime {
  const planned = new Set<Planned>();
  let now = 0;
  return {
    ...environment,
    monotonicMs: () => now,
    after: (delayMs, callback): Timer => {
      const timer = { due: now + delayMs, callback };
      planned.add(timer);
      return { cancel: () => planned.delete(timer) };
    },
    fireNext: () => {
      const [first] = [...planned].sort((a, b) => a.due - b.due);
      if (first === undefined) return false;
      planned.delete(first);
      now = Math.max(now, first.due);
      first.callback();
      return true;
    },
  };
}

const TURNS_MAX = 20_000;
/** The event loop turns so often before time moves: what has arrived is handled first. */
const TURNS_A_TIMER = 4;

/**
 * Lets the event loop turn, and time move, until a promise is settled.
 * @throws when it never is: something waits for what does not come.
 */
export async function settled<T>(promise: Promise<T>, time: VirtualTime): Promise<T> {
  let isSettled = false;
  const mark = (): void => {
    isSettled = true;
  };
  promise.then(mark, mark);
  for (let turn = 1; !isSettled; turn += 1) {
    if (turn > TURNS_MAX) throw new Error('a promise was never settled');
    await new Promise((resolve) => setImmediate(resolve));
    if (!isSettled && turn % TURNS_A_TIMER === 0) time.fireNext();
  }
  return promise;
}
