/** A server that was refused the directory. */
export interface Loser {
  code: number | null;
  /** The process that its refusal names; NaN when it names none. */
  namedPid: number;
  /** From its launch to its exit. */
  afterMs: number;
  text: string;
}

/** What became of servers that were launched at the same time on one directory. */
export interface RivalRound {
  winners: number[];
  losers: Loser[];
}
