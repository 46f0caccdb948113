import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { defineEvent } from '../../model/define-event';
import { collect, defineView, on } from '../../model/define-view';
import type { ViewDefinition } from '../../model/view';
import type { LoggedEvent } from '../event';
import { ViewTables } from './view-tables';

const Said = defineEvent('Said', { who: z.string(), word: z.string() });
const Left = defineEvent('Left', { who: z.string() });
const Words = defineView('words', {
  on: [
    collect(Said, { key: ({ who }) => who, item: ({ word }) => word || undefined, keep: 3 }),
    on(Left, { key: ({ who }) => who, reduce: () => undefined }),
  ],
});
const Count = defineView('count', {
  on: [on(Said, { key: ({ who }) => who, reduce: (count: number = 0) => count + 1 })],
});

const said = (seq: number, word: string, who = 'ada'): LoggedEvent => {
  const facts = { seq, eventId: '', aggregateId: 'said', timestamp: seq, txLeft: 0 };
  return { ...facts, type: 'Said', payload: JSON.stringify({ who, word }) };
};
const left = (seq: number, who = 'ada'): LoggedEvent => ({ ...said(seq, '', who), type: 'Left' });

const tablesOf = (views: readonly ViewDefinition[]): ViewTables => new ViewTables(views, new Map());

test('what a reader or a snapshot was given stays as it was while events are replayed', () => {
  const tables = tablesOf([Words, Count]);
  tables.apply(said(1, 'a'), undefined);
  tables.apply(said(2, 'b'), undefined);
  for (const [view, before, after] of [
    ['words', ['a', 'b'], ['a', 'b', 'c']],
    ['count', 2, 3],
  ] as const) {
    const again = tablesOf([Words, Count]);
    for (const event of [said(1, 'a'), said(2, 'b')]) again.apply(event, undefined);
    const table = again.get(view);
    const lent = [
      () => table?.entry('ada'),
      () => table?.page({}, 1)[0],
      () => table?.freeze().entries[0],
    ].map((take) => {
      const entry = take();
      assert.ok(entry !== undefined);
      return entry;
    });
    again.apply(said(3, 'c'), undefined);
    again.apply(said(4, 'x', 'bob'), undefined);
    for (const { value, seq } of lent)
      assert.deepEqual([JSON.parse(JSON.stringify(value)), seq], [before, 2]);
    assert.deepEqual(table?.entry('ada'), { key: 'ada', value: after, seq: 3 });
  }
});

test('an entry that was frozen alone stays as it was, too', () => {
  const tables = tablesOf([Words]);
  tables.apply(said(1, 'a'), undefined);
  const [entry] = tables.get('words')?.freeze().entries ?? [];
  tables.apply(said(2, 'b'), undefined);
  assert.equal(JSON.stringify(entry), '{"key":"ada","value":["a"],"seq":1}');
});

test('a list that is collected is what its reducer would make, decided or replayed', () => {
  const events = [
    ...[said(1, 'a'), said(2, 'b'), said(3, ''), said(4, 'c'), said(5, 'd', 'bob')],
    ...[said(6, 'e'), left(7), said(8, 'f'), said(9, 'g'), said(10, '', 'eve')],
  ];
  const expected = [
    ['ada', ['f', 'g'], 9],
    ['bob', ['d'], 5],
  ];
  const live = tablesOf([Words]);
  live.decide(events.map((event) => ({ event, before: undefined })));
  assert.equal(live.get('words')?.get('ada'), undefined, 'nothing is committed');
  const replayed = tablesOf([Words]);
  const reduced = tablesOf([
    defineView('words', {
      on: Words.listeners.map(({ collected: _, ...listener }) => listener),
    }),
  ]);
  for (const tables of [live, replayed, reduced])
    for (const event of events) tables.apply(event, undefined);
  for (const tables of [live, replayed]) {
    const page = tables.get('words')?.page({}, 9) ?? [];
    assert.deepEqual(
      page.map(({ key, value, seq }) => [key, value, seq]),
      expected,
    );
  }
  assert.deepEqual(reduced.get('words')?.get('ada'), ['f', 'g']);
});

test('decisions that are taken back leave the list as it was', () => {
  const tables = tablesOf([Words]);
  tables.apply(said(1, 'a'), undefined);
  tables.decide([{ event: said(2, 'lost'), before: undefined }]);
  tables.clear();
  tables.decide([{ event: said(2, 'b'), before: undefined }]);
  tables.apply(said(2, 'b'), undefined);
  assert.deepEqual(tables.get('words')?.get('ada'), ['a', 'b']);
});

test('a list cannot go on from another value', () => {
  const Mixed = defineView<unknown>('mixed', {
    on: [
      collect(Said, { item: ({ word }) => word }),
      on(Left, { reduce: () => ({ by: 'nobody' }) }),
    ],
  });
  const tables = tablesOf([Mixed]);
  tables.apply(left(1), undefined);
  const refused = { code: 'view_failed', message: /event 2 \(Said\): .*no list but \{"by"/ };
  assert.throws(() => tables.apply(said(2, 'a'), undefined), refused);
});
