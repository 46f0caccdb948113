import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { z } from 'zod';
import { defineModel } from '../model/define-model';
import { field } from '../model/field';
import type { Lithair } from '../server';
import { HttpProbe, type ProbeAnswer } from '../testing/http-probe';
import { MemoryDisk } from '../testing/memory-disk';
import { openNode } from '../testing/open-node';
import { testEnvironment } from '../testing/test-environment';

const JSON_TYPE = { 'content-type': 'application/json' };
const DAY_MS = 24 * 60 * 60 * 1000;

/** Every way to keep a field, and one that is not kept. */
const Product = defineModel('products', {
  price: field(z.number(), { lifecycle: { history: 'full' } }),
  name: field(z.string().min(2), { db: { unique: true }, lifecycle: { versions: 2 } }),
  note: field(z.string().optional(), { lifecycle: { retentionDays: 10 } }),
  sizes: field(z.record(z.string(), z.number()).optional(), { lifecycle: { audited: true } }),
  secret: field(z.string().optional(), {
    http: { writeOnly: true },
    lifecycle: { history: 'full' },
  }),
  maker: field(z.string().optional(), { lifecycle: { immutable: true } }),
});
/** All of a record is kept but its stock. */
const Item = defineModel('items', {
  price: field(z.number(), { lifecycle: { history: 'full' } }),
  stock: field(z.number().optional()),
});
const Plain = defineModel('plains', { text: field(z.string()) });
const models = [Product, Item, Plain];

interface Served {
  readonly node: Lithair;
  readonly environment: ReturnType<typeof testEnvironment>;
  send(method: string, path: string, body?: object, headers?: object): Promise<ProbeAnswer>;
  json(path: string): Promise<Record<string, unknown>>;
  seq(): number;
}

async function serve(context: TestContext, environment = testEnvironment()): Promise<Served> {
  const node = await openNode(new MemoryDisk(), { models }, environment);
  const probe = await HttpProbe.start(node);
  context.after(async () => {
    await probe.stop();
    await node.close();
  });
  const send: Served['send'] = (method, path, body, headers = {}) =>
    probe.send({
      method,
      path: `/api${path}`,
      headers: { ...(body === undefined ? {} : JSON_TYPE), ...headers },
      body: body && JSON.stringify(body),
    });
  return {
    ...{ node, environment, send },
    json: async (path) => JSON.parse((await send('GET', path)).text) as Record<string, unknown>,
    seq: () => node.withState(({ lastSeq }) => lastSeq),
  };
}

const product = (changes: object = {}): object => ({ id: 'p', price: 1, name: 'one', ...changes });

const refused = ({ status, text }: ProbeAnswer): unknown => {
  const { code, fields } = JSON.parse(text) as Record<string, unknown>;
  return fields === undefined ? [status, code] : [status, code, fields];
};

