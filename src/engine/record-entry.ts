/**
 * One live record in memory. Immutable but for `position`, which belongs to the backend that holds
 * it.
 */
export interface RecordEntry {
  readonly id: string;
  /** JSON text, exactly as the log has it. */
  readonly json: string;
  /** Sequence number of the event that last changed it: its version. */
  readonly version: number;
  /** Sequence number of the event that created it: its place in lists. */
  readonly createdSeq: number;
  position: number;
}
