import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Command, CreateCommand } from '../engine/command';
import { LithairError } from '../errors/lithair-error';
import type { Lithair } from '../server';
import { MemoryDisk } from '../testing/memory-disk';
import { LOG } from '../testing/sample-log';
import { openNode, stateOf } from '../testing/open-node';
import { testEnvironment } from '../testing/test-environment';

const code = (expected: string) => (error: unknown) =>
  error instanceof LithairError && error.code === expected;

const id = fc.constantFrom('a', 'b', 'c', 'd', 'e');
const email = fc.constantFrom('x@example.com', 'y@example.com', 'z@example.com');
const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 20 });
const metadata = fc.dictionary(
  fc.string({ maxLength: 8 }).filter((key) => key !== '__proto__'),
  fc.jsonValue(),
  {
    maxKeys: 3,
  },
);

const article = fc
  .record({ id, title: text, content: text, metadata })
  .map((value) => ({ model: 'articles', value }));
const user = fc.record({ id, email, name: text }).map((value) => ({ model: 'users', value }));

/** Commands as HTTP makes them: values pass through JSON and through the model's check. */
const command = (node: Lithair) =>
  fc.oneof(
    fc.oneof(article, user).chain(({ model, value }) =>
      fc.constantFrom('create' as const, 'replace' as const).map((kind): Command | undefined => {
        const found = node.withState((state) => state.models.find(({ name }) => name === model));
        const checked = found?.check(JSON.parse(JSON.stringify(value)));
        return checked?.valid === true ? { kind, model, value: checked.value } : undefined;
      }),
    ),
    fc
      .record({ id, email })
      .map(({ id, email }): Command => ({ kind: 'merge', model: 'users', id, patch: { email } })),
    fc
      .record({ id, model: fc.constantFrom('articles', 'users') })
      .map(({ id, model }): Command => ({ kind: 'remove', model, id })),
  );

test('a replay of the log is the live state, whatever the commands; emails stay unique (INV-4)', async () => {
  const throwaway = await openNode(new MemoryDisk());
  const steps = fc.array(fc.array(command(throwaway), { minLength: 1, maxLength: 4 }), {
    maxLength: 25,
  });
  await fc.assert(
    fc.asyncProperty(steps, async (transactions) => {
      const disk = new MemoryDisk();
      const node = await openNode(disk);
      const outcomes = transactions.map((commands) =>
        node.executeAll(commands.filter((each) => each !== undefined)).catch((error: unknown) => {
          assert.ok(error instanceof LithairError && error.status < 500, String(error));
        }),
      );
      await Promise.all(outcomes);
      assertUniqueEmails(node);
      const replayed = await openNode(disk.afterKill());
      assert.equal(stateOf(replayed), stateOf(node));
      await Promise.all([replayed.close(), node.close()]);
    }),
    { numRuns: 300 },
  );
  await throwaway.close();
});

function assertUniqueEmails(node: Lithair): void {
  const users = node.withState((state) => state.records('users').page(0, Infinity));
  const emails = users.map(({ json }) => (JSON.parse(json) as { email: string }).email);
  assert.equal(new Set(emails).size, emails.length, `emails: ${emails.join(' ')}`);
}

const create = (id: string): CreateCommand => ({
  kind: 'create',
  model: 'articles',
  value: { id, title: 't', content: 'c' },
});

test('a reader does not see what the disk does not have yet (INV-5)', async () => {
  const disk = new MemoryDisk();
  const node = await openNode(disk);
  let release: () => void = () => undefined;
  disk.faults = (operation, path) =>
    operation === 'sync' && path === LOG
      ? new Promise((resolve) => (release = resolve))
      : undefined;
  disk.trace.length = 0;
  const ack = node.execute(create('a'));
  while (!disk.trace.includes('sync events.raftlog'))
    await new Promise((resolve) => setImmediate(resolve));
  const sees = (): boolean =>
    node.withState((state) => state.records('articles').get('a') !== undefined);
  assert.equal(sees(), false, 'before the sync');
  await assert.rejects(
    node.execute(create('a')),
    code('id_taken'),
    'but a second create is refused at once',
  );
  release();
  disk.faults = () => undefined;
  await ack;
  assert.equal(sees(), true, 'after the sync');
  await node.close();
});

test('a transaction that is refused leaves no trace (INV-9)', async () => {
  const disk = new MemoryDisk();
  const node = await openNode(disk);
  await node.execute(create('a'));
  const before = Buffer.from(disk.content(LOG));
  const refused = node.executeAll([create('b'), create('c'), create('a')]);
  await assert.rejects(
    refused,
    (error: LithairError) => error.code === 'id_taken' && error.details.index === 2,
  );
  assert.deepEqual(disk.content(LOG), before);
  assert.equal((await node.execute(create('b'))).seq, 2, 'no sequence number was lost');
  await node.close();
});

test('time strictly increases when the clock goes back, also across a restart (INV-3)', async () => {
  const disk = new MemoryDisk();
  const environment = testEnvironment();
  const node = await openNode(disk, {}, environment);
  const first = await node.execute(create('a'));
  environment.setWallMs(environment.wallMs() - 3_600_000);
  const second = await node.execute(create('b'));
  await node.close();
  const again = await openNode(disk.afterKill(), {}, environment);
  const third = await again.execute(create('c'));
  assert.ok(first.timestamp < second.timestamp && second.timestamp < third.timestamp);
  await again.close();
});

test('an event that no model declares stops the start', async () => {
  const disk = new MemoryDisk();
  const node = await openNode(disk);
  await node.execute(create('a'));
  await node.close();
  await assert.rejects(openNode(disk.afterKill(), { models: [] }), code('unknown_event_type'));
});
