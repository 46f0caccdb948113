import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import fc from 'fast-check';
import type { LoggedEvent } from '../../engine/event';
import type { Ending } from './feed-cursor';
import { LithairError } from '../../errors/lithair-error';
import type { Lithair } from '../../server';
import type { BulkCommand } from '../writer';
import type { Runtime } from '../runtime';
import { compact } from '../../storage/compaction/compact';
import { ARCHIVE, archived, DELETE, EVENTS, SMALL, write } from '../../testing/compacted-log';
import { holdSync, turn } from '../../testing/hold-sync';
import { MemoryDisk } from '../../testing/memory-disk';
import { openNode, openRuntimeOn } from '../../testing/open-node';
import { DATA } from '../../testing/sample-log';
import { seeded } from '../../testing/test-environment';

// The product's own timers never keep a process alive.
const alive = setInterval(() => undefined, 1_000);
after(() => clearInterval(alive));

const code = (expected: string) => (error: unknown) =>
  error instanceof LithairError && error.code === expected;

const value = (id: string): { id: string; title: string; content: string } => {
  return { id, title: id, content: 'x'.repeat(20) };
};

async function create(node: Lithair, ...ids: readonly string[]): Promise<void> {
  await node.executeAll(ids.map((id) => ({ kind: 'create', model: 'articles', value: value(id) })));
}

async function take(
  events: AsyncIterableIterator<LoggedEvent>,
  count: number,
): Promise<readonly number[]> {
  const seqs: number[] = [];
  while (seqs.length < count) {
    const { value: event, done } = await events.next();
    if (done === true) break;
    seqs.push(event.seq);
  }
  return seqs;
}

const turns = async (count: number): Promise<void> => {
  for (let index = 0; index < count; index += 1) await turn();
};

test('tells what is committed from now on, or behind an event, once and in order', async () => {
  const node = await openNode(new MemoryDisk());
  await create(node, 'a', 'b');
  const live = node.subscribe();
  const all = node.subscribe({ since: 0 });
  const from = node.subscribe({ since: 1, model: 'articles' });
  await create(node, 'c');
  await node.execute({ kind: 'remove', model: 'articles', id: 'a' });
  assert.deepEqual(await take(live, 2), [3, 4]);
  assert.deepEqual(await take(all, 4), [1, 2, 3, 4]);
  assert.deepEqual(await take(from, 3), [2, 3, 4]);
  await node.close();
  assert.deepEqual(await take(live, 1), []);
  assert.throws(() => node.subscribe(), code('shutting_down'));
});

test('refuses what is to come, what is no place, and what no model is', async () => {
  const node = await openNode(new MemoryDisk());
  await create(node, 'a');
  assert.throws(() => node.subscribe({ since: 2 }), code('invalid_event_id'));
  for (const since of [-1, 0.5, NaN])
    assert.throws(() => node.subscribe({ since }), code('invalid_event_id'));
  assert.throws(() => node.subscribe({ model: 'ghosts' }), code('route_not_found'));
  await node.close();
});

test('nothing is told before it is durable (INV-5)', async () => {
  const disk = new MemoryDisk();
  const node = await openNode(disk);
  await create(node, 'z');
  const told: number[] = [];
  const events = node.subscribe({ since: 0 });
  void (async () => {
    for await (const { seq } of events) told.push(seq);
  })();
  let written: Promise<void> = Promise.resolve();
  const release = await holdSync(disk, () => {
    written = create(node, 'a');
  });
  // Whoever comes now reads the log, where the second event stands already.
  const late: number[] = [];
  const another = node.subscribe({ since: 0 });
  void (async () => {
    for await (const { seq } of another) late.push(seq);
  })();
  await turns(100);
  assert.deepEqual([told, late], [[1], [1]]);
  release();
  await written;
  await turns(5);
  assert.deepEqual(
    [told, late],
    [
      [1, 2],
      [1, 2],
    ],
  );
  await node.close();
});

test('at memory, one who is behind is given what is not in the log yet', async () => {
  const node = await openNode(new MemoryDisk(), {
    ...{ durability: 'memory', feedBufferBytes: 300, flushIntervalMs: 60_000 },
  });
  const first = node.subscribe();
  for (const id of ['a', 'b', 'c', 'd', 'e', 'f']) await create(node, id);
  assert.deepEqual(await take(node.subscribe({ since: 0 }), 6), [1, 2, 3, 4, 5, 6]);
  assert.deepEqual(await take(first, 6), [1, 2, 3, 4, 5, 6]);
  await node.close();
});

test('break ends a subscription, also while it waits', async () => {
  const node = await openNode(new MemoryDisk());
  const events = node.subscribe();
  const waiting = events.next();
  await events.return?.();
  assert.equal((await waiting).done, true);
  await create(node, 'a');
  for await (const { seq } of node.subscribe({ since: 0 })) {
    assert.equal(seq, 1);
    break;
  }
  await node.close();
});

