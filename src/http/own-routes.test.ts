import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Hono } from 'hono';
import { HttpProbe } from '../testing/http-probe';
import { MemoryDisk } from '../testing/memory-disk';
import { openNode } from '../testing/open-node';

test('an application adds routes; those of Lithair stay its own', async () => {
  const routes = new Hono()
    .get('/hello/:name', (c) => c.text(`hello ${c.req.param('name')}`))
    .post('/echo', async (c) => c.json(await c.req.json()))
    .get('/health', (c) => c.text('hidden'));
  const node = await openNode(new MemoryDisk(), { routes });
  const probe = await HttpProbe.start(node);
  const headers = { 'content-type': 'application/json' };
  assert.equal((await probe.send({ method: 'GET', path: '/hello/ada' })).text, 'hello ada');
  const echo = await probe.send({ method: 'POST', path: '/echo', headers, body: '{"a":[1]}' });
  assert.equal(echo.text, '{"a":[1]}');
  const health = await probe.send({ method: 'GET', path: '/health' });
  assert.equal(health.text, '{"status":"ok"}');
  assert.equal((await probe.send({ method: 'GET', path: '/nowhere' })).status, 404);
  await probe.stop();
  await node.close();
});

test('routes that are a function know the node that serves them', async () => {
  const node = await openNode(new MemoryDisk(), {
    routes: (app) =>
      new Hono().post('/publish', async (c) => {
        const value = { id: 'a', title: 't', content: 'c' };
        const { seq } = await app.execute({ kind: 'create', model: 'articles', value });
        return c.json({ seq, articles: app.withState((state) => state.records('articles').size) });
      }),
  });
  const probe = await HttpProbe.start(node);
  const answer = await probe.send({ method: 'POST', path: '/publish' });
  assert.equal(answer.text, '{"seq":1,"articles":1}');
  await probe.stop();
  await node.close();
});
