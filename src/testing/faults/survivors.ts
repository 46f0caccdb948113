import assert from 'node:assert/strict';
import type { LoggedEvent } from '../../engine/event';
import { LithairError } from '../../errors/lithair-error';
import type { Lithair } from '../../server';
import type { Life } from './life';
import type { MemoryDisk } from '../memory-disk';
import { openNode } from '../open-node';
import { recoverSample } from '../sample-log';

const AFTER = { id: 'after', title: 'after', content: 'what the restarted node was given' };

const text = ({ seq, type, aggregateId, timestamp, payload }: LoggedEvent): string =>
  JSON.stringify([seq, type, aggregateId, timestamp, payload]);

/**
 * Starts the product on a disk, writes one record, stops. What it starts with, from a snapshot or
 * not, is what all of the log says (INV-4).
 */
async function goOn(disk: MemoryDisk, events: readonly LoggedEvent[]): Promise<void> {
  const node = await openNode(disk, { snapshotEvery: 0 });
  assert.deepEqual(recordsOf(node), replayOf(events), 'the state is what the log says');
  const { seq } = await node.execute({ kind: 'create', model: 'articles', value: AFTER });
  assert.equal(seq, events.length + 1, 'the next sequence number');
  await node.close();
}

function recordsOf(node: Lithair): string[] {
  const entries = node.withState((state) =>
    state.models.flatMap(({ name }) => state.records(name).page(0, Infinity)),
  );
  return entries.map(({ id, version, json }) => `${id} ${version} ${json}`).sort();
}

function replayOf(events: readonly LoggedEvent[]): string[] {
  const records = new Map<string, string>();
  for (const { type, aggregateId, seq, payload } of events) {
    if (type.endsWith('Deleted')) records.delete(aggregateId);
    else records.set(aggregateId, `${aggregateId} ${seq} ${payload}`);
  }
  return [...records.values()].sort();
}

async function eventsOn(disk: MemoryDisk): Promise<LoggedEvent[]> {
  const events: LoggedEvent[] = [];
  await recoverSample(disk, (event) => events.push(event));
  return events;
}

/**
 * What must hold of a machine that came back with these files: it starts and goes on; what must be
 * there is there; nothing is there that a caller was told is not; a transaction is whole; and a
 * power cut after that start takes nothing away.
 *
 * @param must events that were acknowledged at a level that survives this.
 * @param before how many events the log had before the run; `assured`, those that must be there.
 * @param isMarked whether a sync that failed could leave its mark: the start knows it by nothing
 * else, and what it then builds in the same page cache is only as good as that.
 */
export async function assertSurvives(
  disk: MemoryDisk,
  run: Life,
  {
    must,
    before,
    assured,
    isMarked,
  }: {
    readonly must: readonly LoggedEvent[];
    readonly before: number;
    readonly assured: number;
    readonly isMarked: boolean;
  },
  random: () => number,
): Promise<void> {
  const events = await eventsOn(disk.afterKill());
  await goOn(disk, events);
  assert.ok(events.length >= assured, `${events.length} events, there were ${assured} before`);
  events.forEach(({ seq }, index) => assert.equal(seq, index + 1, 'dense sequence numbers'));
  const found = events.map(text);
  for (const event of must)
    assert.equal(found[event.seq - 1], text(event), `acknowledged event ${event.seq}`);
  assert.deepEqual(found.slice(before), allowed(run, found.length), 'what is on record');
  if (!isMarked) return;
  const later = await eventsOn(disk.afterPowerLoss(random));
  assert.deepEqual(later.map(text).slice(0, -1), found, 'a power cut after the restart');
  assert.equal(later.at(-1)?.aggregateId, AFTER.id, 'what the restarted node acknowledged');
}

/**
 * The first of the transactions that may be on record (acknowledged, or of unknown outcome), in
 * order, up to event `last`: never half of one.
 */
function allowed({ handed }: Life, last: number): string[] {
  const kept = handed.filter(
    ({ outcomes: [outcome] }) => outcome === undefined || isUnknown(outcome),
  );
  return kept
    .filter(({ events }) => (events.at(-1)?.seq ?? 0) <= last)
    .flatMap(({ events }) => events.map(text));
}

const isUnknown = (error: Error): boolean =>
  error instanceof LithairError && error.code === 'outcome_unknown';
