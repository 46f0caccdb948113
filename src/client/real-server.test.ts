import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PROBLEM } from '../http/openapi/shared-schemas';
import { models } from '../testing/client-models';
import { MemoryDisk } from '../testing/memory-disk';
import { openNode } from '../testing/open-node';
import { client, etagOf, LithairProblem } from './index';

type Api = ReturnType<typeof client<typeof models>>;

async function withApi(use: (api: Api, origin: string) => Promise<void>): Promise<void> {
  const node = await openNode(new MemoryDisk(), { models });
  const { port } = await node.listen(0);
  const origin = `http://127.0.0.1:${port}`;
  try {
    await use(client<typeof models>(`${origin}/`), origin);
  } finally {
    await node.close();
  }
}

const refusal = (status: number, code: string) => (error: unknown) =>
  error instanceof LithairProblem && error.status === status && error.code === code;

test('a record is created, read, changed and deleted', async () => {
  await withApi(async (api) => {
    const maker = await api.makers.create({ id: 'm', name: 'Ada' });
    const made = await api.products.create({
      id: 'p',
      name: 'Lamp',
      price: 2,
      maker: maker.id,
      cost: 1,
    });
    assert.deepEqual(made, { id: 'p', name: 'Lamp', price: 2, maker: 'm', colour: null, rank: 1 });
    assert.match(String(etagOf(made)), /^"\d+"$/);
    assert.deepEqual(await api.products.get('p'), made);
    const dearer = await api.products.patch('p', { price: 3 }, { ifMatch: String(etagOf(made)) });
    assert.equal(dearer.price, 3);
    await assert.rejects(
      api.products.replace('p', made, { ifMatch: String(etagOf(made)) }),
      refusal(412, 'stale_version'),
    );
    assert.equal((await api.products.replace('p', { ...made, note: 'n' })).note, 'n');
    await api.products.remove('p');
    await assert.rejects(api.products.get('p'), refusal(404, 'not_found'));
  });
});

test('a page, all pages, filters, a count, and the records that references name', async () => {
  await withApi(async (api) => {
    await api.makers.create({ id: 'm', name: 'Ada & Co, Ltd' });
    const create = [1, 2, 3, 4, 5].map((price) => ({ name: `Lamp ${price}`, price, maker: 'm' }));
    assert.equal((await api.products.bulk({ create })).created, 5);
    const page = await api.products.list({
      where: { price: { gte: 2, in: [2, 3, 9] }, note: null, name: { prefix: 'Lamp' } },
      sort: '-price',
      limit: 1,
      expand: ['maker'],
    });
    assert.deepEqual([page.total, page.items[0]?.price], [2, 3]);
    assert.equal(page.items[0]?.expanded.maker?.name, 'Ada & Co, Ltd');
    const prices: number[] = [];
    for await (const { price } of api.products.each({ limit: 2, sort: 'price' }))
      prices.push(price);
    assert.deepEqual(prices, [1, 2, 3, 4, 5]);
    assert.equal(await api.products.count({ price: { lt: 3 } }), 2);
    assert.equal(await api.makers.count({ name: 'Ada & Co, Ltd' }), 1);
    await assert.rejects(
      async () => await api.makers.count({ name: { in: ['a,b'] } }),
      /no value has a comma/,
    );
  });
});

test('a key has one effect, a transaction is all or nothing, a past value comes back', async () => {
  await withApi(async (api) => {
    const key = { idempotencyKey: 'k-1' };
    const [first, again] = [
      await api.makers.create({ name: 'Ada' }, key),
      await api.makers.create({ name: 'Ada' }, key),
    ];
    assert.deepEqual(again, first);
    const maker = first.id;
    const tally = await api.transaction([
      { op: 'create', model: 'products', value: { id: 'p', name: 'Lamp', price: 2, maker } },
      { op: 'update', model: 'products', id: 'p', patch: { price: 4 } },
    ]);
    assert.deepEqual(tally, { created: 1, updated: 1, deleted: 0, ids: ['p'] });
    await assert.rejects(
      api.transaction([
        { op: 'create', model: 'makers', value: { id: 'x', name: 'Eve' } },
        { op: 'delete', model: 'makers', id: maker },
      ]),
      refusal(409, 'still_referenced'),
    );
    assert.equal(await api.makers.count(), 1);
    const { fields } = await api.products.history('p');
    assert.deepEqual(
      fields.price?.map(({ to }) => to),
      [2, 4],
    );
    const seq = fields.price?.[0]?.seq ?? 0;
    assert.equal((await api.products.restore('p', seq)).price, 2);
    const asOf = new Date(fields.price?.[0]?.when ?? '');
    assert.equal(await api.products.count({}, { asOf: seq }), 1);
    await assert.rejects(api.makers.count({}, { asOf }), refusal(410, 'history_not_kept'));
    await assert.rejects(api.products.list({ asOf: 99 }), refusal(400, 'invalid_query'));
    const query = { asOf: seq, where: { price: 2 } };
    assert.equal((await api.products.list({ ...query, where: { price: 3 } })).total, 0);
    await assert.rejects(api.products.list(query), refusal(410, 'history_not_kept'));
  });
});

test('an answer that is no problem document is a problem all the same', async () => {
  const strange = client<typeof models>('http://localhost', {
    fetch: () => Promise.resolve(new Response('<html>', { status: 502 })),
  });
  await assert.rejects(strange.makers.get('m'), refusal(502, 'unknown'));
  await assert.rejects(client<typeof models>('http://127.0.0.1:1').makers.get('m'), TypeError);
  assert.equal(await Promise.resolve(strange), strange, 'a client is no promise');
});

test('the codes of the client are those that the document has', async () => {
  const { readFileSync } = await import('node:fs');
  const source = readFileSync('src/client/lithair-problem.ts', 'utf8');
  const [, list = ''] = /export type ProblemCode =([^;]+);/.exec(source) ?? [];
  const codes = [...list.matchAll(/'(\w+)'/g)].map(([, code]) => code);
  const { code } = PROBLEM['properties'] as { code: { enum: readonly string[] } };
  assert.deepEqual(codes.sort(), [...code.enum].sort());
});
