/** How long the process lived on after the first client was told that its disk failed. */
export interface DiskFailure {
  refusals: string[];
  endedAfterMs: number;
}
