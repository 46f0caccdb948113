import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Command, CreateCommand } from '../engine/command';
import { LithairError } from '../errors/lithair-error';
import type { Model } from '../model/model';
import { Article, Comment, User } from '../reference/models';
import type { Lithair } from '../server';
import { decodeDedup } from '../storage/dedup/dedup-file';
import { holdSync, turn } from '../testing/hold-sync';
import { MemoryDisk } from '../testing/memory-disk';
import { openNode } from '../testing/open-node';
import { DATA, LOG } from '../testing/sample-log';

const FILE = `${DATA}/dedup.raftids`;
const KEY = { idempotencyKey: 'k-1' };

const create = (id: string, title = 't'): CreateCommand => ({
  kind: 'create',
  model: 'articles',
  value: { id, title, content: 'c' },
});
const remove = (id: string): Command => ({ kind: 'remove', model: 'articles', id });

const code = (expected: string) => (error: unknown) =>
  error instanceof LithairError && error.code === expected;
const lastSeq = (node: Lithair): number => node.withState((state) => state.lastSeq);

test('the same command with the same key has one effect, and gives the same event (INV-6)', async () => {
  const disk = new MemoryDisk();
  const node = await openNode(disk);
  for (const command of [create('a'), remove('a')]) {
    const key = { idempotencyKey: `k-${command.kind}` };
    const first = await node.execute(command, key);
    assert.deepEqual(await node.execute(command, key), first);
    const again = await openNode(disk.afterKill());
    assert.deepEqual(await again.execute(command, key), first, 'after SIGKILL');
    await again.close();
  }
  assert.equal(lastSeq(node), 2);
  await node.close();
});

test('another command with the same key is refused, also while the first is in flight', async () => {
  const disk = new MemoryDisk();
  const node = await openNode(disk);
  let first: Promise<unknown> = Promise.resolve();
  const release = await holdSync(disk, () => void (first = node.execute(create('a'), KEY)));
  await assert.rejects(node.execute(create('b'), KEY), code('idempotency_key_reused'));
  release();
  await first;
  await assert.rejects(node.execute(create('b'), KEY), code('idempotency_key_reused'));
  assert.equal(lastSeq(node), 1);
  await node.close();
});

test('a duplicate is not acknowledged before the original is durable (INV-1, INV-6)', async () => {
  const disk = new MemoryDisk();
  const node = await openNode(disk);
  const answered: number[] = [];
  const sent: Promise<unknown>[] = [];
  const send = (n: number): Promise<unknown> =>
    node.execute(create('a'), KEY).then(() => answered.push(n));
  const release = await holdSync(disk, () => {
    for (let n = 0; n < 10; n += 1) sent.push(send(n));
  });
  for (let turns = 0; turns < 20; turns += 1) await turn();
  assert.deepEqual(answered, [], 'before the sync');
  release();
  await Promise.all(sent);
  assert.deepEqual(answered, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 'after it, in order');
  assert.equal(lastSeq(node), 1);
  await node.close();
});

test('a refused request leaves no trace and frees its key (INV-9)', async () => {
  const disk = new MemoryDisk();
  const node = await openNode(disk);
  await assert.rejects(node.execute(remove('a'), KEY), code('not_found'));
  await node.execute(create('a'));
  const removed = await node.execute(remove('a'), KEY);
  assert.equal(removed?.seq, 2);
  const invalid = { ...create('b'), value: { id: 'b' } } as Command;
  await assert.rejects(node.execute(invalid, { idempotencyKey: 'k-2' }), code('validation_failed'));
  await node.execute(create('b'), { idempotencyKey: 'k-2' });
  await node.close();
});

test('an overloaded node frees the key of what it refuses, and still answers what it knows', async () => {
  const disk = new MemoryDisk();
  const node = await openNode(disk, { queueEventsMax: 1 });
  const known = await node.execute(create('known'), { idempotencyKey: 'known' });
  let taken: Promise<unknown> = Promise.resolve();
  const release = await holdSync(disk, () => void (taken = node.execute(create('a'))));
  await assert.rejects(node.execute(create('b'), KEY), code('overloaded'));
  assert.deepEqual(await node.execute(create('known'), { idempotencyKey: 'known' }), known);
  release();
  await taken;
  await node.execute(create('c'), KEY);
  await node.close();
});

