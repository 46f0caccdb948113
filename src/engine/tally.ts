import type { LoggedEvent } from './event';
import type { Verb } from './event-kind';

/** What the events of one request did, all together. */
export interface Tally {
  /** Sequence number of the last of them; 0 when there is none. */
  readonly seq: number;
  /** Identifiers of the records that were created, in order. */
  readonly created: readonly string[];
  /** How many were changed. */
  readonly updated: number;
  /** How many were deleted. */
  readonly deleted: number;
}

/** Counts the events of one request. */
export function tallyOf(events: readonly LoggedEvent[], verbOf: (type: string) => Verb): Tally {
  const created: string[] = [];
  let updated = 0;
  let deleted = 0;
  for (const { type, aggregateId } of events) {
    const verb = verbOf(type);
    if (verb === 'create') created.push(aggregateId);
    else if (verb === 'update') updated += 1;
    else if (verb === 'delete') deleted += 1;
  }
  return { seq: events.at(-1)?.seq ?? 0, created, updated, deleted };
}
