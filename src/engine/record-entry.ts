/** One live record as it was when it was read: it stays so whatever happens later. */
export interface RecordEntry {
  readonly id: string;
  /** JSON text, exactly as the log has it. */
  readonly json: string;
  /** Sequence number of the event that last changed it: its version. */
  readonly version: number;
  /** Sequence number of the event that created it: its place in lists. */
  readonly createdSeq: number;
}
