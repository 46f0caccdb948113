import type { LoggedEvent } from '../engine/event';
import type { StateEngineBackend } from '../engine/state-engine-backend';
import type { Environment } from '../environment/environment';
import type { Model } from '../model/model';
import type { Disk } from '../storage/disk/disk';
import type { EventLog } from '../storage/log/event-log';

/** The ports of the product. A test, or a saboteur, puts its own in their place. */
export interface Ports {
  /** Files. */
  readonly disk: Disk;
  /** Time and randomness. */
  readonly environment: Environment;
  /** Wraps the log that the writer appends to. */
  readonly log: (log: EventLog) => EventLog;
  /** Wraps what a replay does with each event. */
  readonly replay: (apply: (event: LoggedEvent) => void) => (event: LoggedEvent) => void;
  /** Wraps how committed events are told to those who listen: after each commit, in order. */
  readonly feed: (
    tell: (events: readonly LoggedEvent[]) => void,
  ) => (events: readonly LoggedEvent[]) => void;
  /** Where the records of a model live. */
  readonly backend: (model: Model) => StateEngineBackend;
}
