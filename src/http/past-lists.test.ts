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

/** All that clients see of it is kept, but what is never on record. */
const Quote = defineModel('quotes', {
  amount: field(z.number(), { db: { indexed: true }, lifecycle: { history: 'full' } }),
  note: field(z.string().optional(), { lifecycle: { audited: true } }),
  author: field(z.string().optional(), { lifecycle: { immutable: true, history: 'full' } }),
  secret: field(z.string().optional(), { http: { writeOnly: true } }),
  seen: field(z.number(), { db: { default: 0 }, persistence: { memoryOnly: true } }),
});
/** Its stock is not kept. */
const Item = defineModel('items', {
  price: field(z.number(), { lifecycle: { history: 'full' } }),
  stock: field(z.number().optional()),
});
/** Deletions are forgotten. */
const Visit = defineModel('visits', {
  page: field(z.string(), { lifecycle: { retentionDays: 10 } }),
});
const Plain = defineModel('plains', {
  text: field(z.string()),
  quote: field(z.string().optional(), { db: { references: 'quotes' } }),
});
const models = [Quote, Item, Visit, Plain];

interface Served {
  readonly node: Lithair;
  readonly clock: ReturnType<typeof testEnvironment>;
  send(method: string, path: string, body?: object): Promise<ProbeAnswer>;
  page(path: string): Promise<Page>;
  refusal(path: string): Promise<unknown>;
}

interface Page {
  readonly items: readonly Record<string, unknown>[];
  readonly next: string | null;
  readonly total: number;
}

async function serve(context: TestContext, disk = new MemoryDisk()): Promise<Served> {
  const machine = testEnvironment();
  // Both clocks move: one that jumps alone is not followed.
  const clock = { ...machine, monotonicMs: () => machine.wallMs() };
  const node = await openNode(disk, { models }, clock);
  const probe = await HttpProbe.start(node);
  context.after(async () => {
    await probe.stop();
    await node.close();
  });
  const send: Served['send'] = (method, path, body) =>
    probe.send({
      method,
      path: `/api${path}`,
      headers: body === undefined ? {} : JSON_TYPE,
      body: body && JSON.stringify(body),
    });
  return {
    ...{ node, clock, send },
    page: async (path) => {
      const answer = await send('GET', path);
      assert.equal(answer.status, 200, `${path}: ${answer.text}`);
      return JSON.parse(answer.text) as Page;
    },
    refusal: async (path) => {
      const { status, text } = await send('GET', path);
      const { code, fields, id, field: one } = JSON.parse(text) as Record<string, unknown>;
      return [status, code, fields ?? one, id].filter((each) => each !== undefined);
    },
  };
}

const quote = (id: string, amount: number, more: object = {}): object => ({ id, amount, ...more });

/** Events 1 to 8: what each list was after each of them. */
async function quotes({ send }: Served): Promise<readonly (readonly object[])[]> {
  const lists: (readonly object[])[] = [[]];
  const step = async (method: string, path: string, body?: object): Promise<void> => {
    assert.ok((await send(method, `/quotes${path}`, body)).status < 300);
    const { text } = await send('GET', '/quotes?limit=all');
    const { items } = JSON.parse(text) as Page;
    lists.push(items.map(({ seen, ...others }) => (seen === 0 ? others : { seen, ...others })));
  };
  await step('POST', '', quote('p', 5, { author: 'A', secret: 'hush' }));
  await step('POST', '', quote('q', 3));
  await step('POST', '', quote('r', 4, { note: 'first' }));
  await step('PATCH', '/p', { amount: 1, secret: 'hush hush' });
  await step('PATCH', '/r', { note: null });
  await step('POST', '', quote('s', 1));
  await step('DELETE', '/q');
  await step('POST', '', quote('q', 9));
  return lists;
}

test('a list of the past is the list as it was then, event by event', async (context) => {
  const served = await serve(context);
  const lists = await quotes(served);
  for (const [seq, items] of lists.entries()) {
    const page = await served.page(`/quotes?asOf=${seq}`);
    assert.deepEqual(page, { items, next: null, total: items.length }, `after event ${seq}`);
    assert.deepEqual(await served.page(`/quotes?asOf=${seq}&limit=all`), page);
    const { text } = await served.send('GET', `/quotes/count?asOf=${seq}`);
    assert.equal(text, `{"count":${items.length}}`);
  }
});

