import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Command, CreateCommand } from '../engine/command';
import { LithairError } from '../errors/lithair-error';
import type { Lithair } from '../server';
import { holdSync, turn } from '../testing/hold-sync';
import { MemoryDisk } from '../testing/memory-disk';
import { openNode } from '../testing/open-node';
import { LOG } from '../testing/sample-log';

const value = { id: 'a', title: 't', content: 'c' };
const create: CreateCommand = { kind: 'create', model: 'articles', value };
const same: Command = { kind: 'replace', model: 'articles', value };
const lastSeq = (node: Lithair): number => node.withState((state) => state.lastSeq);
const code = (expected: string) => (error: unknown) =>
  error instanceof LithairError && error.code === expected;

test('a command that changes nothing writes nothing, whatever its kind', async () => {
  const disk = new MemoryDisk();
  const node = await openNode(disk);
  await node.execute(create);
  const before = Buffer.from(disk.content(LOG));
  assert.equal(await node.execute(same), undefined);
  const merge: Command = { kind: 'merge', model: 'articles', id: 'a', patch: { author: null } };
  assert.equal(await node.execute(merge), undefined);
  assert.deepEqual(await node.executeAll([same, merge]), []);
  assert.deepEqual(disk.content(LOG), before);
  await node.close();
});

test('it is not answered before what it found is durable (INV-5)', async () => {
  const disk = new MemoryDisk();
  const node = await openNode(disk);
  let created: Promise<unknown> = Promise.resolve();
  const release = await holdSync(disk, () => void (created = node.execute(create)));
  const answered: string[] = [];
  const unchanged = node.execute(same).then(() => answered.push('same'));
  const none = node.executeAll([same]).then(() => answered.push('all'));
  for (let turns = 0; turns < 20; turns += 1) await turn();
  assert.deepEqual(answered, [], 'before the sync');
  release();
  await Promise.all([created, unchanged, none]);
  assert.deepEqual([answered, lastSeq(node)], [['same', 'all'], 1]);
  await node.close();
});

test('it fails with what it found', async () => {
  const disk = new MemoryDisk();
  const node = await openNode(disk);
  disk.faults = (operation, file) =>
    operation === 'sync' && file === LOG
      ? Promise.reject(Object.assign(new Error('EIO'), { code: 'EIO' }))
      : undefined;
  const outcomes = await Promise.allSettled([node.execute(create), node.execute(same)]);
  for (const outcome of outcomes)
    assert.ok(outcome.status === 'rejected' && code('outcome_unknown')(outcome.reason));
  await assert.rejects(node.close());
});

test('those that wait are bounded (INV-8)', async () => {
  const disk = new MemoryDisk();
  const node = await openNode(disk, { queueEventsMax: 3 });
  let created: Promise<unknown> = Promise.resolve();
  const release = await holdSync(disk, () => void (created = node.execute(create)));
  const waiting = [1, 2, 3].map(() => node.execute(same));
  await assert.rejects(node.execute(same), code('overloaded'));
  release();
  assert.deepEqual(await Promise.all(waiting), [undefined, undefined, undefined]);
  await created;
  await node.close();
});

test('with a key it leaves the key on record, so that a late duplicate has no effect (INV-6)', async () => {
  const disk = new MemoryDisk();
  const node = await openNode(disk);
  await node.execute(create);
  const first = await node.execute(same, { idempotencyKey: 'k' });
  assert.deepEqual([first?.seq, first?.changed], [2, []]);
  await node.execute({ kind: 'merge', model: 'articles', id: 'a', patch: { title: 'later' } });
  const again = await node.execute(same, { idempotencyKey: 'k' });
  assert.deepEqual({ ...again, changed: [] }, first);
  assert.equal(lastSeq(node), 3);
  await node.close();
});
