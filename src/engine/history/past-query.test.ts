import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { z } from 'zod';
import { LithairError } from '../../errors/lithair-error';
import { defineModel } from '../../model/define-model';
import { field } from '../../model/field';
import type { LifecycleRules } from '../../model/field-rules';
import type { Model, RecordValue } from '../../model/model';
import { NaiveHistory, type Fields } from '../../testing/naive-past';
import {
  eventsOf,
  freeze,
  lifecycle,
  restored,
  stateOf,
  steps,
} from '../../testing/random-history';
import type { LoggedEvent } from '../event';
import type { InPieces } from '../in-pieces';
import type { Place, RecordQuery } from '../query/record-query';
import { filtersOf, type Where } from '../query/where';
import type { State } from '../state';
import type { Instant } from './instant';
import { countPast, findPast } from './past-query';
import type { PastBounds, PastSource } from './past-source';
import { sightOfPrograms } from './record-then';

/** Of an idle node, or of a busy one: what a piece is must not be seen. */
const BOUNDS: PastBounds = { lookedMax: 1000, sortedMax: 1000, pieceRecords: 2 };

/** Two fields that are kept in some way, or not, and one that never changes. */
const thingsWith = (a: LifecycleRules, b: LifecycleRules | undefined): Model =>
  defineModel('things', {
    a: field(z.number().optional(), { lifecycle: a }),
    b: field(z.string().optional(), b === undefined ? {} : { lifecycle: b }),
    c: field(z.string(), { lifecycle: { immutable: true } }),
  });

/** Each record says by which event it was created. */
function withConstant(events: readonly LoggedEvent[]): LoggedEvent[] {
  const born = new Map<string, number>();
  return events.map((event) => {
    const { aggregateId: id, type, seq, payload } = event;
    if (type === 'ThingDeleted') return event;
    if (type === 'ThingCreated') born.set(id, seq);
    const fields = JSON.parse(payload) as Fields;
    return { ...event, payload: JSON.stringify({ ...fields, c: `c${born.get(id)}` }) };
  });
}

const sourceOf = (model: Model, state: State, at: Instant, nowUs: number): PastSource => ({
  ...{ model, at, nowUs, bounds: BOUNDS, sight: sightOfPrograms(model) },
  records: state.records('things'),
  history: state.history('things'),
});

function all<T>(work: InPieces<T>): T {
  for (;;) {
    const { done, value } = work.next();
    if (done === true) return value;
  }
}

/** What a question comes to: an answer, or the code of a refusal. */
function outcome<T>(ask: () => T): T | string {
  try {
    return ask();
  } catch (error) {
    if (error instanceof LithairError) return error.code;
    throw error;
  }
}

/** Every page of an answer, and the total of each. */
function pages(source: PastSource, query: RecordQuery, limit: number) {
  const items: string[] = [];
  let after: Place | undefined;
  for (;;) {
    const { hits, total } = all(findPast(source, query, { after, limit: limit + 1 }));
    const page = hits.slice(0, limit);
    items.push(...page.map(({ then }) => then.json(source.sight)));
    if (hits.length <= limit) return { items, total };
    after = page.at(-1)?.place;
  }
}

interface Asked {
  readonly where: Where<RecordValue>;
  readonly sort: RecordQuery['sort'];
}

const isWanted = (asked: Asked, fields: Fields): boolean =>
  Object.entries(asked.where).every(([name, wanted]) => (fields[name] ?? null) === wanted);

/** Null comes first, then numbers or texts; what is equal as it was created. */
function inOrder(sort: Asked['sort'], found: readonly Fields[]): readonly Fields[] {
  if (sort === undefined) return found;
  const compare = (a: unknown, b: unknown): number =>
    a === b ? 0 : a === null || (b !== null && (a as number) < (b as number)) ? -1 : 1;
  const { field: name, isDown } = sort;
  return found.toSorted((a, b) => {
    const order = compare(a[name] ?? null, b[name] ?? null);
    return isDown ? -order : order;
  });
}

const refusal = 'history_not_kept';