test('so many may wait for one request, and no more (INV-8)', async () => {
  const disk = new MemoryDisk();
  const node = await openNode(disk, { queueEventsMax: 3 });
  const sent: Promise<unknown>[] = [];
  const release = await holdSync(disk, () => {
    for (let n = 0; n < 4; n += 1) sent.push(node.execute(create('a'), KEY));
  });
  await assert.rejects(node.execute(create('a'), KEY), code('overloaded'));
  release();
  await Promise.all(sent);
  await node.execute(create('a'), KEY);
  await node.close();
});

test('a disk that fails gives everyone who waits the same error; the log decides later', async () => {
  const disk = new MemoryDisk();
  const node = await openNode(disk);
  disk.faults = (operation, file) => {
    if (operation === 'sync' && file === LOG) throw new Error('EIO');
  };
  const sent = Array.from({ length: 3 }, () => node.execute(create('a'), KEY));
  const errors = (await Promise.allSettled(sent)).map((outcome) =>
    outcome.status === 'rejected' ? (outcome.reason as LithairError) : undefined,
  );
  assert.equal(errors[0]?.code, 'outcome_unknown');
  assert.ok(
    errors.every((error) => error === errors[0]),
    'one error for all',
  );
  await assert.rejects(node.close(), code('disk_failed'));
  assert.ok(!disk.paths().includes(FILE), 'no cache of a log that failed');
  const again = await openNode(disk.afterKill());
  const { seq } = await again.execute(create('a'), KEY);
  assert.deepEqual([seq, lastSeq(again)], [1, 1], 'it had reached the file: one effect');
  await again.close();
});

test('what was accepted once is not judged again, even by a narrower model', async () => {
  const disk = new MemoryDisk();
  const node = await openNode(disk);
  const first = await node.execute(create('a'), KEY);
  await node.close();
  // By a rule that no schema says, such as `http.validate`: others are refused at the start.
  const violations = [{ path: '/title', code: 'custom', message: 'never' }];
  const narrower: Model = { ...Article, check: () => ({ valid: false, violations }) };
  const again = await openNode(disk.afterKill(), { models: [narrower, User, Comment] });
  await assert.rejects(again.execute(create('b')), code('validation_failed'));
  assert.deepEqual(await again.execute(create('a'), KEY), first);
  await again.close();
});

test('forgets beyond its bounds, in the order of the log', async () => {
  const disk = new MemoryDisk();
  const node = await openNode(disk, { dedupKeysMax: 2 });
  for (const id of ['a', 'b', 'c']) await node.execute(create(id), { idempotencyKey: id });
  await assert.rejects(node.execute(create('a'), { idempotencyKey: 'a' }), code('id_taken'));
  assert.equal((await node.execute(create('b'), { idempotencyKey: 'b' })).seq, 2);
  await node.close();
});

test('a key that is none is refused', async () => {
  const node = await openNode(new MemoryDisk());
  for (const idempotencyKey of ['', ' ', 'a b', 'é', 'a"b', 'a\\b', '\n', 'x'.repeat(129)])
    await assert.rejects(
      node.execute(create('a'), { idempotencyKey }),
      code('invalid_idempotency_key'),
    );
  await node.execute(create('a'), { idempotencyKey: 'x'.repeat(128) });
  await node.close();
});

test('a clean stop leaves the keys beside the log, unless it is told not to', async () => {
  const disk = new MemoryDisk();
  const node = await openNode(disk);
  await node.execute(create('a'), KEY);
  await node.close();
  const file = decodeDedup(disk.content(FILE));
  assert.ok(!('unusable' in file), JSON.stringify(file));
  assert.deepEqual(
    file.entries.map(({ key, seq }) => [key, seq]),
    [['k-1', 1]],
  );
  assert.equal(file.covered.offset, disk.content(LOG).length);
  const without = new MemoryDisk();
  const other = await openNode(without, { dedupPersist: false });
  await other.execute(create('a'), KEY);
  await other.close();
  assert.ok(!without.paths().includes(FILE));
  const again = await openNode(without.afterKill(), { dedupPersist: false });
  assert.equal((await again.execute(create('a'), KEY)).seq, 1, 'the log has them all the same');
  await again.close();
});

test('a cache that cannot be written is said, and the stop is clean all the same', async () => {
  const disk = new MemoryDisk();
  const failures: string[] = [];
  const node = await openNode(disk, {
    onCacheMiss: (file, reason) => failures.push(`${file} ${reason}`),
  });
  await node.execute(create('a'), KEY);
  disk.faults = (operation, file) => {
    if (operation === 'create' && file.includes('dedup')) throw new Error('ENOSPC');
  };
  await node.close();
  assert.deepEqual(failures, ['dedup.raftids ENOSPC']);
  assert.ok(!disk.paths().includes(FILE));
});
