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
  const told: unknown[] = [];
  for await (const { payload } of after.subscribe({ since: 0 })) {
    told.push(JSON.parse(payload));
    if (told.length === 3) break;
  }
  assert.deepEqual(told, [
    { id: 'a', euros: 1.5 },
    { id: 'a', euros: 1.75 },
    { id: 'b', euros: 2 },
  ]);
  await after.close();
});
