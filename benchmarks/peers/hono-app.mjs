// @ts-check
// The Hono application both Hono peers serve; only the store behind it differs.
// Answers are built as `new Response(text, { headers: {…} })`, the fastest way this adapter has.
import { Hono } from 'hono';
import { serve } from '@hono/node-server';
import { announce } from './announce.mjs';

/**
 * @typedef {object} Store
 * @property {(body: any) => {id: string}} create
 * @property {(list: any[]) => string[]} createAll returns the ids
 * @property {(id: string) => object | undefined} get
 * @property {() => number} count
 * @property {() => object[]} all
 */

/** @param {Store} store */
export function serveStore(store) {
  const app = new Hono();
  app.post('/api/articles', async (c) => {
    const record = store.create(await c.req.json());
    return json(201, record, { Location: `/api/articles/${record.id}`, ETag: '"1"' });
  });
  app.post('/api/articles/bulk', async (c) => {
    const ids = store.createAll(await c.req.json());
    return json(201, { created: ids.length, updated: 0, deleted: 0, ids });
  });
  app.get('/api/articles/count', () => json(200, { count: store.count() }));
  app.get('/api/articles', () => {
    const items = store.all();
    return json(200, { items, next: null, total: items.length });
  });
  app.get('/api/articles/:id', (c) => {
    const found = store.get(c.req.param('id'));
    return found ? json(200, found, { ETag: '"1"' }) : json(404, { code: 'not_found' });
  });
  serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => announce(port));
}

/**
 * @param {number} status
 * @param {object} body
 * @param {Record<string, string>} [headers]
 */
function json(status, body, headers) {
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'Content-Type': 'application/json', ...headers },
  });
}
