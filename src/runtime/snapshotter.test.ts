import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Lithair } from '../server';
import { DURABILITIES } from '../storage/log/event-log';
import { ENCODINGS } from '../storage/log/encoding';
import { verifyDirectory } from '../storage/recovery/verify';
import { MemoryDisk } from '../testing/memory-disk';
import { openNode, stateOf } from '../testing/open-node';
import { DATA, LOG } from '../testing/sample-log';
import { seeded } from '../testing/test-environment';

const SNAPSHOT = `${DATA}/state.raftsnap`;
const snapshotsOf = (disk: MemoryDisk): string[] =>
  disk.paths().filter((file) => /state\.raftsnap(\.\d+)?$/.test(file));

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Creates, updates, deletes and transactions, chosen by `random`; some are not waited for. */
async function write(node: Lithair, random: () => number, count: number): Promise<void> {
  const acknowledged: Promise<unknown>[] = [];
  for (let step = 0; step < count; step += 1) {
    const id = `r${Math.floor(random() * 40)}`;
    const value = { id, title: 'é'.repeat(step % 7), content: `n° ${step}` };
    const exists = node.withState((state) => state.records('articles').get(id) !== undefined);
    const kind = !exists ? 'create' : random() < 0.3 ? 'remove' : 'replace';
    const command =
      kind === 'remove'
        ? ({ kind, model: 'articles', id } as const)
        : ({ kind, model: 'articles', value } as const);
    const commands = [command, ...(random() < 0.2 ? [userOf(step), userOf(step + 0.5)] : [])];
    acknowledged.push(node.executeAll(commands).catch(() => undefined));
    if (random() < 0.4) await acknowledged.at(-1);
  }
  await Promise.all(acknowledged);
}

const userOf = (step: number) =>
  ({
    kind: 'create',
    model: 'users',
    value: { id: `u${step}`, name: `U ${step}`, email: `u${step}@example.org` },
  }) as const;

/** The state that the whole log makes, whatever snapshots say. */
async function replayed(disk: MemoryDisk): Promise<string> {
  const bare = disk.afterKill();
  for (const file of snapshotsOf(bare)) bare.forget(file);
  const node = await openNode(bare, { snapshotEvery: 0 });
  const state = stateOf(node);
  await node.close();
  return state;
}

/** The state that the newest snapshot and the events behind it make. */
async function restored(disk: MemoryDisk): Promise<string> {
  const node = await openNode(disk.afterKill(), { snapshotEvery: 0 });
  const state = stateOf(node);
  await node.close();
  return state;
}

for (const durability of DURABILITIES) {
  for (const encoding of ENCODINGS) {
    test(`${durability}, ${encoding}: a snapshot under load and the events behind it give the state of the log (INV-4, INV-7)`, async () => {
      for (let seed = 1; seed <= 12; seed += 1) {
        const random = seeded(seed);
        const disk = new MemoryDisk();
        disk.faults = () => (random() < 0.3 ? turn() : undefined);
        const form = { encoding, hashChain: seed % 2 === 0 };
        const options = { durability, ...form, flushIntervalMs: 1, segmentBytes: 4_000 };
        const node = await openNode(disk, { ...options, snapshotEvery: 0 });
        const writing = write(node, random, 120);
        const taken: number[] = [];
        for (let snapshot = 0; snapshot < 4; snapshot += 1) {
          for (let wait = random() * 20; wait > 0; wait -= 1) await turn();
          taken.push((await node.snapshot()).seq);
        }
        await writing;
        await node.close();
        assert.ok((taken.at(-1) ?? 0) > 0, 'a snapshot holds something');
        assert.equal(await restored(disk), await replayed(disk), `seed ${seed}`);
      }
    });
  }
}

async function nodeWithSnapshots(disk: MemoryDisk): Promise<void> {
  const node = await openNode(disk, { snapshotEvery: 0, snapshotKeep: 3 });
  for (let round = 1; round <= 5; round += 1) {
    await write(node, seeded(round), 20);
    await node.snapshot();
  }
  await write(node, seeded(6), 5);
  await node.close();
}

