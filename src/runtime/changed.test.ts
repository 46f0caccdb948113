import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { z } from 'zod';
import type { Command } from '../engine/command';
import type { LoggedEvent } from '../engine/event';
import { defineModel } from '../model/define-model';
import { field } from '../model/field';
import type { Lithair, LithairOptions } from '../server';
import { readEvents } from '../storage/recovery/read-events';
import { MemoryDisk } from '../testing/memory-disk';
import { openNode } from '../testing/open-node';
import { DATA, FORMS } from '../testing/sample-log';

const text = z.string();
const Shelf = defineModel('shelves', { name: field(text) }, { singular: 'shelf' });
const Book = defineModel('books', {
  title: field(text),
  pages: field(z.number().optional()),
  tags: field(z.array(text).optional()),
  about: field(z.object({ by: text, of: z.number().optional() }).optional()),
  shelf: field(text.nullable(), {
    db: { nullable: true, references: 'shelves', onDelete: 'setNull' },
  }),
  secret: field(text, { db: { default: 's' }, http: { expose: false } }),
});
const Video = defineModel('videos', {
  place: field(z.number(), { db: { default: 0 }, persistence: { autoPersist: false } }),
  title: field(text),
  views: field(z.number(), { db: { default: 0 }, persistence: { memoryOnly: true } }),
});
const MODELS = { models: [Shelf, Book, Video] };

async function eventsOf(disk: MemoryDisk): Promise<LoggedEvent[]> {
  const events: LoggedEvent[] = [];
  for await (const page of readEvents(disk, DATA, { isWhole: true })) events.push(...page.events);
  return events;
}

/** What the updates that `write` makes say that they changed. */
async function toldBy(
  write: (node: Lithair) => Promise<unknown>,
  options: Partial<LithairOptions> = MODELS,
): Promise<unknown[]> {
  const disk = new MemoryDisk();
  const node = await openNode(disk, options);
  await write(node);
  await node.close();
  const events = await eventsOf(disk);
  for (const { type, changed } of events)
    assert.equal(changed !== undefined, type.endsWith('Updated'), 'updates, and nothing else');
  return events.flatMap(({ changed }) => (changed === undefined ? [] : [changed]));
}

const book = { id: 'b', title: 't', tags: ['x'], about: { by: 'Ada' }, shelf: null, secret: 's' };
const merge = (id: string, patch: Record<string, unknown>, model = 'books'): Command => {
  return { kind: 'merge', model, id, patch };
};

test('every way to update says what it changed: added, altered or removed', async () => {
  const told = await toldBy(async (node) => {
    await node.create(Shelf, { id: 's', name: 'n' });
    await node.create(Book, book);
    await node.execute(merge('b', { pages: 3, title: 'u' }));
    await node.execute(merge('b', { about: { of: 4 } }));
    await node.execute(merge('b', { pages: null }));
    await node.replace(Book, { ...book, tags: ['y'], shelf: 's' });
    await node.execute({ kind: 'assign', model: 'books', id: 'b', fields: { tags: undefined } });
    const body = { title: 'v', shelf: 's' };
    await node.execute({ kind: 'rewrite', model: 'books', id: 'b', body });
    await node.executeAll([merge('b', { pages: 9 }), merge('b', { title: 'w', pages: 9 })]);
    await node.transaction((tx) => {
      tx.update(Book, 'b', { secret: 'q' });
      tx.update(Book, 'b', { secret: 'r', title: 'z' });
    });
    await node.remove(Shelf, 's');
  });
  assert.deepEqual(told, [
    ['title', 'pages'],
    ['about'],
    ['pages'],
    ['title', 'tags', 'about', 'shelf'],
    ['tags'],
    ['title', 'about'],
    ['pages'],
    ['title'],
    ['secret'],
    ['title', 'secret'],
    ['shelf'],
  ]);
});

