import type { EventDefinition } from '../model/define-event';
import type { ViewDefinition } from '../model/view';
import type { Model } from '../model/model';
import type { SegmentForm } from '../storage/log/segment-header';
import type { WriterOptions } from '../storage/log/writer-options';
import type { CompactorOptions } from './compactor';
import type { FeedOptions } from './feed/feed';
import type { SnapshotOptions } from './snapshotter';

/** What a data directory is opened with. */
export interface RuntimeOptions
  extends
    WriterOptions,
    Omit<SnapshotOptions, 'afterSnapshot'>,
    CompactorOptions,
    SegmentForm,
    FeedOptions {
  readonly directory: string;
  readonly segmentBytes: number;
  /** Whether what a snapshot covers is checked before the node is ready, or right after. */
  readonly checkLog: 'start' | 'background';
  readonly models: readonly Model[];
  /** The application's own. */
  readonly events: readonly EventDefinition[];
  readonly views: readonly ViewDefinition[];
  /** Whether a snapshot has the idempotency keys beside it, which the log has in any case. */
  readonly dedupPersist: boolean;
  readonly dedupKeysMax: number;
  readonly dedupAgeMaxS: number;
  /** A cache is not there, or could not be written: nothing is lost, a start takes longer. */
  readonly onCacheMiss?: ((file: string, reason: string) => void) | undefined;
  /** Bytes of the log replayed so far, and in all. */
  readonly onReplayProgress?: ((done: number, total: number) => void) | undefined;
  /** The wall clock jumped ahead by so many milliseconds and is not followed: see `HybridClock`. */
  readonly onClockHold?: ((aheadMs: number) => void) | undefined;
}