test('what compaction deleted is refused, not left out', async () => {
  const disk = new MemoryDisk();
  await write(disk, 'json', EVENTS);
  const { first_seq: first } = await compact(disk, DATA, DELETE);
  assert.ok(first > 10);
  const node = await openNode(disk, SMALL);
  const { length } = await take(node.subscribe({ since: first - 1 }), EVENTS - first + 1);
  assert.equal(length, EVENTS - first + 1);
  const gone = node.subscribe({ since: first - 2 });
  await assert.rejects(gone.next(), code('events_gone'));
  assert.equal((await gone.next()).done, true);
  await node.close();
});

test('what compaction put away is told', async () => {
  const disk = new MemoryDisk();
  await write(disk, 'binary', EVENTS);
  await compact(disk, DATA, ARCHIVE);
  assert.ok(archived(disk).length > 2);
  const node = await openNode(disk, SMALL);
  assert.equal((await take(node.subscribe({ since: 0 }), EVENTS)).length, EVENTS);
  await node.close();
});

test('compaction under a reader ends it; it never leaves events out', async () => {
  const disk = new MemoryDisk();
  await write(disk, 'json', EVENTS);
  const runtime = await openRuntimeOn(disk, SMALL);
  const cursor = runtime.feed.open({ since: 0, isBounded: true });
  const seqs = (await cursor.next())?.map(({ seq }) => seq) ?? [];
  await compact(disk, DATA, DELETE);
  for (let events = await cursor.next(); events !== undefined; events = await cursor.next()) {
    seqs.push(...events.map(({ seq }) => seq));
    if (seqs.length === EVENTS) break;
  }
  assert.deepEqual(
    seqs,
    seqs.map((_, index) => index + 1),
  );
  assert.ok(cursor.ending === 'gone' || seqs.length === EVENTS, String(cursor.ending));
  await runtime.close();
});

const createIn = (runtime: Runtime, ids: readonly string[]): Promise<void> =>
  new Promise((resolve, reject) => {
    const commands = ids.map((id): BulkCommand => {
      return { command: { kind: 'create', model: 'articles', value: value(id) }, at: {} };
    });
    runtime.submitAll(commands, (error) => (error === undefined ? resolve() : reject(error)));
  });

/** One who reads as slowly as chance has it, and comes back whenever it ends. */
class Reader {
  readonly seqs: number[] = [];
  readonly endings: (Ending | undefined)[] = [];

  async follow(open: () => Runtime | undefined, random: () => number): Promise<void> {
    for (let node = open(); node !== undefined; node = open()) {
      const cursor = node.feed.open({ since: this.seqs.at(-1) ?? 0, isBounded: true });
      for (let events = await cursor.next(); events !== undefined; events = await cursor.next()) {
        this.seqs.push(...events.map(({ seq }) => seq));
        if (random() < 0.5) await turns(Math.floor(random() * 40));
        if (random() < 0.1) cursor.end('closed');
      }
      this.endings.push(cursor.ending);
    }
  }
}

test('whatever the pace of readers and writers, each sees each event once and in order', async () => {
  const endings: (Ending | undefined)[] = [];
  await fc.assert(
    fc.asyncProperty(fc.integer(), fc.constantFrom('disk', 'os', 'memory'), async (seed, level) => {
      const random = seeded(seed);
      const disk = new MemoryDisk();
      const options = {
        ...{ durability: level as 'disk', segmentBytes: 3_000, flushIntervalMs: 5 },
        ...{ feedBufferBytes: 1_500, feedHeartbeatMs: 50_000 },
      };
      let node: Runtime | undefined;
      const readers = Array.from({ length: 4 }, () => new Reader());
      let written = 0;
      for (let life = 0; life < 2; life += 1) {
        const living = (node = await openRuntimeOn(disk, options));
        const following = readers.map((reader) => reader.follow(() => node, random));
        for (let batch = 0; batch < 12; batch += 1) {
          const ids = Array.from(
            { length: 1 + Math.floor(random() * 6) },
            (_, index) => `r${written + index}`,
          );
          written += ids.length;
          const done = createIn(living, ids);
          if (random() < 0.5) await done;
          if (random() < 0.3) await turns(Math.floor(random() * 30));
        }
        await createIn(living, [`end${life}`]);
        written += 1;
        while (readers.some(({ seqs }) => seqs.at(-1) !== written)) await turn();
        node = undefined;
        await living.close();
        await Promise.all(following);
      }
      const all = Array.from({ length: written }, (_, index) => index + 1);
      for (const { seqs } of readers) assert.deepEqual(seqs, all);
      endings.push(...readers.flatMap((reader) => reader.endings));
    }),
    { numRuns: 25 },
  );
  for (const kind of ['closed', 'lagging'])
    assert.ok(endings.filter((ending) => ending === kind).length > 20, `too few were ${kind}`);
});
