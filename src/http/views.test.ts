import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HttpProbe, type ProbeAnswer } from '../testing/http-probe';
import { MemoryDisk } from '../testing/memory-disk';
import { openNode } from '../testing/open-node';
import { Order, OrderPlaced, OWN_EVENTS, VIEWS } from '../testing/order-views';
import { defineView, on } from '../model/define-view';

const SHOP = { models: [Order], events: OWN_EVENTS, views: VIEWS } as const;

async function served(
  work: (
    call: (method: string, path: string, body?: unknown, headers?: object) => Promise<ProbeAnswer>,
  ) => Promise<void>,
  options: object = SHOP,
): Promise<void> {
  const node = await openNode(new MemoryDisk(), options);
  const probe = await HttpProbe.start(node);
  try {
    await work((method, path, body, headers) =>
      probe.send({
        ...{ method, path },
        headers: {
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    );
  } finally {
    await probe.stop();
    await node.close();
  }
}

const json = ({ text }: ProbeAnswer): unknown => JSON.parse(text);
const codeOf = (answer: ProbeAnswer): unknown => [
  answer.status,
  (json(answer) as { code: string }).code,
];
const placed = (user: string, order: string): object => ({ order, user, total: 1 });

test('an event that clients may emit is put on record once a key, and shown in the views', () =>
  served(async (call) => {
    const first = await call('POST', '/api/events/OrderPlaced', placed('ada', 'o1'), {
      'idempotency-key': 'k',
    });
    assert.equal(first.status, 201);
    assert.match(first.text, /^\{"seq":1,"type":"OrderPlaced","id":"o1","time":"2026-[^"]+Z"\}$/);
    assert.equal(first.headers['lithair-durability'], 'disk; seq=1');
    const again = await call('POST', '/api/events/OrderPlaced', placed('ada', 'o1'), {
      'idempotency-key': 'k',
    });
    assert.deepEqual([again.text, again.headers['idempotency-replayed']], [first.text, 'true']);
    const orders = await call('GET', '/api/views/orders_by_user/ada');
    assert.deepEqual([orders.status, json(orders)], [200, ['o1']]);
    const names = await call('GET', '/api/views');
    assert.deepEqual(json(names), {
      items: [
        { name: 'orders_by_user', version: 1, keys: 1, seq: 1 },
        { name: 'total_by_user', version: 1, keys: 0, seq: 0 },
      ],
    });
  }));

test('what is not an event, or not for clients, is refused and changes nothing', () =>
  served(async (call) => {
    const emit = (body: unknown, name = 'OrderPlaced') => call('POST', `/api/events/${name}`, body);
    assert.deepEqual(codeOf(await emit({ order: 'o' })), [422, 'validation_failed']);
    assert.deepEqual(codeOf(await emit({ ...placed('a', 'o'), x: 1 })), [422, 'validation_failed']);
    assert.deepEqual(codeOf(await emit(placed('a', 'o o'))), [422, 'validation_failed']);
    assert.deepEqual(codeOf(await emit([1])), [422, 'validation_failed']);
    assert.deepEqual(codeOf(await emit('{')), [400, 'malformed_json']);
    assert.deepEqual(codeOf(await emit({ user: 'a' }, 'UserForgotten')), [404, 'route_not_found']);
    assert.deepEqual(codeOf(await call('GET', '/api/events/OrderPlaced')), [
      405,
      'method_not_allowed',
    ]);
    assert.deepEqual(codeOf(await call('GET', '/api/views/counts')), [404, 'route_not_found']);
    assert.deepEqual(codeOf(await call('POST', '/api/views/orders_by_user', {})), [
      405,
      'method_not_allowed',
    ]);
    assert.deepEqual(codeOf(await call('GET', '/api/views/orders_by_user/ada')), [
      404,
      'not_found',
    ]);
    assert.equal(
      (await call('GET', '/api/views/orders_by_user')).text,
      '{"items":[],"next":null,"total":0}',
    );
  }));

test('pages, prefixes, links and keys of any text', () =>
  served(async (call) => {
    const users = ['a/é', 'a b', 'a"', 'b', 'c?&=#%2F'];
    for (const user of users) await call('POST', '/api/events/OrderPlaced', placed(user, 'o'));
    const sorted = users.toSorted();
    const keysOf = (answer: ProbeAnswer): string[] =>
      (json(answer) as { items: { key: string }[] }).items.map(({ key }) => key);
    for (const user of users) {
      const one = await call('GET', `/api/views/orders_by_user/${encodeURIComponent(user)}`);
      assert.deepEqual([one.status, one.text], [200, '["o"]'], user);
    }
    const seen: string[] = [];
    let path: string | undefined = '/api/views/orders_by_user?limit=2';
    while (path !== undefined) {
      const page: ProbeAnswer = await call('GET', path);
      seen.push(...keysOf(page));
      assert.equal((json(page) as { total: number }).total, users.length);
      path = /^<([^>]+)>; rel="next"$/.exec(String(page.headers['link'] ?? ''))?.[1];
    }
    assert.deepEqual(seen, sorted);
    const a = await call('GET', '/api/views/orders_by_user?prefix=a&limit=2');
    assert.deepEqual(keysOf(a), sorted.slice(0, 2));
    assert.match(a.text, /"total":3/);
    assert.match(String(a.headers['link']), /prefix=a&limit=2&cursor=/);
    for (const query of ['limit=0', 'limit=all', 'limit=1001', 'sort=key', 'prefix=a&prefix=b'])
      assert.deepEqual(
        codeOf(await call('GET', `/api/views/orders_by_user?${query}`)),
        [400, 'invalid_query'],
        query,
      );
    for (const cursor of ['x', 'YWZ0ZXI6MQ', ''])
      assert.deepEqual(codeOf(await call('GET', `/api/views/orders_by_user?cursor=${cursor}`)), [
        400,
        'invalid_cursor',
      ]);
    assert.deepEqual(codeOf(await call('GET', '/api/views/orders_by_user/b?x=1')), [
      400,
      'invalid_query',
    ]);
  }));

test('an entity tag changes with the value, and with the definition', () =>
  served(async (call) => {
    const path = '/api/views/orders_by_user';
    await call('POST', '/api/events/OrderPlaced', placed('ada', 'o1'));
    const one = await call('GET', `${path}/ada`);
    const tag = String(one.headers['etag']);
    assert.match(tag, /^"1-[0-9a-f]{8}"$/);
    const known = { 'if-none-match': `"x", W/${tag}` };
    const list = await call('GET', path, undefined, known);
    assert.deepEqual([list.status, list.text], [304, '']);
    await call('POST', '/api/events/OrderPlaced', placed('bo', 'o2'));
    assert.equal((await call('GET', path, undefined, known)).status, 200);
    assert.equal(
      (await call('GET', `${path}/ada`, undefined, known)).status,
      304,
      'ada is the same',
    );
    await call('POST', '/api/events/OrderPlaced', placed('ada', 'o3'));
    assert.equal((await call('GET', `${path}/ada`, undefined, known)).status, 200);
    const other = {
      ...SHOP,
      views: [
        defineView('orders_by_user', {
          version: 2,
          on: [on(OrderPlaced, { key: () => 'ada', reduce: () => 1 })],
        }),
      ],
    };
    await served(async (elsewhere) => {
      await elsewhere('POST', '/api/events/OrderPlaced', placed('ada', 'o1'));
      const changed = await elsewhere('GET', `${path}/ada`, undefined, known);
      assert.deepEqual([changed.status, changed.text], [200, '1']);
    }, other);
  }));

test('a reducer that fails is a fault of the server: told to its log, and nothing is changed', async () => {
  const faults: unknown[] = [];
  const Broken = defineView('broken', {
    on: [
      on(OrderPlaced, {
        reduce: (): number => {
          throw new Error('no such thing');
        },
      }),
    ],
  });
  await served(
    async (call) => {
      const answer = await call('POST', '/api/events/OrderPlaced', placed('ada', 'o1'));
      assert.deepEqual(codeOf(answer), [500, 'view_failed']);
      assert.match(String(faults), /view "broken": event 1 \(OrderPlaced\): no such thing/);
      assert.equal((await call('GET', '/status')).text.includes('"seq":0'), true);
    },
    { ...SHOP, views: [Broken], onFault: (error: unknown) => faults.push(error) },
  );
});

test('without views and own events there is no route of theirs', () =>
  served(
    async (call) => {
      assert.deepEqual(codeOf(await call('GET', '/api/views')), [404, 'route_not_found']);
      assert.deepEqual(codeOf(await call('POST', '/api/events/OrderPlaced', {})), [
        404,
        'route_not_found',
      ]);
    },
    { models: [Order] },
  ));
