import type { LoggedEvent } from '../engine/event';
import type { LithairError } from '../errors/lithair-error';

/**
 * When a write is acknowledged, and so what it survives: `memory` (applied and queued: nothing but
 * a clean stop), `os` (`write` returned: SIGKILL of the process), `disk` (`fdatasync` returned:
 * power loss).
 */
export const DURABILITIES = ['memory', 'os', 'disk'] as const;
export type Durability = (typeof DURABILITIES)[number];

/**
 * Called once: without an error when the level is reached, with one when it is not known whether it
 * will be.
 */
export type Settle = (error?: Error) => void;

export interface LogStatus {
  /** Size of the log. */
  readonly bytes: number;
  /** Last event on stable storage. */
  readonly syncedSeq: number;
  readonly queueEvents: number;
  readonly queueBytes: number;
}

/**
 * The log as the single writer sees it. An implementation promises:
 * 1. events are on record in the order of the calls, and `settle` is called in that order, never
 * before the level holds;
 * 2. the events of one call are recovered all together or not at all;
 * 3. every `settle` is called, whatever happens;
 * 4. what `refusal` lets through is accepted: a bound is checked before anything is taken (INV-8).
 */
export interface EventLog {
  readonly status: LogStatus;
  /** Why nothing can be appended now: `overloaded`, `shutting_down` or `disk_failed`. */
  refusal(): LithairError | undefined;
  append(events: readonly LoggedEvent[], settle: Settle): void;
  /** Drains, syncs, closes. @throws {LithairError} `disk_failed`. */
  close(): Promise<void>;
}
