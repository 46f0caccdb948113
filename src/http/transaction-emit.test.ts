import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EVERY_DECLARATION } from '../testing/every-attribute';
import { HttpProbe, type ProbeAnswer } from '../testing/http-probe';
import { MemoryDisk } from '../testing/memory-disk';
import { openNode } from '../testing/open-node';
import { OrdersByUser } from '../testing/order-views';
import type { Lithair } from '../server';

type Post = (operations: readonly unknown[], key?: string) => Promise<ProbeAnswer>;

async function withPost(disk: MemoryDisk, use: (post: Post, node: Lithair) => Promise<void>) {
  const node = await openNode(disk, EVERY_DECLARATION);
  const probe = await HttpProbe.start(node);
  try {
    const type = { 'content-type': 'application/json' };
    await use((operations, key) => {
      const headers = key === undefined ? type : { ...type, 'idempotency-key': key };
      const body = JSON.stringify({ operations });
      return probe.send({ method: 'POST', path: '/api/transaction', headers, body });
    }, node);
  } finally {
    await probe.stop();
    await node.close();
  }
}

const order = (id: string): object => ({
  op: 'create',
  model: 'orders',
  value: { id, user: 'ada', total: 3 },
});
const placed = (id: string, total = 3): object => ({
  ...{ op: 'emit', event: 'OrderPlaced' },
  value: { order: id, user: 'ada', total },
});
const seqOf = (node: Lithair): number => node.withState(({ lastSeq }) => lastSeq);

test('events and changes of records are one transaction, also under one key and after a start', async () => {
  const disk = new MemoryDisk();
  const both = [order('o1'), placed('o1'), placed('o2')];
  const tally = '{"created":1,"updated":0,"deleted":0,"ids":["o1"]}';
  await withPost(disk, async (post, node) => {
    const first = await post(both, 'k');
    assert.deepEqual([first.status, first.text], [200, tally]);
    assert.equal(first.headers['lithair-durability'], 'disk; seq=3');
    assert.deepEqual(node.view(OrdersByUser).get('ada'), ['o1', 'o2']);
    const alone = await post([placed('o3')], 'k3');
    assert.deepEqual(
      [alone.status, alone.text],
      [200, '{"created":0,"updated":0,"deleted":0,"ids":[]}'],
    );
    const types: string[] = [];
    for await (const { type, txLeft } of node.subscribe({ since: 0 })) {
      types.push(`${type} ${txLeft}`);
      if (types.length === 4) break;
    }
    assert.deepEqual(types, ['OrderCreated 2', 'OrderPlaced 1', 'OrderPlaced 0', 'OrderPlaced 0']);
  });
  await withPost(disk, async (post, node) => {
    for (const [operations, key, text] of [
      [both, 'k', tally],
      [[placed('o3')], 'k3', '{"created":0,"updated":0,"deleted":0,"ids":[]}'],
    ] as const) {
      const again = await post(operations, key);
      assert.deepEqual([again.status, again.text], [200, text]);
      assert.equal(again.headers['idempotency-replayed'], 'true');
    }
    assert.equal(seqOf(node), 4);
  });
});

test('an event that may not be, and it is as if nothing had been asked', async () => {
  await withPost(new MemoryDisk(), async (post, node) => {
    for (const [bad, path] of [
      [placed('o1', -1), '/total'],
      [{ op: 'emit', event: 'UserForgotten', value: { user: 'ada' } }, '/event'],
      [{ op: 'emit', event: 'Nonsense', value: {} }, '/event'],
      [{ op: 'emit', value: {} }, '/event'],
      [{ op: 'emit', model: 'orders', event: 'OrderPlaced', value: {} }, '/model'],
      [{ op: 'create', event: 'OrderPlaced', model: 'orders', value: {} }, '/event'],
      [{ op: 'emit', event: 'OrderPlaced', value: [1] }, ''],
      [{ op: 'emit', event: 'OrderPlaced' }, ''],
    ] as const) {
      const { status, text } = await post([order('o1'), placed('o1'), bad]);
      const problem = JSON.parse(text) as {
        code: string;
        index: number;
        errors: { path: string }[];
      };
      assert.deepEqual(
        [status, problem.code, problem.index, problem.errors[0]?.path],
        [422, 'validation_failed', 2, path],
        text,
      );
    }
    // Refused by what comes behind it.
    const { status } = await post([placed('o1'), order('o1'), order('o1')]);
    assert.equal(status, 409);
    assert.equal(seqOf(node), 0);
    assert.equal(node.view(OrdersByUser).get('ada'), undefined);
  });
});
