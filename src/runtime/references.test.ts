import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { z } from 'zod';
import type { Command } from '../engine/command';
import { LithairError } from '../errors/lithair-error';
import { defineModel } from '../model/define-model';
import { field } from '../model/field';
import type { Lithair } from '../server';
import { MemoryDisk } from '../testing/memory-disk';
import { openNode, stateOf } from '../testing/open-node';

const to = (references: string, onDelete: 'restrict' | 'cascade') =>
  field(z.string(), { db: { references, onDelete } });
const MODELS = [
  defineModel('authors', { name: field(z.string().optional()) }),
  defineModel('books', {
    author: to('authors', 'restrict'),
    sequelOf: field(z.string(), {
      db: { references: 'books', onDelete: 'setNull', nullable: true },
    }),
  }),
  defineModel('notes', {
    book: to('books', 'cascade'),
    answers: field(z.string(), {
      db: { references: 'notes', onDelete: 'cascade', nullable: true },
    }),
  }),
];

const open = (disk: MemoryDisk): Promise<Lithair> => openNode(disk, { models: MODELS });
const create = (model: string, value: { id: string }): Command => {
  return { kind: 'create', model, value };
};
const remove = (model: string, id: string): Command => ({ kind: 'remove', model, id });
const refused = (code: string, fieldName?: string) => (error: unknown) =>
  error instanceof LithairError &&
  error.code === code &&
  (fieldName === undefined || error.details.field === fieldName);

const recordsOf = (node: Lithair, model: string): Record<string, unknown>[] =>
  node.withState((state) =>
    state
      .records(model)
      .page(0, Infinity)
      .map(({ json }) => JSON.parse(json) as Record<string, unknown>),
  );
const idsOf = (node: Lithair, model: string): unknown[] =>
  recordsOf(node, model).map(({ id }) => id);

/** A library: two authors, two books of the first, notes on one of them. */
async function library(disk = new MemoryDisk()): Promise<Lithair> {
  const node = await open(disk);
  await node.executeAll([
    create('authors', { id: 'a' }),
    create('authors', { id: 'b' }),
    create('books', { id: 'x', author: 'a' } as { id: string }),
    create('books', { id: 'y', author: 'a', sequelOf: 'x' } as { id: string }),
    create('notes', { id: 'm', book: 'x' } as { id: string }),
    create('notes', { id: 'n', book: 'x', answers: 'm' } as { id: string }),
    create('notes', { id: 'o', book: 'y' } as { id: string }),
  ]);
  return node;
}

test('a reference names a record that is there', async () => {
  const node = await library();
  const ghost = { id: 'z', author: 'nobody' } as { id: string };
  await assert.rejects(
    node.execute(create('books', ghost)),
    refused('reference_not_found', 'author'),
  );
  const moved: Command = { kind: 'merge', model: 'notes', id: 'm', patch: { book: 'nothing' } };
  await assert.rejects(node.execute(moved), refused('reference_not_found', 'book'));
  // Of its own transaction, of one that is not acknowledged yet, or itself.
  const later = node.execute(create('authors', { id: 'c' }));
  const follows = node.execute(create('books', { id: 'z', author: 'c', sequelOf: 'z' } as never));
  await Promise.all([later, follows]);
  assert.ok(idsOf(node, 'books').includes('z'));
  await node.close();
});

test('restrict refuses while somebody refers to the record', async () => {
  const node = await library();
  await assert.rejects(node.execute(remove('authors', 'a')), refused('still_referenced', 'author'));
  await node.execute(remove('authors', 'b'));
  await node.executeAll([remove('books', 'x'), remove('books', 'y'), remove('authors', 'a')]);
  assert.deepEqual(idsOf(node, 'authors'), []);
  await node.close();
});

