import type { LithairError } from '../../errors/lithair-error';
import type { Durability } from './event-log';

/** How the writer batches and where it refuses. */
export interface WriterOptions {
  readonly durability: Durability;
  /** Whether one write and one sync serve all that waits; else each transaction has its own. */
  readonly groupCommit: boolean;
  /** Events a batch, at most; a transaction is never split. */
  readonly batchEventsMax: number;
  /** How long `memory` may put off a write, and `memory` and `os` a sync. */
  readonly flushIntervalMs: number;
  /** Bounds of what waits for its acknowledgement (INV-8). */
  readonly queueEventsMax: number;
  readonly queueBytesMax: number;
  readonly queueAgeMaxMs: number;
  /** Nothing is taken while less is free on the disk; 0 waits until a write finds no room. */
  readonly diskFreeMinBytes: number;
  /** The disk failed: nothing will be written any more. Called once. */
  readonly onFailure: (error: LithairError) => void;
  /** There is no room on the disk: nothing is taken until `onWritable`. */
  readonly onReadOnly: (reason: LithairError) => void;
  readonly onWritable: () => void;
}
