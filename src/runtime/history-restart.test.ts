import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { z } from 'zod';
import { defineModel } from '../model/define-model';
import { field } from '../model/field';
import type { LifecycleRules } from '../model/field-rules';
import type { Model } from '../model/model';
import type { Lithair, LithairOptions } from '../server';
import { archived, SMALL, snapshotsOf, without } from '../testing/compacted-log';
import { MemoryDisk } from '../testing/memory-disk';
import { openNode } from '../testing/open-node';
import { DATA } from '../testing/sample-log';
import { seeded, testEnvironment } from '../testing/test-environment';

const SNAPSHOT = `${DATA}/state.raftsnap`;
const HOUR_MS = 60 * 60 * 1000;

const modelWith = (price: LifecycleRules, note: LifecycleRules = {}): Model =>
  defineModel('products', {
    price: field(z.number(), { lifecycle: price }),
    note: field(z.string().optional(), { lifecycle: note }),
  });
const Full = modelWith({ history: 'full' }, { history: 'full' });
const IDS = ['a', 'b', 'c', 'd'];

/** Everything that may be seen of the past at the last event. */
function pastOf(node: Lithair): unknown {
  return node.withState((state) => {
    const history = state.history('products');
    const entries = IDS.map((id) => history?.past(id, state.lastTimestamp)?.toEntry());
    return [
      state.lastSeq,
      entries.map((entry) => entry && { ...entry, fields: [...entry.fields] }),
    ];
  });
}

/**
 * Creates, updates and deletes, hours apart, with snapshots behind some steps.
 * @returns last event of the last snapshot; 0 for none.
 */
async function write(
  node: Lithair,
  environment: ReturnType<typeof testEnvironment>,
  { steps, seed, snapshots }: { steps: number; seed: number; snapshots: readonly number[] },
): Promise<number> {
  let from = 0;
  const random = seeded(seed);
  for (let step = 0; step < steps; step += 1) {
    environment.setWallMs(environment.wallMs() + Math.floor(random() * 9) * HOUR_MS);
    const id = IDS[Math.floor(random() * IDS.length)] as string;
    const value = { id, price: Math.floor(random() * 3), note: 'é'.repeat(random() * 3) };
    const exists = node.withState((state) => state.records('products').get(id) !== undefined);
    const kind = !exists ? 'create' : random() < 0.2 ? 'remove' : 'replace';
    if (kind === 'remove') await node.execute({ kind, model: 'products', id });
    else await node.execute({ kind, model: 'products', value });
    if (snapshots.includes(step)) from = (await node.snapshot()).seq;
  }
  return from;
}

/** Writes, then dies. */
async function written(
  model: Model,
  plan: { steps: number; seed: number; snapshots: readonly number[] },
  options: Partial<LithairOptions> = {},
): Promise<{ disk: MemoryDisk; past: unknown; from: number }> {
  const disk = new MemoryDisk();
  const environment = testEnvironment();
  const node = await openNode(disk, { ...SMALL, models: [model], ...options }, environment);
  const from = await write(node, environment, plan);
  const past = pastOf(node);
  const dead = disk.afterKill();
  await node.close();
  return { disk: dead, past, from };
}

interface Started {
  readonly past: unknown;
  /** Last event of the snapshot that the start used. */
  readonly from: number;
  readonly missed: readonly string[];
}

async function started(
  disk: MemoryDisk,
  model: Model,
  options: Partial<LithairOptions> = {},
): Promise<Started> {
  const missed: string[] = [];
  const onCacheMiss = (file: string): unknown => missed.push(file);
  const node = await openNode(disk.afterKill(), {
    ...SMALL,
    models: [model],
    onCacheMiss,
    ...options,
  });
  const from = node.recovery.snapshot_seq;
  const found = { past: pastOf(node), from, missed };
  await node.close();
  return found;
}

const lifecycle: fc.Arbitrary<LifecycleRules> = fc.constantFrom<LifecycleRules>(
  {},
  { history: 'never' },
  { history: 'full' },
  { audited: true },
  { versions: 1 },
  { versions: 3 },
  { retentionDays: 1 },
  { versions: 4, retentionDays: 2 },
);

