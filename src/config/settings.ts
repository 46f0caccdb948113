import type { EncodingName } from '../storage/log/encoding';
import type { Durability } from '../storage/log/event-log';

export const PROFILE_NAMES = ['high_throughput', 'balanced', 'durable_security'] as const;
export type Profile = (typeof PROFILE_NAMES)[number];

export const COMPACTIONS = ['off', 'archive', 'delete'] as const;
export type Compaction = (typeof COMPACTIONS)[number];

export const LOG_CHECKS = ['start', 'background'] as const;
export type LogCheck = (typeof LOG_CHECKS)[number];

export const LOG_LEVELS = ['silent', 'error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/**
 * Everything of a node that can be set. What each means, its bounds, its default and where it is
 * read from are its row in `SETTINGS`.
 */
export interface Settings {
  readonly profile: Profile;
  readonly host: string;
  readonly port: number;
  readonly directory: string;
  readonly durability: Durability;
  readonly encoding: EncodingName;
  readonly groupCommit: boolean;
  readonly batchEventsMax: number;
  readonly flushIntervalMs: number;
  readonly queueEventsMax: number;
  readonly queueBytesMax: number;
  readonly queueAgeMaxMs: number;
  readonly diskFreeMinBytes: number;
  readonly positionIndex: boolean;
  readonly snapshotEvery: number;
  readonly snapshotKeep: number;
  readonly segmentBytes: number;
  readonly compaction: Compaction;
  readonly retentionDays: number;
  readonly hashChain: boolean;
  readonly checkLog: LogCheck;
  readonly dedupPersist: boolean;
  readonly dedupKeysMax: number;
  readonly dedupAgeMaxS: number;
  readonly feedHeartbeatMs: number;
  readonly feedSubscribersMax: number;
  readonly feedBufferBytes: number;
  readonly docs: boolean;
  readonly logLevel: LogLevel;
  readonly logVerbose: boolean;
}
