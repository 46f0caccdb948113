import { ENCODINGS } from '../storage/log/encoding';
import { DURABILITIES } from '../storage/log/event-log';
import { DEFAULT_PROFILE, PROFILES } from './profiles';
import { COMPACTIONS, LOG_CHECKS, LOG_LEVELS, PROFILE_NAMES, type Settings } from './settings';
import {
  choice,
  onOff,
  text,
  whole,
  zeroOne,
  type TextReading,
  type ValueKind,
} from './value-kind';

/** A variable of the environment. */
export interface Variable<T> {
  readonly name: string;
  /** How its text is read, where that is not the way of the setting itself. */
  readonly reads?: TextReading<T>;
}

/** One setting: one row. */
export interface Setting<T> {
  readonly kind: ValueKind<T>;
  readonly default: T;
  readonly unit?: 'bytes' | 'days' | 'events' | 'keys' | 'ms' | 's' | 'snapshots' | 'subscribers';
  readonly means: string;
  /** When several are set, the last one named here wins. */
  readonly variables: readonly Variable<T>[];
  /** `--port <number>`; of a setting that is on, `--no-docs`, and `--docs` beside it. */
  readonly flag?: string;
}

export type SettingKey = keyof Settings;

const standard = PROFILES[DEFAULT_PROFILE];
const COUNT_MAX = 1_000_000_000;