/** A history without times: what it says of seq, from and to. */
async function changesOf({ json }: Served, path: string): Promise<Record<string, unknown>> {
  const { fields } = await json(`${path}/history`);
  const shown = Object.entries(fields as Record<string, Record<string, unknown>[]>);
  return Object.fromEntries(
    shown.map(([name, changes]) => [
      name,
      changes.map(({ seq, from, to, who, when, deleted }) => {
        assert.equal(who, null);
        assert.match(String(when), /^2026-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
        return [seq, from, deleted === true ? 'deleted' : to];
      }),
    ]),
  );
}

test('a history says from, to, when and seq of each change, as each field is kept', async (context) => {
  const served = await serve(context);
  const { send } = served;
  await send('POST', '/products', product({ maker: 'A', secret: 's' }));
  await send('PATCH', '/products/p', { name: 'two', note: 'é' });
  await send('PATCH', '/products/p', { name: 'three', price: 2.5 });
  await send('PATCH', '/products/p', { price: 2.5, note: null });
  assert.deepEqual(await changesOf(served, '/products/p'), {
    price: [
      [1, undefined, 1],
      [3, 1, 2.5],
    ],
    name: [
      [2, undefined, 'two'],
      [3, 'two', 'three'],
    ],
    note: [
      [1, undefined, undefined],
      [2, undefined, 'é'],
      [4, 'é', undefined],
    ],
    sizes: [[1, undefined, undefined]],
  });
});

test('a deletion is part of the history, which goes on when the record is created again', async (context) => {
  const served = await serve(context);
  const { send, json } = served;
  await send('POST', '/items', { id: 'i', price: 1 });
  await send('DELETE', '/items/i');
  const deleted = [
    [1, undefined, 1],
    [2, 1, 'deleted'],
  ];
  assert.deepEqual(await changesOf(served, '/items/i'), { price: deleted });
  await send('POST', '/items', { id: 'i', price: 1 });
  assert.deepEqual(await changesOf(served, '/items/i'), { price: [...deleted, [3, undefined, 1]] });
  assert.deepEqual(((await json('/items/i/history'))['created'] as { seq: number }).seq, 1);
});

test('asOf gives a record as it was at an event and at a time', async (context) => {
  const { send, json, environment } = await serve(context);
  const at = Date.UTC(2026, 0, 2);
  environment.setWallMs(at);
  await send('POST', '/products', product({ maker: 'A', note: 'n', secret: 's' }));
  environment.setWallMs(at + DAY_MS);
  await send('PATCH', '/products/p', { price: 2, note: null, sizes: { s: 1 } });
  const before = product({ maker: 'A', note: 'n' });
  assert.deepEqual(await json('/products/p?asOf=1'), before);
  assert.deepEqual(await json('/products/p?asOf=2026-01-02T12:00:00Z'), before);
  assert.deepEqual(await json('/products/p?asOf=2026-01-02T13:00:00+01:00'), before);
  const after = product({ maker: 'A', price: 2, sizes: { s: 1 } });
  assert.deepEqual(await json('/products/p?asOf=2'), after);
  assert.deepEqual(await json('/products/p?asOf=2026-01-03'), after);
  const { fields } = await json('/products/p/history');
  const [, change] = (fields as { price: { when: string }[] }).price;
  assert.deepEqual(await json(`/products/p?asOf=${change?.when}`), after, 'its own time is enough');
});

test('asOf never guesses', async (context) => {
  const { send, json, environment } = await serve(context);
  environment.setWallMs(Date.UTC(2026, 0, 2));
  const asOf = async (path: string): Promise<unknown> => refused(await send('GET', path));
  await send('POST', '/plains', { id: 'x', text: 'a' });
  await send('POST', '/items', { id: 'i', price: 1, stock: 5 });
  await send('PATCH', '/items/i', { price: 2 });
  assert.deepEqual(await asOf('/items/i?asOf=1'), [404, 'not_found'], 'before it was created');
  assert.deepEqual(await asOf('/items/i?asOf=2026-01-01'), [404, 'not_found']);
  assert.deepEqual(await asOf('/items/i?asOf=2'), [410, 'history_not_kept', ['stock']]);
  assert.deepEqual(await json('/items/i?asOf=3'), { id: 'i', price: 2, stock: 5 });
  await send('PATCH', '/plains/x', { text: 'b' });
  assert.deepEqual(await asOf('/plains/x?asOf=1'), [410, 'history_not_kept', ['id', 'text']]);
  assert.deepEqual(await json('/plains/x?asOf=4'), { id: 'x', text: 'b' });
  await send('DELETE', '/items/i');
  assert.deepEqual(await asOf('/items/i?asOf=5'), [404, 'not_found'], 'after it was deleted');
  assert.deepEqual(await asOf('/items/nobody?asOf=2'), [404, 'not_found']);
  for (const wrong of ['6', '2026-01-03', 'yesterday', '', '-1', '1&asOf=1', '1&fields=price'])
    assert.deepEqual(await asOf(`/items/i?asOf=${wrong}`), [400, 'invalid_query'], wrong);
  assert.deepEqual(await asOf('/items/i?asof=1'), [400, 'invalid_query']);
});

test('a constant of an earlier record of the same identifier is not known', async (context) => {
  const { send, json } = await serve(context);
  await send('POST', '/products', product({ maker: 'A' }));
  await send('DELETE', '/products/p');
  await send('POST', '/products', product({ maker: 'B' }));
  await send('PATCH', '/products/p', { price: 2 });
  const first = refused(await send('GET', '/products/p?asOf=1'));
  assert.deepEqual(first, [410, 'history_not_kept', ['name', 'maker']]);
  assert.deepEqual(await json('/products/p?asOf=3'), product({ maker: 'B' }));
});

test('restore is an update with the values of then over the present of the others', async (context) => {
  const served = await serve(context);
  const { send, json } = served;
  await send('POST', '/products', product({ maker: 'A', sizes: { s: 1, m: 2 }, secret: 'old' }));
  await send('PUT', '/products/p', product({ price: 2, sizes: { l: 3 }, note: 'n', maker: 'A' }));
  const answer = await send('POST', '/products/p/restore', { seq: 1 });
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.etag, '"3"');
  assert.equal(answer.headers['lithair-durability'], 'disk; seq=3');
  const restored = product({ maker: 'A', sizes: { s: 1, m: 2 } });
  assert.deepEqual(JSON.parse(answer.text), restored);
  assert.deepEqual(await json('/products/p'), restored);
  const { price } = await changesOf(served, '/products/p');
  assert.deepEqual((price as unknown[]).at(-1), [3, 2, 1]);
});

