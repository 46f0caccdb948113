import type { LogPosition } from './log-position';
import type { HeaderReading } from './segment-header';

/** Where and why the log stops making sense. */
export interface Damage {
  readonly file: string;
  readonly offset: number;
  /** The event that belongs there. */
  readonly seq: number;
  readonly reason: string;
  /**
   * Greatest `synced` of the valid markers behind the damage, -1 when there is none; `Infinity` in
   * a sealed segment, all of which was on stable storage.
   */
  readonly laterSynced: number;
}

/** What a log says when it is read from a position to its end. */
export interface LogScan {
  /** Of the segment that was read last; not a header of ours: nothing else was read. */
  readonly header: HeaderReading;
  /** Size of the segment that grows. */
  readonly size: number;
  /** Where the last whole transaction ends. */
  readonly end: LogPosition;
  /** Where reading started in the segment that grows. */
  readonly from: number;
  /** Last event before the oldest segment that was read. */
  readonly oldestBase: number;
  readonly damage?: Damage | undefined;
  /** Checksum of the record that ends at the watched place; absent when none ends there. */
  readonly watchedCrc: number | undefined;
}
