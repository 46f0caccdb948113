import type { LoggedEvent } from '../engine/event';
import type { CompactionOptions } from '../storage/compaction/plan-compaction';
import type { EncodingName } from '../storage/log/encoding';
import { readEvents } from '../storage/recovery/read-events';
import { MemoryDisk } from './memory-disk';
import { openNode, stateOf } from './open-node';
import { DATA } from './sample-log';
import { testEnvironment } from './test-environment';

export const ARCHIVE: CompactionOptions = {
  compaction: 'archive',
  retentionDays: 0,
  dedupAgeMaxS: 86_400,
};
export const DELETE: CompactionOptions = { ...ARCHIVE, compaction: 'delete' };
export const RETAIN: CompactionOptions = { ...ARCHIVE, retentionDays: 5 };

/** Events of a log that is made. */
export const EVENTS = 60;
/** Segments of a few events; no snapshot that nobody asked for. */
export const SMALL = { segmentBytes: 1_000, snapshotEvery: 0 } as const;

/** Between two events, so that some of a short log are old. */
const STEP_MS = 6 * 3_600_000;
const timeOf = (seq: number): number => Date.UTC(2026, 0, 1) + seq * STEP_MS;

export const segmentsIn = (disk: MemoryDisk, directory: string): string[] =>
  disk.paths().filter((file) => new RegExp(`^${directory}/events-\\d+\\.raftlog$`).test(file));
export const kept = (disk: MemoryDisk): string[] => segmentsIn(disk, DATA);
export const archived = (disk: MemoryDisk): string[] => segmentsIn(disk, `${DATA}/archive`);
export const snapshotsOf = (disk: MemoryDisk): string[] =>
  disk.paths().filter((file) => /state\.raftsnap(\.\d+)?$/.test(file));

/** What a SIGKILL leaves, and then somebody takes files away. */
export function without(disk: MemoryDisk, files: readonly string[]): MemoryDisk {
  const survivor = disk.afterKill();
  for (const file of files) survivor.forget(file);
  return survivor;
}

/** Goes on with a log of small segments; snapshots at two thirds of what is added, and last. */
export async function write(
  disk: MemoryDisk,
  encoding: EncodingName,
  count: number,
): Promise<void> {
  const environment = testEnvironment();
  const node = await openNode(disk, { ...SMALL, encoding }, environment);
  const before = node.withState((state) => state.lastSeq);
  for (let seq = before + 1; seq <= before + count; seq += 1) {
    environment.setWallMs(timeOf(seq));
    await node.execute(creation(seq), { idempotencyKey: `k${seq}` });
    if (seq === before + Math.floor((count * 2) / 3)) await node.snapshot();
  }
  await node.snapshot();
  await node.close();
}

const creation = (seq: number) =>
  ({
    kind: 'create',
    model: 'articles',
    value: { id: `a${seq}`, title: `Été ${seq}`, content: 'c'.repeat(100) },
  }) as const;

/** A log of many segments, with two snapshots and no compaction. */
export async function madeLog(encoding: EncodingName): Promise<MemoryDisk> {
  const disk = new MemoryDisk();
  await write(disk, encoding, EVENTS);
  return disk;
}

/** What a start makes of a directory: its state, and whether its last keys are remembered. */
export async function started(
  disk: MemoryDisk,
  directory = DATA,
): Promise<{ state: string; keys: readonly string[] }> {
  const environment = testEnvironment();
  environment.setWallMs(timeOf(EVENTS));
  const node = await openNode(disk.afterKill(), { ...SMALL, directory }, environment);
  const state = stateOf(node);
  const keys: string[] = [];
  for (let seq = EVENTS; seq > EVENTS - 3; seq -= 1) {
    const event = await node.execute(creation(seq), { idempotencyKey: `k${seq}` });
    keys.push(`${event.seq} ${event.aggregateId}`);
  }
  await node.close();
  return { state, keys };
}

export async function eventsOf(
  disk: MemoryDisk,
  directory = DATA,
): Promise<readonly LoggedEvent[]> {
  const events: LoggedEvent[] = [];
  for await (const page of readEvents(disk, directory)) events.push(...page.events);
  return events;
}