test('filters, a sort, a limit and cursors are those of a list of the present', async (context) => {
  const served = await serve(context);
  await quotes(served);
  const ids = async (query: string): Promise<unknown> => {
    const { items, total } = await served.page(`/quotes?${query}`);
    return [items.map(({ id }) => id).join(''), total];
  };
  assert.deepEqual(await ids('asOf=6&amount=1'), ['ps', 2]);
  assert.deepEqual(await ids('asOf=6&amount[gte]=3&note=null'), ['qr', 2]);
  assert.deepEqual(await ids('asOf=4&note[prefix]=fir'), ['r', 1]);
  assert.deepEqual(await ids('asOf=3&sort=amount'), ['qrp', 3]);
  assert.deepEqual(await ids('asOf=6&sort=-amount'), ['rqps', 4]);
  assert.deepEqual(await ids('asOf=6&sort=-amount&limit=all'), ['rqps', 4]);
  assert.deepEqual(await ids('asOf=6&id[in]=s,q,nobody'), ['qs', 2]);
  assert.deepEqual(await ids('asOf=8'), ['prsq', 4], 'q was created again');
  assert.deepEqual(await ids('asOf=8&id=q&amount=9'), ['q', 1]);
  const count = await served.send('GET', '/quotes/count?asOf=6&amount[lt]=4');
  assert.equal(count.text, '{"count":3}');
});

test('pages of the past go on where they ended, whatever is written meanwhile', async (context) => {
  const served = await serve(context);
  await quotes(served);
  for (const query of ['', '&sort=-amount', '&amount[gte]=1']) {
    const whole = await served.page(`/quotes?asOf=6${query}`);
    let path = `/quotes?asOf=6&limit=1${query}`;
    for (const [at, item] of whole.items.entries()) {
      const answer = await served.send('GET', path);
      const page = JSON.parse(answer.text) as Page;
      assert.deepEqual([page.items, page.total], [[item], 4]);
      const isLast = at === whole.items.length - 1;
      assert.equal(page.next === null, isLast);
      await served.send('POST', '/quotes', quote(`n${query.length}-${at}`, at));
      await served.send('PATCH', '/quotes/p', { amount: 100 + at });
      path = /<\/api(.*)>; rel="next"/.exec(String(answer.headers.link))?.[1] ?? '';
      assert.equal(path === '', isLast);
    }
  }
});

test('a cursor belongs to its instant, and to a list of the past', async (context) => {
  const served = await serve(context);
  await quotes(served);
  const past = (await served.page('/quotes?asOf=6&limit=1')).next;
  const present = (await served.page('/quotes?limit=1')).next;
  const wrong = [400, 'invalid_cursor'];
  assert.deepEqual(await served.refusal(`/quotes?cursor=${past}`), wrong);
  assert.deepEqual(await served.refusal(`/quotes?asOf=6&cursor=${present}`), wrong);
  assert.deepEqual(await served.refusal(`/quotes?asOf=5&cursor=${past}`), wrong);
  assert.deepEqual(await served.refusal(`/quotes?asOf=6&sort=amount&cursor=${past}`), wrong);
  assert.equal((await served.page(`/quotes?asOf=6&cursor=${past}`)).items.length, 3);
});

test('a time is as good as an event, and what is to come is refused', async (context) => {
  const { send, page, clock, refusal } = await serve(context);
  const start = clock.wallMs();
  const iso = (days: number): string => new Date(start + days * DAY_MS).toISOString();
  for (const [day, id] of ['a', 'b', 'c'].entries()) {
    clock.setWallMs(start + day * DAY_MS);
    await send('POST', '/quotes', quote(id, day));
  }
  assert.equal((await page(`/quotes?asOf=${iso(1.5)}`)).total, 2);
  assert.equal((await page(`/quotes?asOf=${iso(-1)}`)).total, 0);
  assert.equal((await page(`/quotes?asOf=${iso(2)}`)).total, 3);
  assert.deepEqual(await refusal(`/quotes?asOf=${iso(3)}`), [400, 'invalid_query']);
  for (const wrong of ['4', 'yesterday', '', '1&asOf=1', '1&expand=quote', '1&nonsense=1']) {
    assert.deepEqual(await refusal(`/quotes?asOf=${wrong}`), [400, 'invalid_query'], wrong);
    const count = await refusal(`/quotes/count?asOf=${wrong}`);
    assert.deepEqual(count, [400, 'invalid_query'], `count ${wrong}`);
  }
  const both = await refusal('/plains?asOf=1&expand=quote');
  assert.deepEqual(both, [400, 'invalid_query']);
});

test('a list with a record that is not known is refused as a whole, by its name', async (context) => {
  const { send, page, refusal } = await serve(context);
  await send('POST', '/items', { id: 'i', price: 1, stock: 5 });
  await send('POST', '/items', { id: 'j', price: 2, stock: 6 });
  await send('POST', '/items', { id: 'k', price: 3 });
  await send('PATCH', '/items/j', { price: 4 });
  const unkept = [410, 'history_not_kept', ['stock'], 'j'];
  for (const query of ['', '&limit=1', '&limit=all', '&sort=price', '&price=2', '&stock=9'])
    assert.deepEqual(await refusal(`/items?asOf=3${query}`), unkept, query);
  assert.equal((await page('/items?asOf=4')).total, 3, 'nothing has changed since');
  assert.equal((await page('/items?asOf=3&price=3')).total, 1, 'it is not asked for');
  assert.equal((await page('/items?asOf=3&id=k')).total, 1);
  const count = async (query: string): Promise<string> =>
    (await send('GET', `/items/count?${query}`)).text;
  assert.equal(await count('asOf=3'), '{"count":3}', 'that much is known');
  assert.equal(await count('asOf=3&price[gte]=2'), '{"count":2}');
  assert.deepEqual(await refusal('/items/count?asOf=3&stock=6'), unkept);
});

