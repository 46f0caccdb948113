import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { LithairError } from '../errors/lithair-error';
import { defineModel } from '../model/define-model';
import { field } from '../model/field';
import { HttpProbe } from '../testing/http-probe';
import { MemoryDisk } from '../testing/memory-disk';
import { openNode } from '../testing/open-node';

const kept = field(z.string(), { lifecycle: { history: 'full' } });
const Open = defineModel('opens', { text: kept });
const Made = defineModel('mades', { text: kept }, { http: { create: false } });
const Fixed = defineModel('fixeds', { text: kept }, { http: { update: false, delete: false } });
const Shown = defineModel(
  'showns',
  { text: kept },
  { http: { create: false, update: false, delete: false } },
);
const models = [Open, Made, Fixed, Shown];

test('what a model closes to clients is refused by every call, and stays open to the program', async () => {
  const node = await openNode(new MemoryDisk(), { models });
  const probe = await HttpProbe.start(node);
  for (const model of models) await node.create(model, { id: 'a', text: 'x' });
  await node.update(Shown, 'a', { text: 'y' });
  const before = node.withState(({ lastSeq }) => lastSeq);
  const headers = { 'content-type': 'application/json' };
  const asked = async (method: string, path: string, body?: unknown): Promise<unknown[]> => {
    const sent = body === undefined ? {} : { headers, body: JSON.stringify(body) };
    const answer = await probe.send({ method, path, ...sent });
    const { code } = JSON.parse(answer.text) as { code: string };
    return [answer.status, code, answer.headers.allow];
  };
  const value = { text: 'z' };
  const absent = (allow: string): unknown[] => [405, 'method_not_allowed', allow];
  const ofRecord = 'HEAD, OPTIONS';
  assert.deepEqual(await asked('POST', '/api/mades', value), absent('GET, HEAD, OPTIONS'));
  for (const method of ['PUT', 'PATCH', 'DELETE']) {
    assert.deepEqual(await asked(method, '/api/fixeds/a', value), absent(`GET, ${ofRecord}`));
    assert.deepEqual(await asked(method, '/api/showns/a', value), absent(`GET, ${ofRecord}`));
  }
  for (const name of ['fixeds', 'showns'])
    assert.equal((await asked('POST', `/api/${name}/a/restore`, { seq: 1 }))[0], 404);
  assert.equal((await asked('POST', '/api/showns/bulk', []))[0], 405);

  const closed = [422, 'validation_failed', undefined];
  assert.deepEqual(await asked('POST', '/api/mades/bulk', [value]), closed);
  const fixed = { ...value, id: 'a' };
  assert.deepEqual(await asked('POST', '/api/fixeds/bulk', { update: [fixed] }), closed);
  assert.deepEqual(await asked('POST', '/api/fixeds/bulk', { delete: ['a'] }), closed);
  for (const operation of [
    { op: 'create', model: 'mades', value },
    { op: 'replace', model: 'fixeds', id: 'a', value },
    { op: 'update', model: 'fixeds', id: 'a', patch: value },
    { op: 'delete', model: 'fixeds', id: 'a' },
  ])
    assert.deepEqual(await asked('POST', '/api/transaction', { operations: [operation] }), closed);
  assert.equal(
    node.withState(({ lastSeq }) => lastSeq),
    before,
    'nothing was changed (INV-9)',
  );

  const patch = { method: 'PATCH', path: '/api/mades/a', headers, body: '{"text":"z"}' };
  assert.equal((await probe.send(patch)).status, 200);
  const document = await probe.send({ method: 'GET', path: '/openapi.json' });
  const { paths } = JSON.parse(document.text) as { paths: Record<string, object> };
  const methods = (path: string): string[] => Object.keys(paths[path] ?? {}).sort();
  assert.deepEqual(methods('/api/mades'), ['get']);
  assert.deepEqual(methods('/api/mades/{id}'), ['delete', 'get', 'patch', 'put']);
  assert.deepEqual(methods('/api/fixeds/{id}'), ['get']);
  assert.deepEqual(methods('/api/fixeds/{id}/restore'), []);
  assert.deepEqual(methods('/api/showns/bulk'), []);
  await probe.stop();
  await node.close();
});

test('an access that makes no sense is refused', () => {
  const refused: readonly [unknown, RegExp][] = [
    [{ create: 'no' }, /model "things": http\.create is true or false/],
    [{ craete: false }, /http\.craete is none of create, update, delete/],
    [[], /http is \{ create, update, delete \}/],
    [false, /http is \{/],
  ];
  for (const [http, message] of refused)
    assert.throws(
      () => defineModel('things', {}, { http: http as object }),
      (error) =>
        error instanceof LithairError &&
        error.code === 'invalid_model' &&
        message.test(error.message),
    );
});
