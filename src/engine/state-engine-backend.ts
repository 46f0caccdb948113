import type { RecordEntry } from './record-entry';
import type { RecordTexts, TextBounds } from './record-texts';

/** What readers may do with the records of one model. */
export interface RecordReader {
  readonly size: number;
  get(id: string): RecordEntry | undefined;
  /** At most `limit` records created after the event `createdSeq`, in creation order. */
  page(createdSeq: number, limit: number): RecordEntry[];
  /** The texts of the same, as bytes; `pieces` stay as they are whatever happens later. */
  texts(createdSeq: number, bounds: TextBounds): RecordTexts;
  /** One record, each with the same chance; `random` gives uniform numbers in [0, 1). */
  pick(random: () => number): RecordEntry | undefined;
}

/**
 * Where the records of one model live in memory. A port, so that another container can be compared
 * with the default one: every implementation passes `state-engine-backend.contract.ts`.
 *
 * Promises: `get`, `insert`, `replace` and `remove` are O(1) amortised; `page` is O(log n + limit);
 * a replaced record keeps its place in creation order.
 */
export interface StateEngineBackend extends RecordReader {
  /** Takes a new record, created after all others. */
  insert(record: RecordEntry): void;
  /** Gives a record another text and version. False when there is none. */
  replace(id: string, json: string, version: number): boolean;
  /**
   * The records as they are now, in creation order. It stays as it is whatever happens later; O(n),
   * but only of where they stand: a million take some milliseconds.
   */
  freeze(): Iterable<RecordEntry>;
  /** False when there was none. */
  remove(id: string): boolean;
}