test('cascade and setNull happen in the transaction of the deletion', async () => {
  const disk = new MemoryDisk();
  const node = await library(disk);
  const before = node.withState(({ lastSeq }) => lastSeq);
  const event = await node.execute(remove('books', 'x'));
  assert.deepEqual([event?.type, event?.txLeft, event?.seq], ['BookDeleted', 0, before + 4]);
  assert.deepEqual(idsOf(node, 'notes'), ['o']);
  assert.deepEqual(recordsOf(node, 'books'), [{ id: 'y', author: 'a', sequelOf: null }]);
  const live = stateOf(node);
  await node.close();
  const again = await open(disk.afterKill());
  assert.equal(stateOf(again), live);
  await again.close();
});

test('a refused deletion takes nothing with it (INV-9)', async () => {
  const node = await library();
  const before = stateOf(node);
  const wake = [remove('books', 'y'), remove('books', 'x'), remove('authors', 'a')];
  const doubled = [...wake, remove('authors', 'a')];
  await assert.rejects(node.executeAll(doubled), refused('not_found'));
  await assert.rejects(node.execute(remove('books', 'nothing')), refused('not_found'));
  assert.equal(stateOf(node), before);
  // Nor does it leave a trace in what the next decision sees.
  await node.executeAll(wake);
  assert.deepEqual([idsOf(node, 'authors'), idsOf(node, 'notes')], [['b'], []]);
  await node.close();
});

test('a deletion that would take more than 10,000 records with it is refused', async () => {
  const node = await open(new MemoryDisk());
  await node.execute(create('authors', { id: 'a' }));
  await node.execute(create('books', { id: 'x', author: 'a' } as { id: string }));
  const notes = Array.from({ length: 10_001 }, (_, n) =>
    create('notes', { id: `n${n}`, book: 'x' } as { id: string }),
  );
  await node.executeAll(notes.slice(0, 10_000));
  await node.executeAll(notes.slice(10_000));
  await assert.rejects(node.execute(remove('books', 'x')), refused('too_many_items'));
  await node.execute(remove('notes', 'n0'));
  await node.execute(remove('books', 'x'));
  assert.deepEqual(idsOf(node, 'notes'), []);
  await node.close();
});

const place = fc.record({
  model: fc.constantFrom('authors', 'books', 'notes'),
  id: fc.constantFrom('1', '2', '3'),
});
const someId = fc.constantFrom('1', '2', '3', '4');
const anyCommand = fc
  .tuple(place, fc.constantFrom('create', 'merge', 'remove'), someId, fc.option(someId))
  .map(([{ model, id }, kind, target, other]): Command => {
    const fields =
      model === 'books'
        ? { author: target, sequelOf: other }
        : model === 'notes'
          ? { book: target, answers: other }
          : { name: target };
    if (kind === 'create') return create(model, { id, ...fields });
    return kind === 'merge' ? { kind, model, id, patch: fields } : remove(model, id);
  });

test('whatever is done at once, every reference names a record, live and after a replay', async () => {
  const transactions = fc.array(fc.array(anyCommand, { minLength: 1, maxLength: 4 }), {
    maxLength: 40,
  });
  await fc.assert(
    fc.asyncProperty(transactions, async (script) => {
      const disk = new MemoryDisk();
      const node = await open(disk);
      const outcomes = script.map((commands) =>
        (commands.length === 1 ? node.execute(commands[0] as Command) : node.executeAll(commands))
          .then(() => undefined)
          .catch((error: unknown) => {
            assert.ok(error instanceof LithairError && error.status < 500, String(error));
          }),
      );
      await Promise.all(outcomes);
      assertWhole(node);
      const live = stateOf(node);
      await node.close();
      const again = await open(disk.afterKill());
      assert.equal(stateOf(again), live);
      await again.close();
    }),
    { numRuns: 300 },
  );
});

function assertWhole(node: Lithair): void {
  for (const { name, references } of MODELS) {
    for (const record of recordsOf(node, name)) {
      for (const { field: key, model } of references) {
        const id = record[key];
        if (id === null || id === undefined) continue;
        assert.ok(idsOf(node, model).includes(id), `${name}/${String(record['id'])}.${key}`);
      }
    }
  }
}
