/** A place in the log: an event, and its time in microseconds since 1970. */
export interface Moment {
  readonly seq: number;
  readonly timestamp: number;
}

/** What a field was from one event on. */
export interface Version extends Moment {
  /** JSON text of the value, `ABSENT` or `DELETED`: two versions are the same when this text is. */
  readonly text: string;
}

/** The record had no such field. No JSON text is empty. */
export const ABSENT = '';
/** There was no such record any more. No JSON text is a dash. */
export const DELETED = '-';

/** All that is kept of the past of one record, as a snapshot has it. */
export interface PastEntry {
  readonly id: string;
  /** When it was first created, as far as anyone remembers. */
  readonly first: Moment;
  /** When it was created again, behind deletions; as far back as a version of it is kept. */
  readonly again: readonly Moment[];
  /** Time of the last event that concerns it. */
  readonly changedAt: number;
  /** Oldest first, by the name of the field. */
  readonly fields: ReadonlyMap<string, readonly Version[]>;
}