test('an update that only leaves its key on record changed nothing', async () => {
  const told = await toldBy(async (node) => {
    await node.create(Book, book);
    await node.execute(merge('b', {}));
    await node.execute(merge('b', { title: 't' }), { idempotencyKey: 'k' });
    await node.create(Video, { id: 'v', title: 't' });
    await node.execute(merge('v', { views: 5, place: 7 }, 'videos'));
    await node.execute(merge('v', { views: 6 }, 'videos'), { idempotencyKey: 'l' });
  });
  assert.deepEqual(told, [[], []]);
});

test('what is not on record is not named, and what was written late is, once it is', async () => {
  const told = await toldBy(async (node) => {
    await node.create(Video, { id: 'v', title: 't', views: 1 });
    await node.execute(merge('v', { views: 2 }, 'videos'));
    await node.execute(merge('v', { place: 7 }, 'videos'));
    await node.execute(merge('v', { views: 3, title: 'u' }, 'videos'));
    await node.execute(merge('v', { title: 'w' }, 'videos'));
  });
  assert.deepEqual(told, [['place', 'title'], ['title']]);
});

test('a record of before its fields changed places is the same record', async () => {
  const disk = new MemoryDisk();
  const first = defineModel('notes', { a: field(text), b: field(text) });
  const before = await openNode(disk, { models: [first] });
  await before.create(first, { id: 'n', a: '1', b: '2' });
  await before.close();
  const moved = defineModel('notes', { b: field(text), a: field(text) });
  const after = await openNode(disk, { models: [moved] });
  await after.replace(moved, { id: 'n', a: '1', b: '2' });
  await after.replace(moved, { id: 'n', a: '3', b: '4' });
  await after.close();
  const events = await eventsOf(disk);
  assert.deepEqual(
    events.map(({ changed, payload }) => [changed, payload]),
    [
      [undefined, '{"id":"n","a":"1","b":"2"}'],
      [['b', 'a'], '{"id":"n","b":"4","a":"3"}'],
    ],
  );
});

const optional = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(of, { nil: undefined });
const change = fc.record({
  isPatch: fc.boolean(),
  key: fc.boolean(),
  title: fc.constantFrom('t', 'u', 'é"\\'),
  pages: optional(fc.nat(2)),
  tags: optional(fc.array(fc.constantFrom('x', 'y'), { maxLength: 2 })),
  about: optional(fc.record({ by: fc.constantFrom('a', 'b'), of: fc.nat(1) })),
});

for (const { form, formName } of FORMS) {
  test(`${formName}: updates name what differs from the record before, live and from the log (property)`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(change, { maxLength: 12 }), async (changes) => {
        const disk = new MemoryDisk();
        const node = await openNode(disk, { ...MODELS, ...form });
        await node.create(Book, book);
        const live: unknown[] = [];
        const subscription = node.subscribe({ since: 0 });
        for (const [index, { isPatch, key, ...fields }] of changes.entries()) {
          const value = JSON.parse(JSON.stringify(fields)) as Record<string, unknown>;
          const command: Command = isPatch
            ? merge('b', value)
            : { kind: 'rewrite', model: 'books', id: 'b', body: { shelf: null, ...value } };
          await node.execute(command, key ? { idempotencyKey: `k${index}` } : {});
        }
        const { lastSeq } = node.withState((state) => ({ lastSeq: state.lastSeq }));
        for await (const { seq, changed } of subscription) {
          live.push(changed);
          if (seq === lastSeq) break;
        }
        await node.close();
        const events = await eventsOf(disk.afterKill());
        assert.deepEqual(
          events.map(({ changed }) => changed),
          live,
        );
        const records = events.map(({ payload }) => JSON.parse(payload) as Record<string, unknown>);
        for (const [index, { changed, request }] of events.entries()) {
          if (index === 0) continue;
          const [was = {}, is = {}] = [records[index - 1], records[index]];
          const differs = (name: string): boolean =>
            JSON.stringify(was[name]) !== JSON.stringify(is[name]);
          assert.deepEqual(changed, Book.fieldNames.filter(differs));
          assert.ok(request !== undefined || changed?.length !== 0, 'a no-op is not on record');
        }
      }),
      { numRuns: 25 },
    );
  });
}