test('one snapshot at a time: commits that reach its event together ask for one, not for one each', async () => {
  const disk = new MemoryDisk();
  const results: (number | string)[] = [];
  const node = await openNode(disk, {
    snapshotEvery: 10,
    onSnapshot: (result) => results.push(result instanceof Error ? result.message : result.seq),
  });
  for (let batch = 0; batch < 4; batch += 1) {
    const places = Array.from({ length: 25 }, (_, place) => 25 * batch + place);
    await Promise.all(places.map((place) => node.execute(userOf(place))));
    await node.snapshot();
  }
  await node.close();
  const expected = [25, 25, 50, 50, 75, 75, 100, 100];
  assert.deepEqual(results, expected, 'one that was due and one that was asked for, of each batch');
});

test('so many are kept, each is whole, and any of them gives the same state', async () => {
  const disk = new MemoryDisk();
  await nodeWithSnapshots(disk);
  assert.equal(snapshotsOf(disk).length, 3);
  const expected = await replayed(disk);
  for (const chosen of snapshotsOf(disk)) {
    const one = disk.afterKill();
    for (const file of snapshotsOf(one)) if (file !== chosen) one.forget(file);
    assert.equal(await restored(one), expected, chosen);
  }
});

test('a snapshot cut or flipped anywhere is never loaded: it is set aside, and the one before is used', async () => {
  const disk = new MemoryDisk();
  const node = await openNode(disk, { snapshotEvery: 0 });
  await write(node, seeded(1), 6);
  await node.snapshot();
  await write(node, seeded(2), 6);
  await node.snapshot();
  await node.close();
  const expected = await replayed(disk);
  const whole = Buffer.from(disk.content(SNAPSHOT));
  const damages = [
    ...Array.from({ length: whole.length }, (_, size) => whole.subarray(0, size)),
    ...Array.from({ length: whole.length }, (_, at) => {
      const flipped = Buffer.from(whole);
      flipped[at] = (flipped[at] as number) ^ (1 << (at % 8));
      return flipped;
    }),
    Buffer.concat([whole, Buffer.from('x')]),
    Buffer.concat([whole, whole]),
  ];
  for (const [index, damaged] of damages.entries()) {
    const survivor = disk.afterKill();
    survivor.put(SNAPSHOT, damaged);
    const rejected: string[] = [];
    const again = await openNode(survivor, {
      snapshotEvery: 0,
      onSnapshotRejected: (file) => rejected.push(file),
    });
    assert.deepEqual(rejected, ['state.raftsnap'], `damage ${index}`);
    assert.equal(stateOf(again), expected, `damage ${index}`);
    await again.close();
    assert.equal(survivor.paths().filter((file) => file.includes('.bad-')).length, 1);
  }
});

test('a fault or a power cut at any step of a snapshot costs nothing but the snapshot', async () => {
  const random = seeded(3);
  for (let step = 1; ; step += 1) {
    const disk = new MemoryDisk();
    const node = await openNode(disk, { snapshotEvery: 0, snapshotKeep: 2 });
    await write(node, seeded(1), 10);
    await node.snapshot();
    await write(node, seeded(2), 10);
    await node.snapshot();
    await write(node, seeded(3), 10);
    let operations = 0;
    disk.faults = (_, file) => {
      if (file.includes('raftlog')) return;
      operations += 1;
      if (operations === step) throw Object.assign(new Error('EIO'), { code: 'EIO' });
    };
    const outcome = await node.snapshot().then(
      () => 'taken',
      () => 'failed',
    );
    disk.faults = () => undefined;
    const expected = stateOf(node);
    for (let cut = 0; cut < 8; cut += 1) {
      assert.equal(await restored(disk.afterPowerLoss(random)), expected, `step ${step}`);
    }
    assert.equal(
      (await node.snapshot()).seq,
      node.withState((state) => state.lastSeq),
    );
    await node.close();
    if (outcome === 'taken') return;
  }
});

