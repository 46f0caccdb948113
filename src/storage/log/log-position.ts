/** A place in the log between two records, and what continues from it. */
export interface LogPosition {
  /** The segment it is in, by the last event before that segment (its `base_seq`). */
  readonly base: number;
  /** Bytes of the segment before it. */
  readonly offset: number;
  /** Last event before it; 0 when there is none. */
  readonly seq: number;
  readonly timestamp: number;
  /** Checksum of the record before it. */
  readonly crc: number;
  /** Where events are chained: hash of the event before it, or of the header. */
  readonly hash?: string | undefined;
}

/**
 * Whether a place is the very start of its segment, behind no event of it. Where its header ends is
 * then not part of the place: as long as nothing stands behind it, it may be replaced by another.
 */
export const isAtStart = ({ base, seq }: Pick<LogPosition, 'base' | 'seq'>): boolean =>
  base === seq;
