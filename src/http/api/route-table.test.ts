import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EVERY_DECLARATION } from '../../testing/every-attribute';
import { HttpProbe } from '../../testing/http-probe';
import { MemoryDisk } from '../../testing/memory-disk';
import { openNode } from '../../testing/open-node';
import { openApiDocument } from '../openapi/document';
import { router } from '../router';
import type { HttpNode } from '../exchange';
import { routeTable } from './route-table';

const declared = EVERY_DECLARATION;
const { models } = declared;
const table = routeTable(declared, { hasDocs: true });
const document = openApiDocument({ table, ...declared, version: '1' }) as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { operationId: string }>>>>;
};
const documented = Object.entries(document.paths).flatMap(([path, calls]) =>
  Object.keys(calls).map((method) => `${method.toUpperCase()} ${path}`),
);

/** A router on a node that is never asked anything. */
function routerOf(hasDocs: boolean): ReturnType<typeof router> {
  const runtime = {
    engine: {
      withState: (read: (state: object) => unknown) =>
        read({ ...declared, views: declared.views.map((definition) => ({ definition })) }),
    },
  };
  const docs = hasDocs ? {} : undefined;
  return router({ runtime, docs } as unknown as HttpNode, undefined);
}

test('each row of the table is one call of the document, under a name of its own', () => {
  assert.deepEqual(documented.sort(), table.map(({ method, path }) => `${method} ${path}`).sort());
  const ids = Object.values(document.paths).flatMap((calls) =>
    Object.values(calls).map(({ operationId }) => operationId),
  );
  assert.equal(new Set(ids).size, table.length);
});

test('the router has no call that is not in the document', () => {
  const app = routerOf(true);
  const written = new Set(
    table.map(({ method, path }) => `${method} ${path.replace(/\{(\w+)\}/, ':$1')}`),
  );
  const unknown = app.routes.filter(({ method, path }) => !written.has(`${method} ${path}`));
  // They find `bulk` beside `{id}/restore`, and refuse all else.
  assert.deepEqual(
    unknown.map(({ method, path }) => `${method} ${path}`),
    models.map(({ name }) => `POST /api/${name}/:id`),
  );
});

test('no two routes overlap: Hono keeps its fast router', () => {
  const app = routerOf(true);
  app.router.match('GET', '/api/books/x');
  assert.equal(app.router.name, 'SmartRouter + RegExpRouter');
});

test('every documented call is served, and none that describes the others when they are off', async () => {
  for (const docs of [true, false]) {
    const node = await openNode(new MemoryDisk(), { ...declared, docs });
    const probe = await HttpProbe.start(node);
    for (const { method, path, documentation } of table) {
      // A stream does not end: live-feeds.test has them.
      if (path.endsWith('/events')) continue;
      const { status, text } = await probe.send({ method, path: path.replace(/\{\w+\}/, 'a') });
      const isOff = !docs && documentation.tag === 'documentation';
      const isFile = path === '/docs/{file}';
      const isServed =
        status !== 405 &&
        !text.startsWith('{"type":"about:blank","title":"There is no such resource"');
      assert.equal(
        isServed,
        !isOff && !isFile,
        `${method} ${path}: ${status} ${text.slice(0, 200)}`,
      );
    }
    await probe.stop();
    await node.close();
  }
});

test('a path beside a name is refused as one that is not there', async () => {
  const node = await openNode(new MemoryDisk(), { models });
  const probe = await HttpProbe.start(node);
  const refused = await probe.send({ method: 'POST', path: '/api/books/b1' });
  assert.deepEqual(
    [refused.status, refused.headers.allow],
    [405, 'GET, PUT, PATCH, DELETE, HEAD, OPTIONS'],
  );
  const asked = await probe.send({ method: 'OPTIONS', path: '/api/books/bulk?x=1' });
  assert.deepEqual(
    [asked.status, asked.headers.allow],
    [204, 'GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS'],
  );
  await probe.stop();
  await node.close();
});