test('a start from a snapshot, and one from the log alone, find the past that was there (INV-4, INV-7)', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(),
      lifecycle,
      lifecycle,
      fc.array(fc.nat(39), { maxLength: 3 }),
      async (seed, price, note, snapshots) => {
        const model = modelWith(price, note);
        const plan = { steps: 40, seed, snapshots };
        const { disk, past, from } = await written(model, plan);
        const here = await started(disk, model);
        assert.deepEqual(here.past, past);
        assert.equal(here.from, from);
        const log = await started(without(disk, snapshotsOf(disk)), model);
        assert.deepEqual([log.past, log.from], [past, 0]);
      },
    ),
    { numRuns: 30 },
  );
});

test('only the snapshot has what was deleted from the log', async () => {
  const plan = { steps: 60, seed: 3, snapshots: [30, 45] };
  const options = { compaction: 'delete', dedupAgeMaxS: 1 } as const;
  const { disk, past, from } = await written(Full, plan, options);
  const here = await started(disk, Full);
  assert.deepEqual([here.past, here.from], [past, from]);
  const bare = without(disk, snapshotsOf(disk));
  await assert.rejects(started(bare, Full), { code: 'data_corrupt' }, 'the log does not begin');
});

test('a snapshot that has less than is declared now is left for the log, which has it all', async () => {
  const plan = { steps: 40, seed: 5, snapshots: [30] };
  for (const before of [modelWith({}), modelWith({ versions: 2 }, { history: 'full' })]) {
    const options = { compaction: 'archive' } as const;
    const { disk } = await written(before, plan, options);
    const { past, from, missed } = await started(disk, Full);
    const expected = await written(Full, plan);
    assert.deepEqual([past, from], [expected.past, 0]);
    assert.deepEqual(missed.slice(0, 1), ['state.raftsnap']);
    assert.ok(snapshotsOf(disk).length > 0, 'it is not set aside');
  }
});

test('a snapshot that has more than is declared now gives what is declared', async () => {
  const plan = { steps: 40, seed: 6, snapshots: [30] };
  const { disk, from: taken } = await written(Full, plan);
  for (const model of [modelWith({ versions: 2 }, { retentionDays: 1 }), modelWith({})]) {
    const expected = await written(model, plan);
    const { past, from } = await started(disk, model);
    assert.deepEqual([past, from], [expected.past, taken]);
  }
});

test('a past that neither the log nor a snapshot has begins with the snapshot', async () => {
  const plan = { steps: 60, seed: 7, snapshots: [30, 45] };
  const options = { compaction: 'delete', dedupAgeMaxS: 1 } as const;
  const { disk, from } = await written(modelWith({}), plan, options);
  const node = await openNode(disk.afterKill(), { ...SMALL, models: [Full] });
  node.withState((state) => {
    for (const { id, createdSeq } of state.records('products').page(0, Infinity)) {
      const past = state.history('products')?.past(id, state.lastTimestamp);
      assert.ok(createdSeq > from || past?.first.seq === createdSeq);
      for (const version of past?.field('price')?.toArray() ?? []) assert.ok(version.seq >= from);
      assert.ok((past?.field('price')?.count ?? 0) > 0, id);
    }
  });
  await node.close();
});

test('a snapshot without history is what it was before there was any', async () => {
  const { disk } = await written(modelWith({}), { steps: 9, seed: 8, snapshots: [8] });
  const [header = '', ...lines] = disk.content(SNAPSHOT).toString().split('\n');
  assert.match(
    header,
    /"version":1,"min_reader":1,.*"sections":\[\{"name":"products","records":\d\}\]\}$/,
  );
  assert.match(lines.at(-2) ?? '', /^[0-9a-f]{8}:\{"end":true,"records":\d\}$/);
  assert.deepEqual(archived(disk), []);
});

test('a snapshot with history that is cut or flipped anywhere is never loaded', async () => {
  const { disk, past } = await written(Full, { steps: 12, seed: 9, snapshots: [5, 11] });
  const whole = Buffer.from(disk.content(SNAPSHOT));
  assert.match(whole.toString(), /"version":2,"min_reader":2/);
  for (let at = 0; at < whole.length; at += 11) {
    const flipped = Buffer.from(whole);
    flipped[at] = (flipped[at] as number) ^ (1 << (at % 8));
    for (const damaged of [flipped, whole.subarray(0, at)]) {
      const survivor = disk.afterKill();
      survivor.put(SNAPSHOT, damaged);
      const { past: found, from } = await started(survivor, Full);
      assert.deepEqual([found, from], [past, 6], `byte ${at}`);
    }
  }
});