test('a log that is shorter than its snapshot, or was changed below it, is refused', async () => {
  const disk = new MemoryDisk();
  await nodeWithSnapshots(disk);
  disk.forget(`${LOG}.head`);
  const whole = Buffer.from(disk.content(LOG));
  const header = whole.indexOf('\n') + 1;
  for (let size = header; size < whole.length - 2_000; size += 97) {
    disk.put(LOG, whole.subarray(0, size));
    const { verdict, file, offset, seq } = await verifyDirectory(disk, DATA);
    assert.equal(verdict, 'corrupt', `cut to ${size}`);
    const refusal = { code: 'data_corrupt', details: { file, offset, seq } };
    for (const checkLog of ['start', 'background'] as const)
      await assert.rejects(openNode(disk, { checkLog }), refusal, `cut to ${size}, ${checkLog}`);
    const flipped = Buffer.from(whole);
    flipped[size] = (flipped[size] as number) ^ 4;
    disk.put(LOG, flipped);
    await assert.rejects(openNode(disk), { code: 'data_corrupt' }, `flipped at ${size}`);
  }
});

test('what a snapshot covers is checked in the background, and damage there ends the node', async () => {
  const disk = new MemoryDisk();
  await nodeWithSnapshots(disk);
  const flipped = Buffer.from(disk.content(LOG));
  const event = flipped.indexOf('\n') + 500;
  flipped[event] = (flipped[event] as number) ^ 4;
  disk.put(LOG, flipped);
  const failure = await new Promise<{ code: string; exit: number }>((resolve) => {
    void openNode(disk, { checkLog: 'background', onFailure: resolve });
  });
  assert.deepEqual([failure.code, failure.exit], ['data_corrupt', 65]);
});

test('a log that rolls while it is checked in the background is not taken for damaged', async () => {
  const disk = new MemoryDisk();
  const segmentBytes = 4_000;
  const first = await openNode(disk, { snapshotEvery: 100_000, segmentBytes });
  await createArticles(first, 0, 100);
  await first.close();
  const options = { snapshotEvery: 0, segmentBytes, checkLog: 'background' } as const;
  let failure: unknown;
  let release: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => (release = resolve));
  // The check comes to the second segment, and waits there until those behind it have moved.
  const [, second] = disk.paths().filter((file) => /events-\d+\.raftlog$/.test(file));
  disk.faults = (operation, file) => (operation === 'read' && file === second ? gate : undefined);
  const node = await openNode(disk, { ...options, onFailure: (error) => (failure = error) });
  await createArticles(node, 100, 100);
  assert.equal(node.isLogChecked, false);
  disk.faults = () => undefined;
  release();
  for (let turns = 0; turns < 1_000 && !node.isLogChecked; turns += 1) await turn();
  assert.deepEqual([failure, node.isLogChecked], [undefined, true]);
  await createArticles(node, 200, 1);
  await node.close();
});

test('a directory that changes its encoding, used or not, starts from its snapshots', async () => {
  const disk = new MemoryDisk();
  let made = 0;
  for (const [encoding, events] of [
    ['json', 0],
    ['binary', 0],
    ['binary', 10],
    ['json', 0],
    ['binary', 0],
    ['json', 10],
    ['binary', 0],
    ['binary', 10],
    ['json', 0],
    ['json', 0],
  ] as const) {
    const node = await openNode(disk, { encoding, snapshotEvery: 1_000, snapshotKeep: 2 });
    assert.equal(node.recovery.snapshot_seq, made);
    await createArticles(node, made, events);
    made += events;
    await node.snapshot();
    await node.close();
    assert.equal(await restored(disk), await replayed(disk), `${encoding}, ${made} events`);
    assert.equal((await verifyDirectory(disk, DATA)).verdict, 'clean');
  }
});

