/** What starts on one directory took, the best of several. */
export interface RestartGain {
  /** The log alone. */
  replayed: StartTime;
  /** The snapshot; the log is checked once the server is ready. */
  checkedAfter: StartTime;
  /** The snapshot; the log is checked before the server is ready. */
  checkedBefore: StartTime;
  /** What was served; one list when all agree. */
  lists: Set<string>;
}

export interface StartTime {
  /** Until the state was there. */
  ms: number;
  /** From the launch of the process to the line that says « ready ». */
  readyMs: number;
}
