import type { LogEvent } from './raftlog-reader';

export type Fields = Record<string, unknown>;

const KIND = /^(.+)(Created|Updated|Deleted)$/;

/** What the log says is alive, rebuilt by the suite itself: model name → id → record. */
export function replay(events: readonly LogEvent[]): Map<string, Map<string, Fields>> {
  const models = new Map<string, Map<string, Fields>>();
  for (const event of events) {
    const [, name = event.event_type, kind] = KIND.exec(event.event_type) ?? [];
    const records = models.get(name) ?? new Map<string, Fields>();
    models.set(name, records);
    if (kind === 'Deleted') records.delete(event.aggregate_id);
    else records.set(event.aggregate_id, event.payload);
  }
  return models;
}

/** How many events of each type: `{ ArticleCreated: 100, … }`. */
export function countByType(events: readonly LogEvent[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { event_type: type } of events) counts[type] = (counts[type] ?? 0) + 1;
  return counts;
}
