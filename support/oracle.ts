import { isDeepStrictEqual } from 'node:util';

import { expect } from 'chai';

import { articleNumber } from './articles';
import type { Entry, Ledger, Version } from './ledger';
import { type Fields, replay } from './log-replay';
import type { LogEvent } from './raftlog-reader';

const SHOWN = 5;

export interface Judgement {
  acknowledged: number;
  stored: number;
  lost: string[];
  altered: string[];
  duplicated: string[];
  unknown: string[];
}

/** INV-1: acknowledged ⊆ stored ⊆ generated, at most once each, with the same content. */
export function judge(ledger: Ledger, events: readonly LogEvent[]): Judgement {
  const created = createdByNumber(events);
  const alive = replay(events).get('Article') ?? new Map<string, Fields>();
  const verdict: Judgement = {
    acknowledged: ledger.createdIds.length,
    stored: created.ids.size,
    lost: [],
    altered: [],
    duplicated: created.duplicated,
    unknown: [...created.ids.keys()].filter((n) => !ledger.entries.has(n)).map(String),
  };
  for (const [n, entry] of ledger.entries) judgeEntry(verdict, n, entry, created.ids.get(n), alive);
  return verdict;
}

function judgeEntry(
  verdict: Judgement,
  n: number,
  entry: Entry,
  storedId: string | undefined,
  alive: Map<string, Fields>,
): void {
  if (storedId === undefined) {
    if (entry.isCreated) verdict.lost.push(`article ${n} (id ${entry.id})`);
    return;
  }
  const found = alive.get(storedId) ?? null;
  const allowed = [entry.acknowledged, entry.pending].filter((version) => version !== undefined);
  const isSame = allowed.some((version) => matches(version, found, storedId));
  const hasItsId = entry.id === undefined || entry.id === storedId;
  if (!isSame || !hasItsId) verdict.altered.push(`article ${n} (id ${storedId})`);
}

function matches(version: Version, found: Fields | null, id: string): boolean {
  return version === null ? found === null : isDeepStrictEqual({ ...version, id }, found);
}

function createdByNumber(events: readonly LogEvent[]): {
  ids: Map<number, string>;
  duplicated: string[];
} {
  const ids = new Map<number, string>();
  const duplicated: string[] = [];
  for (const { event_type: type, payload, aggregate_id: id, seq } of events) {
    if (type !== 'ArticleCreated') continue;
    const n = articleNumber(payload);
    if (ids.has(n)) duplicated.push(`article ${n} (seq ${seq})`);
    ids.set(n, id);
  }
  return { ids, duplicated };
}

/** Fails with the first offenders by name: a count alone helps nobody. */
export function expectFaithful(verdict: Judgement): void {
  const first = (offenders: string[]): string => offenders.slice(0, SHOWN).join(', ');
  const { lost, altered, duplicated, unknown } = verdict;
  expect(lost.length, `INV-1: acquittés et perdus: ${first(lost)}`).to.equal(0);
  expect(altered.length, `INV-1: acquittés et altérés: ${first(altered)}`).to.equal(0);
  expect(duplicated.length, `INV-1: stockés deux fois: ${first(duplicated)}`).to.equal(0);
  expect(unknown.length, `INV-9: stockés sans avoir été envoyés: ${first(unknown)}`).to.equal(0);
}
