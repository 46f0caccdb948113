import { articleNumber } from '../articles';
import type { Ledger, Version } from '../ledger';
import type { Fields } from '../log-replay';
import type { Write } from './article-share';

export interface Settled {
  /** Writes that nobody was told of and that are there, with the events that each took. */
  kept: Write[];
  /** Writes that left nothing. */
  dropped: Write[];
  /** Writes of which only a part is there. */
  split: string[];
}

/**
 * What became of the writes without an answer: each is there entirely or not at all. From now on
 * the ledger holds them to it: what a start found must stay.
 */
export function settleUnanswered(
  ledger: Ledger,
  writes: readonly Write[],
  alive: ReadonlyMap<string, Fields>,
): Settled {
  const byNumber = new Map(
    [...alive].map(([id, record]) => [articleNumber(record), { id, record }]),
  );
  const settled: Settled = { kept: [], dropped: [], split: [] };
  for (const write of writes) {
    const numbers = [...write.created, ...write.changed];
    const taken = numbers.filter((n) => {
      return isStored(ledger.entries.get(n)?.pending, byNumber.get(n)?.record);
    });
    for (const n of numbers) {
      if (taken.includes(n)) ledger.adopt(n, byNumber.get(n)?.id ?? '');
      else ledger.refuse(n);
    }
    if (taken.length === 0) settled.dropped.push(write);
    else if (taken.length === numbers.length) settled.kept.push(write);
    else
      settled.split.push(`${taken.length} of ${numbers.length} of ${write.method} ${write.path}`);
  }
  return settled;
}

/** No two versions of an article have the same content, so the content tells them apart. */
function isStored(version: Version | undefined, found: Fields | undefined): boolean {
  if (version === undefined) throw new Error('a write without an answer is not in the ledger');
  return version === null ? found === undefined : version['content'] === found?.['content'];
}
