import type { RecordEntry } from './record-entry';

/** A state at one instant, for a snapshot. */
export interface FrozenState {
  /** Last event in it, and its time. */
  readonly seq: number;
  readonly timestamp: number;
  readonly sections: readonly {
    /** Of the model. */
    readonly name: string;
    readonly count: number;
    /** In creation order, with holes. */
    readonly entries: readonly (RecordEntry | undefined)[];
  }[];
}