/** The answer that the rules allow: all of the truth, or none of it. */
function expected(naive: NaiveHistory, asked: Asked, at: Instant, isCount: boolean) {
  if (naive.hasForgotten(at)) return refusal;
  for (const id of naive.ids) {
    if (typeof asked.where.id === 'string' && asked.where.id !== id) continue;
    const known = naive.knownAt(id, at);
    if (known === 'nothing') continue;
    if (known === 'unknown') return refusal;
    const filters = Object.entries(asked.where);
    if (filters.some(([name]) => !known.has(name))) return refusal;
    const fits = filters.every(([name, wanted]) => {
      const text = known.get(name) as string;
      return (text === '' ? null : (JSON.parse(text) as unknown)) === wanted;
    });
    if (fits && !isCount && naive.model.fieldNames.some((name) => !known.has(name))) return refusal;
  }
  const found = naive.at(at).map(({ fields }) => fields);
  const wanted = inOrder(
    asked.sort,
    found.filter((fields) => isWanted(asked, fields)),
  );
  if (isCount) return wanted.length;
  return { items: wanted.map((fields) => JSON.stringify(fields)), total: wanted.length };
}

const where = fc.record(
  {
    a: fc.constantFrom(null, 0, 1, 2),
    b: fc.constantFrom(null, '', 'é', '-'),
    id: fc.constantFrom('x', 'y', 'nobody'),
  },
  { requiredKeys: [] },
);
const sort = fc.option(
  fc.record({ field: fc.constantFrom('a', 'b', 'c', 'id'), isDown: fc.boolean() }),
  { nil: undefined },
);
const asked = fc.oneof(fc.constant({ where: {}, sort: undefined }), fc.record({ where, sort }));

/** How often the property was about something. */
const met = { answers: 0, records: 0, refusals: 0 };

function compare(state: State, naive: NaiveHistory, question: Asked, at: Instant, limit: number) {
  const { model, nowUs } = naive;
  const source = sourceOf(model, state, at, nowUs);
  const filters = filtersOf(model, question.where);
  const found = outcome(() => pages(source, { filters, sort: question.sort }, limit));
  assert.deepEqual(found, expected(naive, question, at, false));
  const count = outcome(() => all(countPast(source, filters)));
  assert.deepEqual(count, expected(naive, question, at, true));
  if (typeof found === 'string') met.refusals += 1;
  else met.answers += 1;
  if (typeof found !== 'string') met.records += found.total;
}

test('a list of the past is what was, or is refused, as the rules have it (a property)', () => {
  fc.assert(
    fc.property(
      steps,
      lifecycle,
      fc.option(lifecycle, { nil: undefined, freq: 4 }),
      fc.record({
        cut: fc.nat(60),
        idleHours: fc.nat(10 * 24),
        limit: fc.integer({ min: 1, max: 3 }),
      }),
      fc.array(asked, { minLength: 1, maxLength: 4 }),
      (given, a, b, { cut, idleHours, limit }, questions) => {
        const model = thingsWith(a, b);
        const events = withConstant(eventsOf(given));
        const whole = stateOf(model);
        let taken = freeze(whole);
        for (const [index, event] of events.entries()) {
          if (index === cut) taken = freeze(whole);
          whole.apply(event);
        }
        const tail = restored(model, taken);
        for (const event of events) if (event.seq > taken.frozen.seq) tail.apply(event);
        const last = events.at(-1)?.timestamp ?? 0;
        const naive = new NaiveHistory(model, events, last + idleHours * 3_600_000_000);
        for (const [index, { seq, timestamp }] of events.entries()) {
          const at = index % 2 === 0 ? { seq } : { timestamp: timestamp + (index % 3) };
          for (const question of questions) {
            compare(whole, naive, question, at, limit);
            compare(tail, naive, question, at, limit);
          }
        }
      },
    ),
    { numRuns: 200 },
  );
  assert.ok(met.answers > 400 && met.records > 200 && met.refusals > 400, JSON.stringify(met));
});

/** So many records, created one after the other. */
function manyThings(count: number): { readonly state: State; readonly source: PastSource } {
  const model = thingsWith({ history: 'full' }, undefined);
  const state = stateOf(model);
  const given = Array.from({ length: count }, (_, n) => {
    return { id: `t${n}`, isDeletion: false, hours: 0, a: n };
  });
  for (const event of withConstant(eventsOf(given))) state.apply(event);
  const at = { seq: count };
  const source = sourceOf(model, state, at, state.lastTimestamp);
  return { state, source: { ...source, bounds: { ...BOUNDS, lookedMax: 100, sortedMax: 20 } } };
}

