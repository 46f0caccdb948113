import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { defineModel } from '../model/define-model';
import { field } from '../model/field';
import type { Lithair } from '../server';
import { HttpProbe, type ProbeAnswer } from '../testing/http-probe';
import { MemoryDisk } from '../testing/memory-disk';
import { openNode } from '../testing/open-node';

const Account = defineModel('accounts', {
  name: field(z.string(), { lifecycle: { immutable: true } }),
  password: field(z.string().optional(), { http: { writeOnly: true } }),
  balance: field(z.number(), { db: { default: 0 }, http: { readOnly: true } }),
  risk: field(z.string(), { db: { default: 'low' }, http: { expose: false } }),
});

/** The API of one account, `a`, that was created over it with a password. */
async function withAccount(
  use: (
    send: (method: string, path: string, body?: unknown) => Promise<ProbeAnswer>,
    node: Lithair,
  ) => Promise<void>,
): Promise<void> {
  const node = await openNode(new MemoryDisk(), { models: [Account] });
  const probe = await HttpProbe.start(node);
  const send = (method: string, path: string, body?: unknown): Promise<ProbeAnswer> =>
    probe.send({
      method,
      path: `/api/accounts${path}`,
      headers: { 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  try {
    const created = await send('POST', '', { id: 'a', name: 'Ada', password: 's3cret' });
    assert.equal(created.status, 201, created.text);
    assert.equal(created.text, '{"id":"a","name":"Ada","balance":0}');
    await use(send, node);
  } finally {
    await probe.stop();
    await node.close();
  }
}

const codeOf = ({ text }: ProbeAnswer): unknown => (JSON.parse(text) as { code: unknown }).code;
const stored = (node: Lithair): unknown =>
  node.withState((state) => JSON.parse(state.records('accounts').get('a')?.json ?? 'null'));

test('no answer shows a field that is write-only or not exposed', async () => {
  await withAccount(async (send, node) => {
    const answers = [
      await send('GET', '/a'),
      await send('GET', ''),
      await send('GET', '?limit=all'),
      await send('PUT', '/a', { name: 'Ada', password: 'other' }),
      await send('PATCH', '/a', { password: 'third' }),
      await send('PATCH', '/a', {}),
    ];
    for (const { status, text } of answers) {
      assert.equal(status, 200);
      assert.doesNotMatch(text, /password|risk|s3cret|other|third/);
      assert.match(text, /"balance":0/);
    }
    assert.deepEqual(stored(node), {
      id: 'a',
      name: 'Ada',
      password: 'third',
      balance: 0,
      risk: 'low',
    });
  });
});

test('a client sets neither a read-only field nor one that it must not know', async () => {
  await withAccount(async (send, node) => {
    const before = stored(node);
    for (const [method, path, body] of [
      ['POST', '', { id: 'b', name: 'Bo', balance: 5 }],
      ['PUT', '/a', { name: 'Ada', balance: 5 }],
      ['PATCH', '/a', { balance: 5 }],
      ['POST', '/bulk', [{ id: 'b', name: 'Bo', balance: 5 }]],
      ['POST', '/bulk', { update: [{ id: 'a', balance: 5 }] }],
    ] as const) {
      const refused = await send(method, path, body);
      assert.deepEqual([refused.status, codeOf(refused)], [422, 'read_only_field'], method);
    }
    for (const [method, path, body] of [
      ['POST', '', { id: 'b', name: 'Bo', risk: 'x' }],
      ['PUT', '/a', { name: 'Ada', risk: 'x' }],
      ['PATCH', '/a', { risk: null }],
    ] as const) {
      const refused = await send(method, path, body);
      const unknown = await send(method, path, { ...body, risk: undefined, riskk: 'x' });
      assert.deepEqual([refused.status, codeOf(refused)], [422, 'validation_failed'], method);
      assert.equal(refused.text.replaceAll('risk', 'riskk'), unknown.text, 'as if undeclared');
      const gone = await send('PATCH', '/a', { riskk: null });
      assert.equal(
        (await send('PATCH', '/a', { risk: null })).text.replaceAll('risk', 'riskk'),
        gone.text,
      );
    }
    assert.deepEqual(stored(node), before);
  });
});

test('what a client reads it may send back whole, and loses nothing that it cannot see', async () => {
  await withAccount(async (send, node) => {
    await node.execute({ kind: 'merge', model: 'accounts', id: 'a', patch: { balance: 7 } });
    const read = JSON.parse((await send('GET', '/a')).text) as object;
    assert.equal((await send('PUT', '/a', { ...read, password: 'new' })).status, 200);
    assert.deepEqual(stored(node), {
      id: 'a',
      name: 'Ada',
      password: 'new',
      balance: 7,
      risk: 'low',
    });
  });
});

test('an immutable field keeps its value by any method', async () => {
  await withAccount(async (send) => {
    for (const [method, path, body] of [
      ['PUT', '/a', { name: 'Eve' }],
      ['PATCH', '/a', { name: 'Eve' }],
      ['POST', '/bulk', { update: [{ id: 'a', name: 'Eve' }] }],
    ] as const) {
      const refused = await send(method, path, body);
      assert.deepEqual([refused.status, codeOf(refused)], [422, 'immutable_field'], method);
      assert.match(refused.text, /"field":"name"/);
    }
    assert.equal((await send('PATCH', '/a', { name: 'Ada', password: 'p' })).status, 200);
  });
});

test('a write that changes nothing is answered and writes nothing', async () => {
  await withAccount(async (send, node) => {
    const seq = (): number => node.withState(({ lastSeq }) => lastSeq);
    const before = seq();
    const etag = (await send('GET', '/a')).headers.etag;
    for (const [method, body] of [
      ['PATCH', {}],
      ['PATCH', { password: 's3cret' }],
      ['PUT', { name: 'Ada' }],
    ] as const) {
      const same = await send(method, '/a', body);
      assert.deepEqual([same.status, same.headers.etag], [200, etag], method);
      assert.equal(same.headers['lithair-durability'], `disk; seq=${before}`);
    }
    const bulk = await send('POST', '/bulk', { update: [{ id: 'a', password: 's3cret' }] });
    assert.deepEqual(JSON.parse(bulk.text), { created: 0, updated: 0, deleted: 0, ids: [] });
    assert.equal(seq(), before);
  });
});
