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
 * 4. The end line counts all records. A file without it is not a snapshot.
 *
 * The newest is `state.raftsnap`; those before are `state.raftsnap.<seq, 16 digits>`.
 */
export const SNAPSHOT_FILE = 'state.raftsnap';
export const SNAPSHOT_BESIDE = `${SNAPSHOT_FILE}.tmp`;

const FORMAT = 'lithair.raftsnap';
const VERSION = 1;

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
  readonly sections: readonly { readonly name: string; readonly records: number }[];
}

export interface BlockLine {
  readonly section: string;
  readonly records: number;
  readonly bytes: number;
}

export interface EndLine {
  readonly end: true;
  readonly records: number;
}

export const newSnapshotHeader = (
  facts: Omit<SnapshotHeader, 'format' | 'version' | 'min_reader'>,
): SnapshotHeader => ({ format: FORMAT, version: VERSION, min_reader: VERSION, ...facts });

/** Whether a first line is a header that this version reads. */
export function isSnapshotHeader(
  value: SnapshotHeader | BlockLine | EndLine,
): value is SnapshotHeader {
  return 'format' in value && value.format === FORMAT && value.min_reader <= VERSION;
}
