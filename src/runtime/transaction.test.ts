import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { LithairError } from '../errors/lithair-error';
import { refuse } from '../errors/refuse';
import { defineModel } from '../model/define-model';
import { field } from '../model/field';
import type { Lithair } from '../server';
import { HttpProbe, type ProbeAnswer } from '../testing/http-probe';
import { MemoryDisk } from '../testing/memory-disk';
import { openNode, stateOf } from '../testing/open-node';
import type { Transaction } from './transaction';

const Account = defineModel('accounts', {
  owner: field(z.string(), { db: { unique: true } }),
  balance: field(z.number().min(0), { db: { default: 0 } }),
});
const Transfer = defineModel('transfers', {
  from: field(z.string(), { db: { references: 'accounts' } }),
  to: field(z.string(), { db: { references: 'accounts' } }),
  amount: field(z.number().positive()),
});

const code = (expected: string) => (error: unknown) =>
  error instanceof LithairError && error.code === expected;

async function bank(disk = new MemoryDisk()): Promise<Lithair> {
  const node = await openNode(disk, { models: [Account, Transfer] });
  await node.transaction((tx) => {
    tx.create(Account, { id: 'a', owner: 'Ada', balance: 100 });
    tx.create(Account, { id: 'b', owner: 'Bo' });
  });
  return node;
}

/** Moves money, if there is enough of it. */
const move = (node: Lithair, amount: number): Promise<string> =>
  node.transaction((tx) => {
    const from = tx.get(Account, 'a');
    const to = tx.get(Account, 'b');
    assert.ok(from !== undefined && to !== undefined);
    if (from.balance < amount) throw new Error('not enough');
    tx.update(Account, 'a', { balance: from.balance - amount });
    tx.update(Account, 'b', { balance: to.balance + amount });
    return tx.create(Transfer, { from: 'a', to: 'b', amount }).id;
  });

const balances = (node: Lithair): unknown =>
  node.withState((state) =>
    ['a', 'b'].map((id) => {
      const { json } = state.records('accounts').get(id) ?? { json: '{}' };
      return (JSON.parse(json) as { balance: number }).balance;
    }),
  );

test('what a transaction reads is still true when it writes, however many run at once', async () => {
  const disk = new MemoryDisk();
  const node = await bank(disk);
  const outcomes = await Promise.allSettled(Array.from({ length: 30 }, () => move(node, 7)));
  const done = outcomes.filter(({ status }) => status === 'fulfilled').length;
  assert.equal(done, 14, '14 times 7 is the most of 100');
  assert.deepEqual(balances(node), [2, 98]);
  assert.equal(
    node.withState((state) => state.records('transfers').size),
    14,
  );
  const live = stateOf(node);
  const again = await openNode(disk.afterKill(), { models: [Account, Transfer] });
  assert.equal(stateOf(again), live);
  await again.close();
  await node.close();
});

test('nothing stays of a transaction that throws, or that a rule refuses (INV-9)', async () => {
  const node = await bank();
  const before = stateOf(node);
  const spoiled = (spoil: () => unknown): Promise<unknown> =>
    node.transaction((tx) => {
      tx.update(Account, 'a', { balance: 1 });
      tx.create(Account, { owner: 'Cy' });
      return spoil();
    });
  await assert.rejects(
    spoiled(() => {
      throw new Error('no');
    }),
    /^Error: no$/,
  );
  await assert.rejects(
    spoiled(() => Promise.resolve()),
    /a transaction is synchronous/,
  );
  await assert.rejects(
    node.transaction((tx) => {
      tx.create(Account, { owner: 'Cy' });
      tx.create(Account, { owner: 'Cy' });
    }),
    code('unique_violation'),
  );
  await assert.rejects(
    node.transaction((tx) => {
      tx.create(Transfer, { from: 'a', to: 'nobody', amount: 1 });
    }),
    code('reference_not_found'),
  );
  await assert.rejects(
    node.transaction((tx) => tx.update(Account, 'a', { balance: -1 })),
    code('validation_failed'),
  );
  await assert.rejects(
    node.transaction((tx) => tx.replace(Account, { id: 'a', owner: 'Ada' }, { version: 7 })),
    code('stale_version'),
  );
  assert.equal(stateOf(node), before);
  await node.close();
});

test('a transaction is used inside its callback, and nothing else is decided meanwhile', async () => {
  const node = await bank();
  let kept: unknown;
  let inner: Promise<unknown> = Promise.resolve();
  await node.transaction((tx) => {
    kept = tx;
    inner = node.execute({ kind: 'remove', model: 'accounts', id: 'a' });
    inner.catch(() => undefined);
    tx.remove(Account, 'b');
  });
  await assert.rejects(inner, /inside a transaction/);
  const late = kept as { get: (model: unknown, id: string) => unknown };
  assert.throws(() => late.get(Account, 'a'), /is over/);
  assert.equal(
    node.withState((state) => state.records('accounts').size),
    1,
  );
  await node.close();
});

const send = (probe: HttpProbe, operations: unknown, key?: string): Promise<ProbeAnswer> =>
  probe.send({
    method: 'POST',
    path: '/api/transaction',
    headers: {
      'content-type': 'application/json',
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    },
    body: JSON.stringify({ operations }),
  });

