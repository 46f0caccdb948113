import assert from 'node:assert/strict';
import { test } from 'node:test';
import type * as shop from '../testing/client-models';
import { client } from './index';

const api = client<typeof shop>('http://localhost:1');

/** Never called: the compiler is the test. */
export async function typesOf(): Promise<void> {
  const { seq } = await api.events.emit('LampLit', { lamp: 'l' });
  await api.events.emit('LampBroken', { lamp: 'l' }, { idempotencyKey: 'k' });
  // @ts-expect-error the lamp is missing
  await api.events.emit('LampLit', { watts: 3 });
  // @ts-expect-error clients are told of it, and may not emit it
  await api.events.emit('LampCounted', { count: 1 });
  // @ts-expect-error of the application alone
  await api.events.emit('LampStolen', { by: 'ada' });
  await api.transaction([
    { op: 'emit', event: 'LampLit', value: { lamp: 'l' } },
    { op: 'delete', model: 'makers', id: 'm' },
  ]);
  // @ts-expect-error not what it says
  await api.transaction([{ op: 'emit', event: 'LampLit', value: { count: 1 } }]);

  const lit: { readonly times: number } = await api.views.lamps_lit.get('l');
  const sum: number = await api.views.lamps_counted.get();
  const { items } = await api.views.lamps_lit.list({ prefix: 'l' });
  const times: number | undefined = items[0]?.value.times;
  for await (const { key, value } of api.views.lamps_counted.each()) void (key.length + value);
  // @ts-expect-error clients may not read it
  void api.views.thieves;
  // @ts-expect-error no such view
  void api.views.nonsense;

  for await (const told of api.products.events({ where: { price: { gte: 1 } }, since: 3 })) {
    // @ts-expect-error gone, or not
    void told.record.name;
    if (told.event === 'deleted') void (told.record satisfies null);
    else void (told.record.price satisfies number);
    void (told.model satisfies 'products');
    // @ts-expect-error no snapshot was asked for
    if (told.event === 'snapshot') break;
  }
  // @ts-expect-error compared with a number
  api.products.events({ where: { price: 'five' } });
  // @ts-expect-error the feed of a model has no own events
  api.products.events({ types: ['LampLit'] });
  for await (const told of api.products.events({ snapshot: true }))
    if (told.event === 'snapshot') void (told.items[0]?.name satisfies string | undefined);
    else if (told.event === 'snapshot-end') void (told.seq satisfies number);
  for await (const told of api.events({ types: ['LampLit', 'created'] }))
    if (told.event === 'LampLit') void (told.payload.watts satisfies number);
    else if (told.event === 'LampCounted') void (told.payload.count satisfies number);
    else if (told.event !== 'deleted' && told.model === 'makers') void told.record.name;
    // @ts-expect-error clients are not told of it
    else if (told.event === 'LampBroken') break;
  // @ts-expect-error clients are not told of it
  api.events({ types: ['LampStolen'] });
  void [seq, lit, sum, times];
}

test('the types are those of the events and views', () => {
  assert.equal(typeof typesOf, 'function');
  assert.equal(typeof api.events.emit, 'function');
  assert.equal(typeof api.views.lamps_lit.get, 'function');
});