/** Every setting of a node, in the order in which they are shown. */
export const SETTINGS: { readonly [K in SettingKey]: Setting<Settings[K]> } = {
  profile: {
    kind: choice(PROFILE_NAMES),
    default: DEFAULT_PROFILE,
    means: 'gives the settings that nothing else gives',
    variables: [{ name: 'STORAGE_PROFILE' }, { name: 'LT_PROFILE' }],
    flag: '--profile <name>',
  },
  host: {
    kind: text('an address'),
    default: '127.0.0.1',
    means: 'address to listen on',
    variables: [{ name: 'LT_HOST' }],
    flag: '--host <address>',
  },
  port: {
    kind: whole(0, 65_535),
    default: 3000,
    means: 'port to listen on, 0 to pick one',
    variables: [{ name: 'LT_PORT' }],
    flag: '--port <number>',
  },
  directory: {
    kind: text('a path'),
    default: './data',
    means: 'data directory, made when there is none',
    variables: [{ name: 'EXPERIMENT_DATA_BASE' }],
    flag: '--data <directory>',
  },
  durability: {
    kind: choice(DURABILITIES),
    default: standard.durability,
    means: 'what an acknowledged write survives',
    variables: [
      { name: 'LT_FSYNC_ON_APPEND', reads: zeroOne('os', 'disk') },
      { name: 'LT_DURABILITY' },
    ],
    flag: '--durability <level>',
  },
  encoding: {
    kind: choice(ENCODINGS),
    default: standard.encoding,
    means: 'how events are written: lines of text, or frames',
    variables: [{ name: 'LT_ENABLE_BINARY', reads: zeroOne('json', 'binary') }],
  },
  groupCommit: {
    kind: onOff,
    default: standard.groupCommit,
    means: 'one write and one sync serve all that waits; off: one of each for each transaction',
    variables: [{ name: 'LT_OPT_PERSIST' }],
  },
  batchEventsMax: {
    kind: whole(1, 1_000_000),
    default: standard.batchEventsMax,
    unit: 'events',
    means: 'events in one write, at most; a transaction is never split',
    variables: [{ name: 'LT_EVENT_MAX_BATCH' }],
  },
  flushIntervalMs: {
    kind: whole(1, 60_000),
    default: standard.flushIntervalMs,
    unit: 'ms',
    means: 'how long `memory` may put off a write, and `os` and `memory` a sync',
    variables: [{ name: 'LT_FLUSH_INTERVAL_MS' }],
  },
  queueEventsMax: {
    kind: whole(1, 10_000_000),
    default: standard.queueEventsMax,
    unit: 'events',
    means: 'events that may wait; beyond it a write is refused with 503',
    variables: [{ name: 'LT_MAX_EVENTS_BUFFER' }],
  },
  queueBytesMax: {
    kind: whole(1_024, 1_073_741_824),
    default: standard.queueBytesMax,
    unit: 'bytes',
    means: 'bytes that may wait; beyond it a write is refused with 503',
    variables: [{ name: 'LT_BUFFER_SIZE' }],
  },
  queueAgeMaxMs: {
    kind: whole(1, 600_000),
    default: 2_000,
    unit: 'ms',
    means: 'how long one write may occupy the disk before new ones are refused with 503',
    variables: [{ name: 'LT_QUEUE_AGE_MAX_MS' }],
  },
  diskFreeMinBytes: {
    kind: whole(0, COUNT_MAX * 1_000),
    default: 0,
    unit: 'bytes',
    means: 'with less than so much free on the disk, writes are refused with 507 before one fails',
    variables: [{ name: 'LT_DISK_FREE_MIN' }],
  },
  positionIndex: {
    kind: onOff,
    default: standard.positionIndex,
    means:
      'accepted, without effect: no index of places in the log is kept, so there is none to disable',
    variables: [{ name: 'LT_DISABLE_INDEX', reads: zeroOne(true, false) }],
  },
  snapshotEvery: {
    kind: whole(0, COUNT_MAX),
    default: standard.snapshotEvery,
    unit: 'events',
    means: 'events between two automatic snapshots, 0 for none',
    variables: [{ name: 'LT_SNAPSHOT_EVERY' }],
  },
  snapshotKeep: {
    kind: whole(1, 100),
    default: 5,
    unit: 'snapshots',
    means: 'how many snapshots are kept',
    variables: [{ name: 'LT_SNAPSHOT_KEEP' }],
  },
  segmentBytes: {
    kind: whole(64 * 1024, 1_073_741_824),
    default: 64 * 1024 * 1024,
    unit: 'bytes',
    means: 'the log goes on in a new file at this size',
    variables: [{ name: 'LT_SEGMENT_BYTES' }],
  },
  compaction: {
    kind: choice(COMPACTIONS),
    default: 'off',
    means: 'what becomes of a part of the log that snapshots cover',
    variables: [{ name: 'LT_COMPACTION' }],
  },
  retentionDays: {
    kind: whole(0, 36_500),
    default: 0,
    unit: 'days',
    means: 'age at which archived parts of the log are deleted, 0 for never',
    variables: [{ name: 'LT_RETENTION_DAYS' }],
  },
  hashChain: {
    kind: onOff,
    default: false,
    means: 'chain events by SHA-256, so that a rewritten log is found',
    variables: [{ name: 'LT_HASH_CHAIN' }],
  },
  checkLog: {
    kind: choice(LOG_CHECKS),
    default: standard.checkLog,
    means:
      'when the part of the log that a snapshot covers is checked: before the node is ready, or just after',
    variables: [{ name: 'LT_CHECK_LOG' }],
  },
  dedupPersist: {
    kind: onOff,
    default: standard.dedupPersist,
    means: 'write the idempotency keys beside each snapshot; off, a start reads them from the log',
    variables: [{ name: 'LT_DEDUP_PERSIST' }],
  },
  dedupKeysMax: {
    kind: whole(1, 10_000_000),
    default: 100_000,
    unit: 'keys',
    means: 'how many idempotency keys are remembered',
    variables: [{ name: 'LT_DEDUP_MAX_KEYS' }],
  },
  dedupAgeMaxS: {
    kind: whole(1, 31_536_000),
    default: 86_400,
    unit: 's',
    means: 'how long an idempotency key is remembered, by the times of events',
    variables: [{ name: 'LT_DEDUP_MAX_AGE_S' }],
  },
  feedHeartbeatMs: {
    kind: whole(20, 3_600_000),
    default: 15_000,
    unit: 'ms',
    means:
      'how often a live feed gives a sign of life; a subscriber who takes nothing for two is closed',
    variables: [{ name: 'LT_FEED_HEARTBEAT_MS' }],
  },
  feedSubscribersMax: {
    kind: whole(0, 100_000),
    default: 1_000,
    unit: 'subscribers',
    means: 'live feeds at a time; one more is refused with 503',
    variables: [{ name: 'LT_FEED_SUBSCRIBERS_MAX' }],
  },
  feedBufferBytes: {
    kind: whole(65_536, 1_073_741_824),
    default: 16 * 1024 * 1024,
    unit: 'bytes',
    means:
      'recent events kept in memory for all live feeds; a subscriber who falls behind by more is closed, and resumes from the log',
    variables: [{ name: 'LT_FEED_BUFFER_SIZE' }],
  },
  docs: {
    kind: onOff,
    default: true,
    means: 'serve `/openapi.json` and `/docs`',
    variables: [{ name: 'LT_DOCS' }],
    flag: '--no-docs',
  },
  logLevel: {
    kind: choice(LOG_LEVELS),
    default: 'info',
    means: 'the least severe line that `lithair serve` writes',
    variables: [{ name: 'LT_LOG_LEVEL' }],
  },
  logVerbose: {
    kind: onOff,
    default: false,
    means:
      '`lithair serve` writes a line for each acknowledged event, whatever the level of its log',
    variables: [{ name: 'LT_LOG_VERBOSE' }],
  },
};

export const SETTING_KEYS = Object.keys(SETTINGS) as readonly SettingKey[];

/** What a node is when nobody says anything. */
export const DEFAULTS = Object.fromEntries(
  SETTING_KEYS.map((key) => [key, SETTINGS[key].default]),
) as unknown as Settings;

/** Settings that are accepted, checked and shown, and for which there is nothing to do. */
export const WITHOUT_EFFECT: readonly SettingKey[] = ['positionIndex'];
