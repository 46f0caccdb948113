import type { LoggedEvent } from '../../engine/event';
import type { LithairError } from '../../errors/lithair-error';
import type { Anchor } from './anchor';

/**
 * When a write is acknowledged, and so what it survives: `memory` (applied and queued: nothing but
 * a clean stop), `os` (`write` returned: SIGKILL of the process), `disk` (`fdatasync` returned:
 * power loss).
 */
export const DURABILITIES = ['memory', 'os', 'disk'] as const;
export type Durability = (typeof DURABILITIES)[number];

/**
 * Called once: without an error when the level is reached; with `disk_full` when nothing of it is
 * on record, nor of anything after it; with another when it is not known whether it will be.
 */
export type Settle = (error?: Error) => void;

export interface LogStatus {
  /** Size of the log. */
  readonly bytes: number;
  /** Last event on stable storage. */
  readonly syncedSeq: number;
  /** The last chained event on stable storage; absent when events are not chained. */
  readonly anchor?: Anchor | undefined;
  readonly queueEvents: number;
  readonly queueBytes: number;
  /** Why nothing is taken for now, while reads go on; absent when writes are taken. */
  readonly readOnly?: string | undefined;
}

/**
 * The log as the single writer sees it. An implementation promises:
 * 1. events are on record in the order of the calls, and `settle` is called in that order, never
 * before the level holds;
 * 2. the events of one call are recovered all together or not at all;
 * 3. every `settle` is called, whatever happens; after `disk_full` the sequence numbers of the call
 * are free again;
 * 4. what `refusal` lets through is accepted: a bound is checked before anything is taken (INV-8).
 */
export interface EventLog {
  readonly status: LogStatus;
  /** Why nothing can be appended: `overloaded`, `disk_full`, `shutting_down`, `disk_failed`. */
  refusal(): LithairError | undefined;
  append(events: readonly LoggedEvent[], settle: Settle): void;
  /** Puts what was appended on stable storage soon, at every level. */
  hasten(): void;
  /**
   * Drains, syncs, closes. @throws {LithairError} `disk_failed`; `disk_full` when what `memory`
   * acknowledged found no room.
   */
  close(): Promise<void>;
}
