import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { defineEvent } from '../model/define-event';
import { defineView, on } from '../model/define-view';
import { HttpProbe } from '../testing/http-probe';
import { MemoryDisk } from '../testing/memory-disk';
import { openNode } from '../testing/open-node';

const BatchAdded = defineEvent(
  'BatchAdded',
  { batch: z.string(), parts: z.array(z.object({ of: z.string(), n: z.number() })) },
  { http: true, idempotencyKey: ({ batch }) => batch },
);
const Parts = defineView<number>('parts', {
  on: [on(BatchAdded, { reduce: (count = 0, { parts }) => count + parts.length })],
});
const APP = { models: [], events: [BatchAdded], views: [Parts] };
const PATH = '/api/events/BatchAdded';
const parts = [{ of: 'a', n: 1 }];

test('an event that names its key has one effect, however and wherever it comes in', async () => {
  const disk = new MemoryDisk();
  let node = await openNode(disk, APP);
  let probe = await HttpProbe.start(node);
  const post = async (body: string, headers: object = {}): Promise<string> => {
    const type = { 'content-type': 'application/json' };
    const { status, text } = await probe.send({
      ...{ method: 'POST', path: PATH, body, headers: { ...type, ...headers } },
    });
    return `${status} ${(JSON.parse(text) as { code?: string; seq?: number }).code ?? JSON.parse(text).seq}`;
  };
  const body = JSON.stringify({ batch: 'b1', parts });
  // At once, in other words, with the header that says the same, and in the program.
  const answers = await Promise.all([
    post(body),
    post(body),
    post('{ "parts": [{"n":1.0,"of":"a"}], "batch":"b1" }', { 'idempotency-key': 'b1' }),
  ]);
  assert.deepEqual(answers, ['201 1', '201 1', '201 1']);
  const again = await node.emit(BatchAdded, { batch: 'b1', parts });
  assert.deepEqual([again.seq, JSON.parse(again.payload)], [1, { batch: 'b1', parts }]);
  assert.equal(
    (await node.emit(BatchAdded, { batch: 'b1', parts }, { idempotencyKey: 'b1' })).seq,
    1,
  );
  assert.equal(
    await post(JSON.stringify({ batch: 'b1', parts: [] })),
    '422 idempotency_key_reused',
  );
  assert.equal(await post(body, { 'idempotency-key': 'b2' }), '400 invalid_idempotency_key');
  assert.equal(await post(JSON.stringify({ batch: 'b 1', parts })), '400 invalid_idempotency_key');
  await probe.stop();
  await node.close();
  node = await openNode(disk, APP);
  probe = await HttpProbe.start(node);
  assert.equal(await post(body), '201 1');
  assert.equal(node.view(Parts).get(), 1);
  await probe.stop();
  await node.close();
});

test('an event may be a batch: more keys than a record has', async () => {
  const node = await openNode(new MemoryDisk(), APP);
  const probe = await HttpProbe.start(node);
  const send = (count: number): Promise<{ status: number }> => {
    const many = Array.from({ length: count }, (_, n) => ({ of: 'sensor', n }));
    const body = JSON.stringify({ batch: `b${count}`, parts: many });
    const headers = { 'content-type': 'application/json' };
    return probe.send({ method: 'POST', path: PATH, body, headers });
  };
  assert.equal((await send(10_000)).status, 201);
  assert.equal((await send(50_000)).status, 400);
  assert.equal(node.view(Parts).get(), 10_000);
  await probe.stop();
  await node.close();
});
