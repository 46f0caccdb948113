import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';

import { lithair, type Lithair } from 'lithair';
import { client, LithairProblem } from 'lithair/client';

import { models } from './models';

/** A node of its own for each test: real files, a free port, nothing to install or to clean up. */
let directory: string;
let app: Lithair;
let api: Api;

type Api = ReturnType<typeof client<typeof models>>;

async function start(): Promise<void> {
  app = await lithair({ models, directory });
  const { port } = await app.listen(0);
  api = client<typeof models>(`http://127.0.0.1:${port}`);
}

beforeEach(async () => {
  directory = mkdtempSync(path.join(tmpdir(), 'first-app-'));
  await start();
});

afterEach(async () => {
  await app.close();
  rmSync(directory, { recursive: true });
});

const refusedAs = (code: string) => (error: unknown) =>
  error instanceof LithairProblem && error.code === code;

test('a field that is left out has its default', async () => {
  const ada = await api.users.create({ id: 'ada', email: 'ada@example.org' });
  assert.deepEqual(ada, { id: 'ada', email: 'ada@example.org', role: 'reader' });
});

test('an address belongs to one user', async () => {
  await api.users.create({ email: 'ada@example.org' });
  const second = api.users.create({ email: 'ada@example.org' });
  await assert.rejects(second, refusedAs('unique_violation'));
  assert.equal(await api.users.count(), 1);
});

test('an article names a user who exists, and goes with them', async () => {
  const orphan = api.articles.create({ title: 'Hello', author: 'nobody' });
  await assert.rejects(orphan, refusedAs('reference_not_found'));

  await api.users.create({ id: 'ada', email: 'ada@example.org' });
  await api.articles.create({ id: 'hello', title: 'Hello', author: 'ada' });
  await api.users.remove('ada');
  await assert.rejects(api.articles.get('hello'), refusedAs('not_found'));
});

test('the last three titles are kept', async () => {
  await api.users.create({ id: 'ada', email: 'ada@example.org' });
  await api.articles.create({ id: 'hello', title: 'One', author: 'ada' });
  for (const title of ['Two', 'Three', 'Four']) await api.articles.patch('hello', { title });
  const { fields } = await api.articles.history('hello');
  assert.deepEqual(
    fields.title?.map(({ to }) => to),
    ['Two', 'Three', 'Four'],
  );
});

test('a restart changes nothing but what is in memory only', async () => {
  await api.users.create({ id: 'ada', email: 'ada@example.org' });
  await api.articles.create({ id: 'hello', title: 'Hello', author: 'ada', views: 7 });
  await app.close();
  await start();
  const { items } = await api.articles.list({ where: { title: { prefix: 'He' } } });
  assert.deepEqual(items, [{ id: 'hello', title: 'Hello', author: 'ada', views: 0 }]);
});

test('who follows the articles is told of each change, as it happens', async () => {
  await api.users.create({ id: 'ada', email: 'ada@example.org' });
  await api.articles.create({ id: 'hello', title: 'Hello', author: 'ada' });
  const told: string[] = [];
  for await (const each of api.articles.events({ snapshot: true })) {
    if (each.event === 'snapshot') told.push(...each.items.map(({ title }) => `there: ${title}`));
    // Not awaited: it is told of while the loop goes on.
    else if (each.event === 'snapshot-end') void api.articles.patch('hello', { title: 'Hi' });
    else if (each.event === 'updated') {
      told.push(`now: ${each.record.title}`);
      break;
    }
  }
  assert.deepEqual(told, ['there: Hello', 'now: Hi']);
});
