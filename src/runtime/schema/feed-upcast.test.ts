import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { defineModel } from '../../model/define-model';
import { field } from '../../model/field';
import { MemoryDisk } from '../../testing/memory-disk';
import { openNode } from '../../testing/open-node';

const Old = defineModel('prices', { cents: field(z.number()) });
const New = defineModel(
  'prices',
  { euros: field(z.number()) },
  { version: 2, upcasters: { 1: ({ id, cents }) => ({ id, euros: Number(cents) / 100 }) } },
);

test('who resumes from before a migration is told records as they are declared now', async () => {
  const disk = new MemoryDisk();
  const before = await openNode(disk, { models: [Old] });
  await before.create(Old, { id: 'a', cents: 150 });
  await before.update(Old, 'a', { cents: 175 });
  await before.close();
  const after = await openNode(disk, { models: [New] });
  await after.create(New, { id: 'b', euros: 2 });
  await after.update(New, 'a', { euros: 2 });
  const told: unknown[] = [];
  const changed: unknown[] = [];
  for await (const event of after.subscribe({ since: 0 })) {
    told.push(JSON.parse(event.payload));
    changed.push(event.changed);
    if (told.length === 4) break;
  }
  // What changed before is said in fields that nobody knows any more.
  assert.deepEqual(changed, [undefined, undefined, undefined, ['euros']]);
  assert.deepEqual(told, [
    { id: 'a', euros: 1.5 },
    { id: 'a', euros: 1.75 },
    { id: 'b', euros: 2 },
    { id: 'a', euros: 2 },
  ]);
  await after.close();
});
