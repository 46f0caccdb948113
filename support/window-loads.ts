import type { LoadResult } from './load-driver';

/** What clients saw in windows with and without snapshots, which took turns. */
export interface SnapshotWindows {
  without: LoadResult[];
  during: LoadResult[];
  /** Snapshots that were finished in each window of `during`. */
  taken: number[];
}
