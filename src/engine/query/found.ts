import type { RecordEntry } from '../record-entry';
import type { RecordTexts, TextBounds } from '../record-texts';
import type { Place } from './record-query';

/** A record of an answer, and its place there. */
export interface Hit {
  readonly entry: RecordEntry;
  readonly place: Place;
}

/** The answer to a query, not yet read. */
export interface Found {
  /** Records that the filters want. */
  readonly total: number;
  /**
   * At most `limit` records behind a place. Between two calls records may change: one that did not
   * is never given twice nor left out, and one that no longer fits is left out.
   */
  take(after: Place | undefined, limit: number): readonly Hit[];
  /** The same as bytes; absent when the answer is not simply all records as they were created. */
  readonly texts?: (after: Place | undefined, bounds: TextBounds) => RecordTexts;
}
