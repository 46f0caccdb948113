import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';

import { expect } from 'chai';

import { PATHS } from './list-equals-replay';
import { replay } from './log-replay';
import type { LogEvent, LogReading } from './raftlog-reader';
import { readSnapshot, snapshotNames, type SnapshotRecord } from './snapshot-reader';

/** Every snapshot of a directory is whole, and is what the log makes up to its event. */
export function expectSnapshotsOf(directory: string, log: LogReading): void {
  const names = snapshotNames(directory);
  expect(names.length, 'instantanés, sans quoi rien n’est prouvé').to.be.above(0);
  for (const name of names) expectIsReplay(join(directory, name), name, log);
}

/** @param name how a failure calls it. */
export function expectIsReplay(path: string, name: string, { header, events }: LogReading): void {
  const snapshot = readSnapshot(path);
  expect(snapshot.damage, `INV-7: dommage trouvé dans ${name}`).to.equal(undefined);
  const { seq = 0, log_id, timestamp } = snapshot.header ?? {};
  const covered = events.slice(0, seq);
  expect(seq, `événement de ${name}, qui est dans le journal`).to.be.within(1, events.length);
  expect(log_id, `journal dont ${name} est l’instantané`).to.equal(header?.log_id);
  expect(timestamp, `heure de ${name}`).to.equal(covered.at(-1)?.timestamp);
  const places = placesOf(covered);
  for (const [model, records] of replay(covered)) {
    const found = snapshot.sections.get(PATHS[model] ?? model) ?? [];
    const expected = [...records].map(([id, fields]): SnapshotRecord => {
      return { ...need(places.get(`${model} ${id}`)), id, fields };
    });
    expect(found.length, `fiches « ${model} » de ${name}`).to.equal(expected.length);
    const wrong = found.findIndex((record, index) => !isDeepStrictEqual(record, expected[index]));
    const shown = `${JSON.stringify(found[wrong])} au lieu de ${JSON.stringify(expected[wrong])}`;
    expect(wrong, `INV-7: fiche de ${name} qui diffère du rejeu: ${shown}`).to.equal(-1);
  }
}

type Place = Pick<SnapshotRecord, 'createdSeq' | 'version'>;

/** Which events created and last changed each record. */
function placesOf(events: readonly LogEvent[]): Map<string, Place> {
  const places = new Map<string, Place>();
  for (const { event_type: type, aggregate_id: id, seq } of events) {
    const [, model = type, kind] = /^(.+)(Created|Updated|Deleted)$/.exec(type) ?? [];
    const createdSeq = kind === 'Created' ? seq : (places.get(`${model} ${id}`)?.createdSeq ?? 0);
    places.set(`${model} ${id}`, { createdSeq, version: seq });
  }
  return places;
}

function need(place: Place | undefined): Place {
  if (place === undefined) throw new Error('a replayed record without an event');
  return place;
}