test('over HTTP: several models, all or nothing, and the refusal names its operation', async () => {
  const node = await bank();
  const probe = await HttpProbe.start(node);
  const operations = [
    { op: 'create', model: 'accounts', value: { id: 'c', owner: 'Cy' } },
    { op: 'create', model: 'transfers', value: { id: 't', from: 'a', to: 'c', amount: 5 } },
    { op: 'update', model: 'accounts', id: 'a', patch: { balance: 95 } },
    { op: 'replace', model: 'accounts', id: 'c', value: { owner: 'Cy', balance: 5 } },
    { op: 'delete', model: 'accounts', id: 'b', if_match: '"2"' },
  ];
  const done = await send(probe, operations, 'k');
  assert.equal(done.status, 200, done.text);
  assert.deepEqual(JSON.parse(done.text), { created: 2, updated: 2, deleted: 1, ids: ['c', 't'] });
  assert.equal(done.headers['lithair-durability'], 'disk; seq=7');
  const again = await send(probe, operations, 'k');
  assert.deepEqual([again.text, again.headers['idempotency-replayed']], [done.text, 'true']);

  const before = stateOf(node);
  const create = { op: 'create', model: 'accounts', value: { owner: 'Di' } };
  const refused: readonly [unknown, number, string][] = [
    [{ op: 'create', model: 'accounts', value: { owner: 'Cy' } }, 409, 'unique_violation'],
    [{ op: 'delete', model: 'accounts', id: 'a' }, 409, 'still_referenced'],
    [{ op: 'delete', model: 'accounts', id: 'a', if_match: '"1"' }, 412, 'stale_version'],
    [{ op: 'delete', model: 'accounts', id: 'a', if_match: 'x' }, 400, 'invalid_if_match'],
    [{ op: 'delete', model: 'accounts', id: 'a', if_match: 1 }, 422, 'validation_failed'],
    [{ op: 'delete', model: 'accounts', id: '../a' }, 400, 'invalid_id'],
    [{ op: 'update', model: 'accounts', id: 'x', patch: {} }, 404, 'not_found'],
    [{ op: 'update', model: 'accounts', id: 'a', value: {} }, 422, 'validation_failed'],
    [{ op: 'toString', model: 'accounts' }, 422, 'validation_failed'],
    [{ op: 'create', model: 'ghosts', value: {} }, 422, 'validation_failed'],
    [7, 422, 'validation_failed'],
  ];
  for (const [operation, status, expected] of refused) {
    const answer = await send(probe, [create, operation]);
    const problem = JSON.parse(answer.text) as { code: string; index: number };
    assert.deepEqual(
      [answer.status, problem.code, problem.index],
      [status, expected, 1],
      answer.text,
    );
  }
  for (const body of [undefined, {}, 'x'])
    assert.equal((await send(probe, body)).status, 422, String(body));
  const many = await send(
    probe,
    Array.from({ length: 10_001 }, () => create),
  );
  assert.equal(many.status, 413);
  assert.equal(stateOf(node), before);
  await probe.stop();
  await node.close();
});

test('a bulk counts what its deletions took with them', async () => {
  const Parent = defineModel('parents', {});
  const Child = defineModel(
    'children',
    {
      parent: field(z.string(), {
        db: { references: 'parents', onDelete: 'setNull', nullable: true },
      }),
    },
    { singular: 'child' },
  );
  const node = await openNode(new MemoryDisk(), { models: [Parent, Child] });
  await node.transaction((tx) => {
    tx.create(Parent, { id: 'p' });
    tx.create(Child, { id: 'c', parent: 'p' });
  });
  const probe = await HttpProbe.start(node);
  const answer = await probe.send({
    method: 'POST',
    path: '/api/parents/bulk',
    headers: { 'content-type': 'application/json' },
    body: '{"delete":["p"]}',
  });
  assert.deepEqual(JSON.parse(answer.text), { created: 0, updated: 1, deleted: 1, ids: [] });
  await probe.stop();
  await node.close();
});

test('a transaction with a key has one effect, at once, later and after a crash (INV-6)', async () => {
  const disk = new MemoryDisk();
  let node = await bank(disk);
  let runs = 0;
  const pay = (amount: number, idempotencyKey = 'k'): Promise<string | undefined> => {
    const work = (tx: Transaction): string => {
      runs += 1;
      const { balance = 0 } = tx.get(Account, 'a') ?? {};
      if (balance < amount) refuse('overdrawn', 'not enough');
      tx.update(Account, 'a', { balance: balance - amount });
      return `${balance - amount} left`;
    };
    return node.transaction(work, { idempotencyKey });
  };
  await assert.rejects(pay(101), code('refused'));
  assert.deepEqual(await Promise.all([pay(7), pay(7), pay(7)]), ['93 left', undefined, undefined]);
  assert.equal(await pay(7), undefined);
  assert.equal(await pay(7, 'other'), '86 left');
  const dead = disk.afterKill();
  await node.close();
  node = await openNode(dead, { models: [Account, Transfer] });
  assert.equal(await pay(7), undefined);
  assert.equal(runs, 3, 'a refusal leaves the key free, and a replay runs nothing');
  assert.deepEqual(balances(node), [86, 0]);
  await assert.rejects(pay(7, 'a key'), code('invalid_idempotency_key'));
  const create = { kind: 'create', model: 'accounts', value: { id: 'c', owner: 'C' } } as const;
  await assert.rejects(
    node.execute(create, { idempotencyKey: 'k' }),
    code('idempotency_key_reused'),
    'of another kind of request',
  );
  await node.close();
});
