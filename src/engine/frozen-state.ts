import type { Moment, PastEntry } from './history/past-entry';
import type { RecordEntry } from './record-entry';
import type { FrozenView } from './views/view-entry';

/** A state at one instant, for a snapshot. */
export interface FrozenState {
  /** Last event in it, and its time. */
  readonly seq: number;
  readonly timestamp: number;
  readonly sections: readonly {
    /** Of the model. */
    readonly name: string;
    readonly count: number;
    /** In creation order. */
    readonly entries: Iterable<RecordEntry>;
    /** The past of its records; absent when none is kept. Each is made when it is asked for. */
    readonly history?: Iterable<PastEntry> | undefined;
    /** From when on it is known which records there were. */
    readonly historySince?: Moment | undefined;
  }[];
  /** Types of the application's own that events are of; absent when none is. */
  readonly events?: readonly string[] | undefined;
  readonly views?: readonly FrozenView[] | undefined;
}
