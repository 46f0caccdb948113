import { setTimeout as pause } from 'node:timers/promises';

interface Patience {
  withinMs: number;
  everyMs?: number;
  what: string;
}

/** Waits for a condition instead of a duration; the error says what never came true. */
export async function eventually(
  condition: () => boolean | Promise<boolean>,
  { withinMs, everyMs = 5, what }: Patience,
): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`${what}: not within ${withinMs} ms`);
    await pause(everyMs);
  }
}