const sortedByA = { field: 'a', isDown: true };

test('filters and sorts look at a bounded number of records, a plain list at all', () => {
  const { source } = manyThings(101);
  const refused = { code: 'query_too_expensive', details: { field: 'a' } };
  const filters = filtersOf(source.model, { a: 7 } as Where<RecordValue>);
  assert.throws(() => pages(source, { filters }, 10), refused);
  assert.throws(() => all(countPast(source, filters)), refused);
  assert.throws(() => pages(source, { filters: [], sort: sortedByA }, 10), refused);
  assert.equal(all(countPast(source, [])), 101);
  assert.equal(pages(source, { filters: [] }, 10).items.length, 101);
  const named = [...filters, ...filtersOf(source.model, { id: { in: ['t7', 't8'] } })];
  assert.equal(pages(source, { filters: named }, 10).total, 1);
});

test('pages are sorted whatever there is, all of it at once only when it is little', () => {
  const { source } = manyThings(90);
  const query = { filters: [], sort: sortedByA };
  const { items } = pages(source, query, 7);
  assert.deepEqual(items[89], '{"id":"t0","a":0,"c":"c1"}');
  assert.throws(() => all(findPast(source, query, { limit: Infinity })), {
    code: 'query_too_expensive',
    details: { field: 'a' },
  });
  const few = {
    ...query,
    filters: filtersOf(source.model, { a: { lt: 20 } } as Where<RecordValue>),
  };
  assert.equal(all(findPast(source, few, { limit: Infinity })).hits.length, 20);
});

test('an instant is counted once', () => {
  const { source, state } = manyThings(50);
  const steps = (): number => {
    const work = findPast(source, { filters: [] }, { limit: 1 });
    let pieces = 0;
    while (work.next().done !== true) pieces += 1;
    return pieces;
  };
  assert.ok(steps() >= 25, 'in pieces of two');
  assert.equal(steps(), 0);
  assert.equal(state.history('things')?.births, 50);
});

test('what is forgotten between two pieces refuses all of it', () => {
  const model = thingsWith({ retentionDays: 1 }, { retentionDays: 1 });
  const state = stateOf(model);
  const step = (id: string, hours: number, isDeletion = false) => ({ id, hours, isDeletion, a: 1 });
  const events = withConstant(
    eventsOf([...['x', 'y', 'z', 'w'].map((id) => step(id, 0)), step('z', 1, true), step('x', 24)]),
  );
  const later = events.pop() as LoggedEvent;
  for (const event of events) state.apply(event);
  const at = { seq: 4 };
  const work = countPast(sourceOf(model, state, at, state.lastTimestamp), []);
  assert.equal(work.next().done, false);
  // Nobody forgot it yet when the question was asked.
  state.apply({ ...later, timestamp: later.timestamp + 1 });
  assert.throws(() => all(work), { code: 'history_not_kept' });
});

test('creations of records that are forgotten take no memory for ever', () => {
  const model = thingsWith({ retentionDays: 1 }, { retentionDays: 1 });
  const state = stateOf(model);
  const given = Array.from({ length: 600 }, (_, n) => [
    { id: `t${n}`, hours: 1, isDeletion: false, a: 1 },
    { id: `t${n}`, hours: 1, isDeletion: true },
  ]);
  for (const event of withConstant(eventsOf(given.flat()))) state.apply(event);
  assert.ok((state.history('things')?.births ?? 0) < 200);
  const cycle = Array.from({ length: 400 }, (_, n) => ({
    id: 'x',
    hours: 0,
    isDeletion: n % 2 > 0,
  }));
  const bounded = thingsWith({ versions: 3 }, { versions: 3 });
  const other = stateOf(bounded);
  for (const event of withConstant(eventsOf(cycle))) other.apply(event);
  assert.ok((other.history('things')?.births ?? 0) < 100);
  const [past] = other.freeze().sections[0]?.history ?? [];
  assert.ok((past?.again.length ?? 0) <= 2);
});
