import type { RequestIdentity } from './event';

/**
 * What is remembered of a request that had an idempotency key: enough to answer it again (INV-6).
 * Never changes once made.
 */
export type DedupEntry = EntryOfOne | EntryOfSeveral;

interface Remembered extends RequestIdentity {
  /** Sequence number of the request's last event. */
  readonly seq: number;
  /** Time of that event, in microseconds: what the entry's age is counted from. */
  readonly timestamp: number;
}

/** The request left one event. */
export interface EntryOfOne extends Remembered {
  readonly type: string;
  /** Identifier of the record. */
  readonly id: string;
  /**
   * The very text that the state holds: it costs nothing as long as the record is unchanged. Of an
   * own event nobody else holds it, and no answer needs it: `UNKEPT`.
   */
  readonly payload: string;
}

/** The request left several events: no more of them is kept than the answer counts. */
export interface EntryOfSeveral extends Remembered {
  /** Identifiers of the records that were created. */
  readonly created: readonly string[];
  readonly updated: number;
  readonly deleted: number;
}

/** JSON in the place of a payload that is not kept. */
export const UNKEPT = 'null';

export const isOfOne = (entry: DedupEntry): entry is EntryOfOne => 'payload' in entry;