test('a model that keeps nothing has no past to list', async (context) => {
  const { send, refusal } = await serve(context);
  await send('POST', '/plains', { id: 'x', text: 'a' });
  const nothing = [410, 'history_not_kept', ['text', 'quote']];
  for (const path of ['/plains?asOf=1', '/plains?asOf=1&limit=all', '/plains/count?asOf=1'])
    assert.deepEqual(await refusal(path), nothing, path);
});

test('nothing is listed from before a deletion that is forgotten', async (context) => {
  const { send, page, refusal, clock } = await serve(context);
  const start = clock.wallMs();
  await send('POST', '/visits', { id: 'a', page: 'one' });
  await send('POST', '/visits', { id: 'b', page: 'two' });
  await send('DELETE', '/visits/a');
  assert.equal((await page('/visits?asOf=2')).total, 2);
  clock.setWallMs(start + 10 * DAY_MS + 1);
  const forgotten = [410, 'history_not_kept', ['page']];
  const unknown = [410, 'history_not_kept', ['id', 'page']];
  assert.deepEqual(await refusal('/visits/a?asOf=2'), unknown, 'nor is it said to be nothing');
  for (const path of ['/visits?asOf=2', '/visits?asOf=1', '/visits/count?asOf=2'])
    assert.deepEqual(await refusal(path), forgotten, path);
  assert.equal((await page('/visits?asOf=3')).total, 1);
  await send('POST', '/visits', { id: 'a', page: 'again' });
  assert.deepEqual(await refusal('/visits?asOf=2'), forgotten);
  assert.equal((await page('/visits?asOf=3')).total, 1);
  assert.equal((await page('/visits?asOf=4')).total, 2);
});

test('a program asks for the past with the types of the model, hidden fields too', async (context) => {
  const { node, send } = await serve(context);
  await send('POST', '/quotes', quote('p', 5, { author: 'A' }));
  await send('POST', '/quotes', quote('q', 3));
  await send('PATCH', '/quotes/q', { amount: 4 });
  await send('DELETE', '/quotes/p');
  const unkept = { code: 'history_not_kept' };
  assert.throws(() => node.get(Quote, 'q', { asOf: 2 }), unkept, 'secret is not kept');
  assert.equal(node.get(Quote, 'q', { asOf: 3 })?.amount, 4);
  assert.equal(node.get(Quote, 'q', { asOf: 1 }), undefined);
  assert.throws(() => node.get(Quote, 'q', { asOf: 9 }), { code: 'invalid_query' });
  await assert.rejects(node.find(Quote, {}, { asOf: 2 }), unkept);
  await assert.rejects(node.find(Quote, {}, { asOf: 'once' }), { code: 'invalid_query' });
  await send('POST', '/visits', { id: 'a', page: 'one' });
  await send('POST', '/visits', { id: 'b', page: 'two' });
  await send('PATCH', '/visits/a', { page: 'three' });
  const query = { where: { page: { prefix: 't' } }, sort: '-page', limit: 1 } as const;
  await assert.rejects(node.find(Visit, query, { asOf: new Date(8e15) }), {
    code: 'invalid_query',
  });
  const found = await node.find(Visit, query, { asOf: 7 });
  assert.deepEqual([found.items, found.total], [[{ id: 'b', page: 'two' }], 2]);
  const rest = await node.find(Visit, { ...query, after: found.next }, { asOf: 7 });
  const text: string | undefined = rest.items[0]?.page;
  assert.deepEqual([text, rest.next], ['three', undefined]);
  assert.equal((await node.find(Visit, {}, { asOf: 6 })).items[0]?.page, 'one');
});

test('a large model is listed page by page and as a stream, in pieces', async (context) => {
  const { node, page, send } = await serve(context);
  const create = (n: number) => {
    return { kind: 'create', model: 'visits', value: { id: `v${n}`, page: `p${n % 7}` } } as const;
  };
  for (const batch of [0, 1])
    await node.executeAll(Array.from({ length: 6000 }, (_, n) => create(batch * 6000 + n)));
  await send('DELETE', '/visits/v5');
  const first = await page('/visits?asOf=12000&limit=1000');
  assert.deepEqual([first.total, first.items.length], [12_000, 1000]);
  assert.equal(first.items[5]?.['id'], 'v5');
  const all = await page('/visits?asOf=12000&limit=all');
  assert.deepEqual([all.total, all.items.length], [12_000, 12_000]);
  assert.deepEqual(all.items.slice(0, 1000), first.items);
  const some = await page('/visits?asOf=12000&limit=all&page=p3');
  assert.deepEqual([some.total, some.items.length], [1714, 1714]);
});
