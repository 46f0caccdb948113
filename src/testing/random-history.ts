import assert from 'node:assert/strict';
import fc from 'fast-check';
import { z } from 'zod';
import type { LoggedEvent } from '../engine/event';
import { ABSENT, DELETED, type PastEntry, type Version } from '../engine/history/past-entry';
import { State } from '../engine/state';
import { TableBackend } from '../engine/table-backend';
import { defineModel } from '../model/define-model';
import { field } from '../model/field';
import type { LifecycleRules } from '../model/field-rules';
import type { Model } from '../model/model';
import { HistoryReader, historyLines } from '../storage/snapshot/history-lines';

export const DAY_US = 24 * 60 * 60 * 1_000_000;
const START_US = 1_767_225_600_000_000;

export const stateOf = (model: Model): State => new State([model], () => new TableBackend());

/** What happens to one record, so many hours after what happened before. */
export interface Step {
  readonly id: string;
  readonly isDeletion: boolean;
  readonly hours: number;
  readonly a?: number | undefined;
  readonly b?: string | undefined;
}

export const steps = fc.array(
  fc.record({
    id: fc.constantFrom('x', 'x', 'x', 'x', 'y', 'z'),
    isDeletion: fc.integer({ min: 0, max: 3 }).map((chance) => chance === 0),
    hours: fc.integer({ min: 0, max: 40 }),
    a: fc.option(fc.integer({ min: 0, max: 2 }), { nil: undefined }),
    b: fc.option(fc.constantFrom('', 'é', 'two words', '-'), { nil: undefined }),
  }),
  { maxLength: 60 },
);

export const lifecycle: fc.Arbitrary<LifecycleRules> = fc
  .record({
    versions: fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined }),
    retentionDays: fc.option(fc.integer({ min: 1, max: 6 }), { nil: undefined }),
    audited: fc.boolean(),
  })
  .filter(({ versions, retentionDays, audited }) => Boolean(versions ?? retentionDays) || audited)
  .map((rules) => rules as LifecycleRules);

export const modelWith = (a: LifecycleRules, b: LifecycleRules): Model =>
  defineModel('things', {
    a: field(z.number().optional(), { lifecycle: a }),
    b: field(z.string().optional(), { lifecycle: b }),
  });

/** The events that steps make: the first of a record, or behind a deletion, is a creation. */
export function eventsOf(given: readonly Step[]): LoggedEvent[] {
  const alive = new Set<string>();
  let timestamp = START_US;
  let seq = 0;
  return given.flatMap(({ id, isDeletion, hours, a, b }): LoggedEvent[] => {
    const exists = alive.has(id);
    if (isDeletion && !exists) return [];
    seq += 1;
    timestamp += hours * 3_600_000_000 + 1;
    if (isDeletion) alive.delete(id);
    else alive.add(id);
    const type = isDeletion ? 'ThingDeleted' : exists ? 'ThingUpdated' : 'ThingCreated';
    const payload = JSON.stringify(isDeletion ? { id } : { id, a, b });
    const eventId = `thing:${id}:${seq}`;
    return [{ seq, type, eventId, aggregateId: id, timestamp, txLeft: 0, payload }];
  });
}

export type Naive = Record<string, Version[]>;

/** The rules, applied to everything that ever happened to one record. */
export function naivePast(model: Model, events: readonly LoggedEvent[], id: string, nowUs: number) {
  let pasts: Naive = {};
  let isDeleted = false;
  let changedAt = 0;
  const isForgotten = (at: number): boolean =>
    isDeleted && [...model.history.values()].every(({ maxAgeUs }) => changedAt < at - maxAgeUs);
  for (const { aggregateId, type, seq, timestamp, payload } of events) {
    if (aggregateId !== id) continue;
    if (isForgotten(timestamp)) pasts = {};
    isDeleted = type === 'ThingDeleted';
    changedAt = timestamp;
    const fields = JSON.parse(payload) as Record<string, unknown>;
    for (const name of model.history.keys()) {
      const value = fields[name];
      const given = value === undefined ? ABSENT : JSON.stringify(value);
      const text = isDeleted ? DELETED : given;
      const past = (pasts[name] ??= []);
      if (past.at(-1)?.text !== text) past.push({ seq, timestamp, text });
    }
  }
  if (Object.keys(pasts).length === 0 || isForgotten(nowUs)) return undefined;
  for (const [name, { versions, maxAgeUs }] of model.history) {
    const past = pasts[name] as Version[];
    const kept = past.filter((_, index) => {
      const isAmongLast = index >= past.length - versions;
      const replacedAt = past[index + 1]?.timestamp ?? Infinity;
      return isAmongLast && replacedAt >= nowUs - maxAgeUs;
    });
    pasts[name] = kept;
  }
  return pasts;
}

/** A state made of a snapshot of another: the lines go through the format and back. */
export function restored(model: Model, { frozen, texts }: Frozen): State {
  const state = stateOf(model);
  for (const { entries } of frozen.sections)
    for (const entry of entries) state.restore('things', entry);
  const reader = new HistoryReader((section, entry: PastEntry) =>
    state.restorePast(section, entry),
  );
  // Blocks of three lines: a past goes on in the next one.
  for (let at = 0; at < texts.length; at += 3)
    assert.ok(reader.read('things', Buffer.from(texts.slice(at, at + 3).join(''))));
  reader.end();
  state.resumeAt(frozen.seq, frozen.timestamp);
  state.resumeHistories(() => frozen.sections[0]?.historySince);
  return state;
}

export type Frozen = ReturnType<typeof freeze>;
export function freeze(state: State) {
  const frozen = state.freeze();
  return {
    frozen,
    get texts() {
      return [...historyLines(frozen.sections[0]?.history ?? [])];
    },
  };
}
