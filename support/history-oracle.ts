import { expect } from 'chai';

import { CATALOGUE_RECORDS } from './catalogue-traffic';
import { type Answer, jsonOf } from './http-client';
import type { LithairWorld } from './lithair-world';
import { expectProblem } from './problem';
import { type LogEvent, readRaftlog } from './raftlog-reader';

/** How many versions of each field clients may see, and which fields never change, by model. */
const KEPT: Record<string, Record<string, number>> = {
  products: { name: 3, price: Infinity, note: Infinity },
  quotes: { amount: Infinity, terms: Infinity },
};
const SHOWN: Record<string, string[]> = {
  products: ['id', 'name', 'price', 'note', 'stock', 'maker'],
  quotes: ['id', 'amount', 'terms', 'author'],
};
const MODEL: Record<string, string> = { Product: 'products', Quote: 'quotes' };

interface Change {
  seq: number;
  when: string;
  who: null;
  from?: unknown;
  to?: unknown;
  deleted?: true;
}

interface Told {
  model: string;
  id: string;
  kind: 'Created' | 'Updated' | 'Deleted';
  event: LogEvent;
}

function told(event: LogEvent): Told {
  const [, name = '', kind] = /^(.+)(Created|Updated|Deleted)$/.exec(event.event_type) ?? [];
  return { model: MODEL[name] ?? name, id: event.aggregate_id, kind: kind as Told['kind'], event };
}

/** « products/p1 » of every record that the log of a directory ever had. */
export function everyRecord(directory: string): string[] {
  const events = readRaftlog(directory).events.map(told);
  return [...new Set(events.map(({ model, id }) => `${model}/${id}`))];
}

/** Each change of a field that the log tells of, by the one rule that it may not keep them all. */
function changesOf(events: readonly Told[], field: string, versions: number): Change[] {
  const changes: Change[] = [];
  let before: unknown;
  for (const { kind, event } of events) {
    const value = kind === 'Deleted' ? undefined : event.payload[field];
    const isSame = JSON.stringify(value) === JSON.stringify(before);
    if (isSame && kind === 'Updated') continue;
    const { seq, timestamp } = event;
    changes.push({
      ...{ seq, when: isoOf(timestamp), who: null },
      ...(before === undefined ? {} : { from: before }),
      ...(value === undefined ? {} : { to: value }),
      ...(kind === 'Deleted' ? { deleted: true } : {}),
    });
    before = value;
  }
  const kept = versions === Infinity ? changes : changes.slice(-versions);
  const [oldest, ...others] = kept;
  // What it replaced is not kept.
  if (oldest !== undefined && kept.length < changes.length) delete oldest.from;
  return oldest === undefined ? [] : [oldest, ...others];
}

function isoOf(timestamp: number): string {
  const us = String(timestamp % 1000).padStart(3, '0');
  return new Date(Math.floor(timestamp / 1000)).toISOString().replace('Z', `${us}Z`);
}

/** What the history of a record must be, field by field, made of the bytes of the log alone. */
function expectedHistory(directory: string, record: string): Record<string, Change[]> {
  const [model = '', id] = record.split('/');
  const events = readRaftlog(directory)
    .events.map(told)
    .filter((one) => one.model === model && one.id === id);
  return Object.fromEntries(
    Object.entries(KEPT[model] ?? {}).map(([field, versions]) => [
      field,
      changesOf(events, field, versions),
    ]),
  );
}

export async function historyOf({ http }: LithairWorld, record: string): Promise<Answer> {
  return http.send('GET', `/api/${record}/history`);
}

/** INV-4: the history that is served is what the log says, for every record there ever was. */
export async function expectHistories(world: LithairWorld): Promise<number> {
  const records = everyRecord(world.dataDir);
  for (const record of records) {
    const served = jsonOf(await historyOf(world, record))['fields'];
    expect(served, `INV-4: historique de ${record}`).to.deep.equal(
      expectedHistory(world.dataDir, record),
    );
  }
  return records.length;
}

/**
 * Every record, as it was after every event: what the log says, or nothing at all.
 * @returns how many answers there were of each status.
 */
export async function expectEveryAsOf(world: LithairWorld): Promise<Map<number, number>> {
  const events = readRaftlog(world.dataDir).events.map(told);
  const seen = new Map<number, number>();
  const replayed = new Map<string, LogEvent['payload']>();
  const records = everyRecord(world.dataDir);
  for (const { model, id, kind, event } of events) {
    if (kind === 'Deleted') replayed.delete(`${model}/${id}`);
    else replayed.set(`${model}/${id}`, event.payload);
    for (const record of records) {
      const request = `/api/${record}?asOf=${event.seq}`;
      const answer = await world.http.send('GET', request);
      seen.set(answer.status, (seen.get(answer.status) ?? 0) + 1);
      expectAsOf(request, answer, replayed.get(record));
    }
  }
  return seen;
}

function expectAsOf(
  request: string,
  answer: Answer,
  record: LogEvent['payload'] | undefined,
): void {
  if (answer.status === 410) {
    expectProblem(answer, { status: 410, code: 'history_not_kept' });
    return;
  }
  expect(answer.status, `statut de ${request}`).to.equal(record === undefined ? 404 : 200);
  if (record === undefined) return;
  const model = request.split('/')[2] ?? '';
  const shown = Object.entries(record).filter(([field]) => SHOWN[model]?.includes(field));
  expect(jsonOf(answer), `INV-4: ${request}`).to.deep.equal(Object.fromEntries(shown));
}

/** The histories of every record of the catalogue, byte for byte. */
export async function everyHistory(world: LithairWorld): Promise<string> {
  const texts: string[] = [];
  for (const record of CATALOGUE_RECORDS) {
    const { status, text } = await historyOf(world, record);
    texts.push(`${record} ${status} ${text}`);
  }
  return texts.join('\n');
}