test('restore is refused as any update is', async (context) => {
  const { send, seq } = await serve(context);
  await send('POST', '/products', product());
  await send('PATCH', '/products/p', { name: 'two' });
  await send('POST', '/products', product({ id: 'q' }));
  const restore = async (path: string, body: object, headers = {}): Promise<unknown> =>
    refused(await send('POST', `${path}/restore`, body, headers));
  assert.deepEqual(await restore('/products/p', { seq: 1 }), [409, 'unique_violation']);
  const stale = { 'if-match': '"1"' };
  assert.deepEqual(await restore('/products/p', { seq: 2 }, stale), [412, 'stale_version']);
  assert.deepEqual(await restore('/products/nobody', { seq: 1 }), [404, 'not_found']);
  assert.deepEqual(await restore('/products/q', { seq: 2 }), [404, 'not_found']);
  for (const body of [{}, { seq: 0 }, { seq: 4 }, { seq: '1' }, { seq: 1.5 }, { seq: 1, x: 1 }, []])
    assert.deepEqual(await restore('/products/p', body), [422, 'validation_failed']);
  assert.deepEqual(await restore('/plains/x', { seq: 1 }), [410, 'history_not_kept', []]);
  assert.equal(seq(), 3, 'nothing was written (INV-9)');
  await send('DELETE', '/products/q');
  assert.deepEqual(await restore('/products/q', { seq: 3 }), [404, 'not_found'], 'it is deleted');
  await send('PATCH', '/products/p', { name: 'three' });
  assert.deepEqual(await restore('/products/p', { seq: 1 }), [410, 'history_not_kept', ['name']]);
});

test('restore under one idempotency key acts once', async (context) => {
  const { send, json } = await serve(context);
  await send('POST', '/items', { id: 'i', price: 1 });
  await send('PATCH', '/items/i', { price: 2 });
  const key = { 'idempotency-key': 'k' };
  const first = await send('POST', '/items/i/restore', { seq: 1 }, key);
  await send('PATCH', '/items/i', { price: 3 });
  const again = await send('POST', '/items/i/restore', { seq: 1 }, key);
  assert.deepEqual([again.status, again.text], [first.status, first.text]);
  assert.equal(again.headers['idempotency-replayed'], 'true');
  assert.equal((await json('/items/i'))['price'], 3);
});

test('what is too old is not shown, even on a node where nothing happens any more', async (context) => {
  const machine = testEnvironment();
  // Both clocks move: one that jumps alone is not followed.
  const served = await serve(context, { ...machine, monotonicMs: () => machine.wallMs() });
  const { send } = served;
  const start = machine.wallMs();
  await send('POST', '/products', product({ note: 'a' }));
  await send('PATCH', '/products/p', { note: 'b' });
  machine.setWallMs(start + 10 * DAY_MS);
  assert.equal(((await changesOf(served, '/products/p'))['note'] as unknown[]).length, 2);
  machine.setWallMs(start + 10 * DAY_MS + 1);
  const { note } = await changesOf(served, '/products/p');
  assert.deepEqual(note, [[2, undefined, 'b']]);
  const past = refused(await send('GET', '/products/p?asOf=1'));
  assert.deepEqual(past, [410, 'history_not_kept', ['note']]);
});

test('a model that keeps nothing has no history, and a hidden field is in none', async (context) => {
  const { send } = await serve(context);
  await send('POST', '/plains', { id: 'x', text: 'a' });
  await send('POST', '/products', product({ secret: 'hush' }));
  assert.deepEqual(refused(await send('GET', '/plains/x/history')), [410, 'history_not_kept']);
  assert.deepEqual(refused(await send('GET', '/products/nobody/history')), [404, 'not_found']);
  assert.deepEqual(refused(await send('GET', '/products/bulk/history')), [400, 'invalid_id']);
  await send('PATCH', '/products/p', { secret: 'hush hush', price: 2 });
  for (const path of ['/products/p/history', '/products/p?asOf=1', '/products/p?asOf=2'])
    assert.doesNotMatch((await send('GET', path)).text, /hush|secret/, path);
  assert.equal((await send('DELETE', '/products/p/history')).status, 405);
});

test('a long history arrives whole, in pieces', async (context) => {
  const { node, json } = await serve(context);
  const value = (price: number) => ({ id: 'i', price });
  await node.execute({ kind: 'create', model: 'items', value: value(0) });
  const commands = Array.from({ length: 5000 }, (_, n) => {
    return { kind: 'replace', model: 'items', value: value(n + 1) } as const;
  });
  await node.executeAll(commands);
  const { fields } = await json('/items/i/history');
  const { price } = fields as { price: { seq: number; from?: number; to: number }[] };
  assert.equal(price.length, 5001);
  assert.ok(price.every(({ seq, to }, n) => seq === n + 1 && to === n));
});