test('they are taken at multiples of the interval, however fast the writes come', async () => {
  const disk = new MemoryDisk();
  const taken: number[] = [];
  const options = { snapshotEvery: 50, snapshotKeep: 100 };
  const onSnapshot = (result: { seq: number } | Error): void => {
    taken.push(result instanceof Error ? -1 : result.seq);
  };
  const node = await openNode(disk, { ...options, onSnapshot });
  await createArticles(node, 0, 252);
  for (let turns = 0; turns < 100; turns += 1) await turn();
  assert.equal(taken.length, 5, `taken at ${taken.join(', ')}`);
  // Writes overtake the snapshots, which are due again when they end.
  disk.faults = async (_, file) => {
    for (let turns = 0; file.includes('raftsnap') && turns < 10; turns += 1) await turn();
  };
  await createArticles(node, 252, 148);
  for (let turns = 0; turns < 400; turns += 1) await turn();
  assert.equal(taken.at(-1), 400, 'the last one does not wait for another write');
  await node.close();
});

test('what a snapshot that failed has written does not stay', async () => {
  const disk = new MemoryDisk();
  const node = await openNode(disk, { snapshotEvery: 0 });
  await createArticles(node, 0, 10);
  disk.faults = (operation, file) => {
    if (operation === 'sync' && file.includes('raftsnap')) throw new Error('ENOSPC');
  };
  await assert.rejects(node.snapshot());
  disk.faults = () => undefined;
  assert.deepEqual(
    disk.paths().filter((file) => file.includes('raftsnap')),
    [],
  );
  await node.close();
});

test('what a snapshot that was cut by a crash has written is removed at the start', async () => {
  const disk = new MemoryDisk();
  await nodeWithSnapshots(disk);
  disk.put(`${SNAPSHOT}.tmp`, Buffer.from('half'));
  await (await openNode(disk, { snapshotEvery: 0 })).close();
  assert.ok(!disk.paths().includes(`${SNAPSHOT}.tmp`));
});

test('a node whose log is damaged closes without a snapshot of it', async () => {
  const disk = new MemoryDisk();
  await nodeWithSnapshots(disk);
  const flipped = Buffer.from(disk.content(LOG));
  const event = flipped.indexOf('\n') + 500;
  flipped[event] = (flipped[event] as number) ^ 4;
  disk.put(LOG, flipped);
  const before = snapshotsOf(disk).map((file) => disk.content(file).toString());
  const options = { durability: 'memory', checkLog: 'background', flushIntervalMs: 1_000 } as const;
  let fail: (error: unknown) => void = () => undefined;
  const failed = new Promise((resolve) => (fail = resolve));
  const node = await openNode(disk, { ...options, onFailure: fail });
  await createArticles(node, 1_000, 1).catch(() => undefined);
  await failed;
  await assert.rejects(node.close(), { code: 'data_corrupt' });
  assert.deepEqual(
    snapshotsOf(disk).map((file) => disk.content(file).toString()),
    before,
  );
});

async function createArticles(node: Lithair, first: number, count: number): Promise<void> {
  for (let index = first; index < first + count; index += 1) {
    const value = { id: `c${index}`, title: 't', content: 'c'.repeat(100) };
    const created = node.execute({ kind: 'create', model: 'articles', value });
    // Batches of five: several make a small segment.
    if (index % 5 === 4 || index === first + count - 1) await created;
  }
}

test('one is taken every so many events, and the last at a clean stop', async () => {
  const disk = new MemoryDisk();
  const taken: number[] = [];
  const node = await openNode(disk, {
    snapshotEvery: 50,
    onSnapshot: (result) => {
      assert.ok(!(result instanceof Error), String(result));
      taken.push(result.seq);
    },
  });
  for (let index = 1; index <= 220; index += 1) {
    await node.execute({
      kind: 'create',
      model: 'articles',
      value: { id: `a${index}`, title: 't', content: 'c' },
    });
  }
  await node.close();
  assert.ok(taken.length >= 5, `${taken.length} snapshots`);
  assert.equal(taken.at(-1), 220);
});
