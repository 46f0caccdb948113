import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Hono, type Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { HTTPException } from 'hono/http-exception';
import { LithairError } from '../errors/lithair-error';
import { refuse } from '../errors/refuse';
import { HttpProbe } from '../testing/http-probe';
import { MemoryDisk } from '../testing/memory-disk';
import { openNode } from '../testing/open-node';
import { bodyBound } from './body-bound';
import type { Lithair } from '../server';

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
        const articles = app.withState((state) => state.records('articles').size);
        return c.json({ seq, articles, durability: app.settings.durability });
      }),
    durability: 'os',
  });
  const probe = await HttpProbe.start(node);
  const answer = await probe.send({ method: 'POST', path: '/publish' });
  assert.equal(answer.text, '{"seq":1,"articles":1,"durability":"os"}');
  await probe.stop();
  await node.close();
});

/** What a refusal says: its status, type, code, and the methods that would do. */
async function refusalAt(probe: HttpProbe, method: string, path: string): Promise<unknown[]> {
  const { status, headers, text } = await probe.send({ method, path, body: '{}' });
  const { code } = JSON.parse(text) as { code: string };
  return [status, headers['content-type'], code, headers.allow];
}

const PROBLEM = 'application/problem+json';

test('what a route throws is refused as anything else of the node', async () => {
  const faults: unknown[] = [];
  const routes = (app: Lithair): Hono =>
    new Hono()
      .post('/twice', async (c) => {
        const value = { id: 'a', title: 't', content: 'c' };
        await app.execute({ kind: 'create', model: 'articles', value });
        await app.execute({ kind: 'create', model: 'articles', value });
        return c.text('never');
      })
      .post('/refused', () => refuse('sold_out', 'none is left', { left: 0 }))
      .post('/teapot', () => {
        throw new HTTPException(418, { message: 'short and stout' });
      })
      .post('/bug', () => {
        throw new TypeError('a bug of the application');
      });
  const node = await openNode(new MemoryDisk(), { routes, onFault: (e) => faults.push(e) });
  const probe = await HttpProbe.start(node);
  assert.deepEqual(await refusalAt(probe, 'POST', '/twice'), [409, PROBLEM, 'id_taken', undefined]);
  const refused = await probe.send({ method: 'POST', path: '/refused' });
  assert.deepEqual(JSON.parse(refused.text), {
    ...{ type: 'about:blank', title: 'The application refuses it', status: 409, code: 'refused' },
    ...{ detail: 'none is left', reason: 'sold_out', details: { left: 0 } },
  });
  assert.deepEqual(faults, []);
  const teapot = await probe.send({ method: 'POST', path: '/teapot' });
  assert.deepEqual([teapot.status, teapot.text], [418, 'short and stout']);
  assert.deepEqual(await refusalAt(probe, 'POST', '/bug'), [500, PROBLEM, 'internal', undefined]);
  assert.match(String(faults), /a bug of the application/);
  await probe.stop();
  await node.close();
});

test('an application that answers its errors itself is left to it', async () => {
  const routes = new Hono()
    .get('/refused', () => {
      throw new LithairError('not_found', 'none');
    })
    .onError((error, c) => c.text(`mine: ${error.message}`, 404))
    .all('*', (c) => c.text('my own page', 404));
  const node = await openNode(new MemoryDisk(), { routes });
  const probe = await HttpProbe.start(node);
  assert.equal((await probe.send({ method: 'GET', path: '/refused' })).text, 'mine: none');
  assert.equal((await probe.send({ method: 'GET', path: '/nowhere' })).text, 'my own page');
  await probe.stop();
  await node.close();
});

