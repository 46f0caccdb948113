import type { Moment } from '../../engine/history/past-entry';

/**
 * `state.raftsnap`: the records as the log up to one sequence number makes them. A cache (INV-7):
 * delete it, and only the start gets slower.
 *
 *     8c1f00aa:{"format":"lithair.raftsnap","version":1, … ,"seq":5000, … ,"sections":[…]}
 *     03bd9e41:{"section":"articles","records":2,"bytes":171}
 *     1 1 42 {"id":"42","title":"…"}
 *     2 4711 43 {"id":"43","title":"…"}
 *     …
 *     99aa0c12:{"end":true,"records":5000}
 *
 * 1. A line with a checksum is eight hex digits, a colon, JSON, a newline. The checksum is the
 *    CRC-32 of the JSON, seeded with the checksum before (0 for the first), as in the log.
 * 2. The first line is the header: the log it belongs to, and the place in it (segment, offset,
 *    checksum, time) where replay goes on.
 * 3. A block line is followed by so many `bytes` of record lines, which its checksum covers too:
 *    `<seq that created it> <seq that last changed it> <id> <JSON as in the log>`, oldest first.
 * 4. A section whose model keeps the past of fields says which, and how much, in the header
 *    (`history`); then the file is of version 2, else of version 1 to the byte. Behind the records
 *    of the section stand blocks `{"section":"products","history":4,"bytes":98}` of so many lines:
 *
 *        = p1 1 1767225600000001 1767225600000042
 *        price 1 1767225600000001 12.5
 *        price 9 1767225600000042 13
 *        note 1 1767225600000001
 *
 *    A line `= <id> <seq> <time> <time>` names a record, living or deleted, the event that first
 *    created it and the time of the last one. The lines behind it, maybe in the next block, are its
 *    versions, oldest first a field: `<field> <seq> <time> <JSON>`, with nothing for a field that
 *    was not there, and a dash for a record that was deleted. A line `+ <seq> <time> ` says that it
 *    was created again, behind a deletion. Times are µs since 1970. What the rules had forgotten at
 *    the time of the snapshot is not there; from which event on it is known which records there
 *    were, the header says (`history_since`; a file without it does not know: from its end on).
 * 5. A section whose model has a version above 1 says it in the header (`model_version`).
 * 6. The header names the types of an application's own events (`events`) and its views (`views`),
 *    with the fingerprint of their definition and the last event that changed them; then the file
 *    is of version 3. Behind the sections stand blocks
 *    `{"section":"orders_by_user","keys":2,"bytes":65}` of so many lines, one a value: a JSON array
 *    of the event that last changed it, its key, and the value.
 * 7. The end line counts all records, and all lines of history if there are any, and all values of
 *    views. A file without it is not a snapshot.
 *
 * The newest is `state.raftsnap`; those before are `state.raftsnap.<seq, 16 digits>`.
 */
export const SNAPSHOT_FILE = 'state.raftsnap';
export const SNAPSHOT_BESIDE = `${SNAPSHOT_FILE}.tmp`;

const FORMAT = 'lithair.raftsnap';
const VERSION = 1;
/** With history. */
const HISTORY_VERSION = 2;
/** With own events or views. */
const VIEWS_VERSION = 3;

/** How much of the past of a field is in a snapshot; what is left out is without bound. */
export interface KeptPast {
  readonly versions?: number | undefined;
  readonly max_age_us?: number | undefined;
}

export interface SnapshotSection {
  /** Of the model. */
  readonly name: string;
  readonly records: number;
  /** Version of the model under which its records stand here; absent for 1. */
  readonly model_version?: number | undefined;
  readonly history?: Readonly<Record<string, KeptPast>> | undefined;
  readonly history_since?: Moment | undefined;
}

export interface SnapshotView {
  readonly name: string;
  readonly version: number;
  /** Of its definition. */
  readonly fingerprint: string;
  /** How many values. */
  readonly keys: number;
  /** Last event that changed it. */
  readonly seq: number;
}

export interface SnapshotHeader {
  readonly format: typeof FORMAT;
  readonly version: number;
  readonly min_reader: number;
  readonly log_id: string;
  /** ISO 8601. */
  readonly created_at: string;
  /** Last event that is in it, and its time. */
  readonly seq: number;
  readonly timestamp: number;
  /** Where the log goes on: see `LogPosition`. */
  readonly base: number;
  readonly offset: number;
  readonly crc: number;
  readonly hash?: string | undefined;
  readonly sections: readonly SnapshotSection[];
  /** Types of the application's own that events up to here are of. */
  readonly events?: readonly string[] | undefined;
  readonly views?: readonly SnapshotView[] | undefined;
}

export interface BlockLine {
  readonly section: string;
  readonly records: number;
  readonly bytes: number;
}

export interface HistoryBlockLine {
  readonly section: string;
  /** Lines. */
  readonly history: number;
  readonly bytes: number;
}

export interface ViewBlockLine {
  /** Name of the view. */
  readonly section: string;
  /** Values. */
  readonly keys: number;
  readonly bytes: number;
}

export interface EndLine {
  readonly end: true;
  readonly records: number;
  readonly history?: number | undefined;
  readonly keys?: number | undefined;
}

export type SnapshotLine = SnapshotHeader | BlockLine | HistoryBlockLine | ViewBlockLine | EndLine;

export const newSnapshotHeader = (
  facts: Omit<SnapshotHeader, 'format' | 'version' | 'min_reader'>,
): SnapshotHeader => {
  const hasHistory = facts.sections.some(({ history }) => history !== undefined);
  const plain = hasHistory ? HISTORY_VERSION : VERSION;
  const isPlain = facts.views === undefined && facts.events === undefined;
  const version = isPlain ? plain : VIEWS_VERSION;
  return { format: FORMAT, version, min_reader: version, ...facts };
};

/** Whether a first line is a header that this version reads. */
export function isSnapshotHeader(value: SnapshotLine): value is SnapshotHeader {
  return 'format' in value && value.format === FORMAT && value.min_reader <= VIEWS_VERSION;
}
