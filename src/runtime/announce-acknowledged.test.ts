import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CreateCommand } from '../engine/command';
import type { LithairError } from '../errors/lithair-error';
import { MemoryDisk } from '../testing/memory-disk';
import { openNode } from '../testing/open-node';

const create = (id: string): CreateCommand => ({
  kind: 'create',
  model: 'articles',
  value: { id, title: 't', content: 'c' },
});

test('tells of each acknowledged event in order, and of nothing that was refused', async () => {
  const told: string[] = [];
  const node = await openNode(new MemoryDisk(), {
    onAcknowledged: ({ seq, type, aggregateId }) => told.push(`${seq} ${type} ${aggregateId}`),
  });
  await Promise.all([node.execute(create('a')), node.executeAll([create('b'), create('c')])]);
  await assert.rejects(node.execute(create('a')));
  await node.execute({ kind: 'remove', model: 'articles', id: 'a' });
  assert.deepEqual(told, [
    '1 ArticleCreated a',
    '2 ArticleCreated b',
    '3 ArticleCreated c',
    '4 ArticleDeleted a',
  ]);
  await node.close();
});

test('tells nothing of a write whose outcome is unknown', async () => {
  const disk = new MemoryDisk();
  const told: number[] = [];
  const node = await openNode(disk, { onAcknowledged: ({ seq }) => told.push(seq) });
  disk.faults = (operation) => {
    if (operation === 'sync') throw Object.assign(new Error('EIO'), { code: 'EIO' });
  };
  const isUnknown = ({ code }: LithairError): boolean => code === 'outcome_unknown';
  await assert.rejects(node.execute(create('a')), isUnknown);
  assert.deepEqual(told, []);
});

test('an audience that throws keeps nobody from an acknowledgement', async () => {
  const faults: unknown[] = [];
  const node = await openNode(new MemoryDisk(), {
    onAcknowledged: ({ seq }) => {
      throw new Error(`event ${seq}`);
    },
    onFault: (error) => faults.push(error),
  });
  const events = await Promise.all([node.execute(create('a')), node.execute(create('b'))]);
  assert.deepEqual(
    events.map(({ seq }) => seq),
    [1, 2],
  );
  assert.deepEqual(faults.map(String), ['Error: event 1', 'Error: event 2']);
  await node.close();
});