test('routes of an application hide neither 404 nor 405', async () => {
  const routes = new Hono()
    .use('*', (_, next) => next())
    .get('/hello', (c) => c.text('hello'))
    .post('/hello', (c) => c.text('hello'));
  const node = await openNode(new MemoryDisk(), { routes });
  const probe = await HttpProbe.start(node);
  const refused = (method: string, path: string): Promise<unknown[]> =>
    refusalAt(probe, method, path);
  const nothing = [404, PROBLEM, 'route_not_found', undefined];
  assert.deepEqual(await refused('POST', '/nowhere'), nothing);
  assert.deepEqual(await refused('PUT', '/api/articles'), [
    ...[405, PROBLEM, 'method_not_allowed'],
    'GET, POST, HEAD, OPTIONS',
  ]);
  assert.deepEqual(await refused('DELETE', '/hello'), [
    ...[405, PROBLEM, 'method_not_allowed'],
    'GET, POST, HEAD, OPTIONS',
  ]);
  const head = await probe.send({ method: 'HEAD', path: '/nowhere' });
  assert.deepEqual([head.status, head.text], [404, '']);
  const asked = await probe.send({ method: 'OPTIONS', path: '/api/articles/a' });
  assert.equal(asked.headers.allow, 'GET, PUT, PATCH, DELETE, HEAD, OPTIONS');
  await probe.stop();
  await node.close();
});

test('middleware may make a request of the request: bodyLimit of one that says no length', async () => {
  const routes = new Hono()
    .use('*', bodyLimit({ maxSize: 8 }))
    .post('/echo', async (c) => c.text(await c.req.text()));
  const faults: unknown[] = [];
  const node = await openNode(new MemoryDisk(), { routes, onFault: (e) => faults.push(e) });
  const probe = await HttpProbe.start(node);
  const chunked = { 'transfer-encoding': 'chunked' };
  const answers = await Promise.all([
    probe.send({ method: 'POST', path: '/echo' }),
    probe.send({ method: 'POST', path: '/echo', headers: chunked, body: 'short' }),
    probe.send({ method: 'POST', path: '/echo', headers: chunked, body: 'much too long' }),
    probe.send({ method: 'POST', path: '/echo', body: 'bounded' }),
  ]);
  await probe.stop();
  await node.close();
  assert.deepEqual(faults, []);
  assert.deepEqual(
    answers.map(({ status, text }) => [status, text]),
    [
      [200, ''],
      [200, 'short'],
      [413, 'Payload Too Large'],
      [200, 'bounded'],
    ],
  );
});

test('what an onError of the application throws on is answered as an error of Lithair is', async () => {
  const node = await openNode(new MemoryDisk(), {
    routes: new Hono()
      .onError((error) => {
        throw error;
      })
      .get('/refused', () => Promise.reject(new LithairError('overloaded', 'later'))),
  });
  const probe = await HttpProbe.start(node);
  const refused = await probe.send({ method: 'GET', path: '/refused' });
  assert.deepEqual(
    [refused.status, refused.headers['retry-after'], refused.headers['content-type']],
    [503, '1', 'application/problem+json'],
  );
  await probe.stop();
  await node.close();
});

test('a body of a route has a bound, which the route may set', async () => {
  let reads = 0;
  const size = async (c: Context): Promise<Response> => {
    const { length } = await c.req.text();
    reads += 1;
    return c.text(String(length));
  };
  const routes = new Hono()
    .post('/echo', size)
    .post('/large', bodyBound(3 * 1024 * 1024), size)
    .post('/small', bodyBound(4), size);
  const faults: unknown[] = [];
  const node = await openNode(new MemoryDisk(), { routes, onFault: (e) => faults.push(e) });
  const probe = await HttpProbe.start(node);
  const MiB = 1024 * 1024;
  const chunked = { 'transfer-encoding': 'chunked' };
  const sent = async (path: string, length: number, headers = {}): Promise<unknown[]> => {
    const answer = await probe.send({ method: 'POST', path, headers, body: 'x'.repeat(length) });
    return [
      answer.status,
      answer.status === 200 ? answer.text : (JSON.parse(answer.text) as { code: string }).code,
    ];
  };
  const refused = [413, 'payload_too_large'];
  for (const headers of [{}, chunked]) {
    assert.deepEqual(await sent('/echo', MiB, headers), [200, String(MiB)]);
    assert.deepEqual(await sent('/echo', MiB + 1, headers), refused);
    assert.deepEqual(await sent('/large', MiB + 1, headers), [200, String(MiB + 1)]);
    assert.deepEqual(await sent('/large', 3 * MiB + 1, headers), refused);
    assert.deepEqual(await sent('/small', 4, headers), [200, '4']);
    assert.deepEqual(await sent('/small', 5, headers), refused);
  }
  assert.equal(reads, 6);
  assert.deepEqual(faults, []);
  await probe.stop();
  await node.close();
  assert.throws(() => bodyBound(1.5), { code: 'invalid_configuration' });
});
