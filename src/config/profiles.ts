import type { Profile, Settings } from './settings';

/** What a profile decides; everything else is the same in all of them. */
export type ProfileSettings = Pick<
  Settings,
  | 'durability'
  | 'encoding'
  | 'groupCommit'
  | 'batchEventsMax'
  | 'flushIntervalMs'
  | 'queueEventsMax'
  | 'queueBytesMax'
  | 'positionIndex'
  | 'snapshotEvery'
  | 'checkLog'
  | 'dedupPersist'
>;

const MIB = 1024 * 1024;

/** The default gives nothing away: what is acknowledged is on disk, and the log can be read. */
export const DEFAULT_PROFILE = 'durable_security';

/**
 * Settings that belong together, by what they are for. A profile decides only what no option,
 * variable or flag does. The buffers are bounds beyond which writes are refused, not sizes that a
 * flush waits for: hence larger than those of the specification, which would refuse one bulk.
 */
export const PROFILES: Readonly<Record<Profile, ProfileSettings>> = {
  /** As much as the machine takes; a power cut may lose the last moments. */
  high_throughput: {
    durability: 'os',
    encoding: 'binary',
    groupCommit: true,
    batchEventsMax: 65_536,
    flushIntervalMs: 5,
    queueEventsMax: 200_000,
    queueBytesMax: 256 * MIB,
    positionIndex: false,
    snapshotEvery: 1_000_000,
    checkLog: 'background',
    dedupPersist: false,
  },
  /** Fast, and quick to start; a power cut may lose the last moments. */
  balanced: {
    durability: 'os',
    encoding: 'binary',
    groupCommit: true,
    batchEventsMax: 10_000,
    flushIntervalMs: 20,
    queueEventsMax: 100_000,
    queueBytesMax: 128 * MIB,
    positionIndex: true,
    snapshotEvery: 250_000,
    checkLog: 'background',
    dedupPersist: true,
  },
  /** Survives a power cut; the log is text that anyone can read. */
  durable_security: {
    durability: 'disk',
    encoding: 'json',
    groupCommit: true,
    batchEventsMax: 1_000,
    flushIntervalMs: 100,
    queueEventsMax: 50_000,
    queueBytesMax: 64 * MIB,
    positionIndex: true,
    snapshotEvery: 100_000,
    checkLog: 'start',
    dedupPersist: true,
  },
};
