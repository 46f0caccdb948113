import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { z } from 'zod';
import { defineModel } from '../../model/define-model';
import { field } from '../../model/field';
import type { Model, RecordValue } from '../../model/model';
import type { Lithair, LithairOptions } from '../../server';
import { without, snapshotsOf } from '../../testing/compacted-log';
import { MemoryDisk } from '../../testing/memory-disk';
import { openNode, stateOf } from '../../testing/open-node';
import { DATA, LOG, writeLog } from '../../testing/sample-log';
import { seeded } from '../../testing/test-environment';
import { backup } from '../../storage/tools/backup';
import { verifyDirectory } from '../../storage/recovery/verify';

const SMALL = { segmentBytes: 700, snapshotEvery: 0 } as const;
const tracked = { lifecycle: { history: 'full' } } as const;

type Step = (old: RecordValue) => object;
const STEPS: Readonly<Record<number, Step>> = {
  1: (old) => ({ ...old, label: `n ${String(old['n'])}` }),
  2: ({ n, ...old }) => ({ ...old, double: Number(n) * 2 }),
  3: (old) => ({ ...old, tag: `${old.id}-${String(old['double'])}` }),
};
const FIELDS = [
  { n: field(z.number(), tracked) },
  { label: field(z.string()), n: field(z.number(), tracked) },
  { label: field(z.string()), double: field(z.number(), { db: { indexed: true }, ...tracked }) },
  {
    double: field(z.number(), { db: { indexed: true }, ...tracked }),
    label: field(z.string()),
    tag: field(z.string(), { db: { unique: true } }),
  },
];
const stepsTo = (version: number): Record<number, Step> =>
  Object.fromEntries(Object.entries(STEPS).filter(([from]) => Number(from) < version));
const Plain = defineModel('notes', { text: field(z.string()) });
const thing = (version: number): Model =>
  defineModel('things', FIELDS[version - 1] ?? {}, { version, upcasters: stepsTo(version) });
const modelsAt = (version: number): readonly Model[] => [thing(version), Plain];

/** What a client of a version writes, in the order of its declaration. */
function valueAt(version: number, id: string, n: number): RecordValue {
  let value: RecordValue = { id, n };
  for (let from = 1; from < version; from += 1) value = STEPS[from]?.(value) as RecordValue;
  return value;
}

const open = (
  disk: MemoryDisk,
  version: number,
  options: Partial<LithairOptions> = {},
): Promise<Lithair> => openNode(disk, { ...SMALL, models: modelsAt(version), ...options });

const recordsOf = (node: Lithair): Map<string, unknown> =>
  node.withState(
    (state) =>
      new Map(
        state
          .records('things')
          .page(0, Infinity)
          .map(({ id, json }) => [id, JSON.parse(json) as unknown]),
      ),
  );

/** Everything that may be seen of the past. */
const pastOf = (node: Lithair): string =>
  node.withState((state) => {
    const ids = ['a', 'b', 'c', 'd'];
    const pasts = ids.map((id) => state.history('things')?.past(id, state.lastTimestamp));
    return JSON.stringify(
      pasts.map((past) => past && [...past.toEntry().fields].map(([, versions]) => versions)),
    );
  });

const act = fc.oneof(
  fc.record({
    do: fc.constant('put' as const),
    id: fc.constantFrom('a', 'b', 'c', 'd'),
    n: fc.nat(99),
  }),
  fc.record({ do: fc.constant('delete' as const), id: fc.constantFrom('a', 'b', 'c', 'd') }),
  fc.constant({ do: 'snapshot' as const }),
  fc.constant({ do: 'kill' as const }),
  fc.constant({ do: 'restart' as const }),
  fc.constant({ do: 'raise' as const }),
);

test('replay of a log of many versions is the naive migration of its records, snapshots or not', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(act, { minLength: 4, maxLength: 40 }),
      fc.constantFrom('json' as const, 'binary' as const),
      fc.boolean(),
      async (acts, encoding, hashChain) => {
        let disk = new MemoryDisk();
        let version = 1;
        const options = { encoding, hashChain };
        let node = await open(disk, version, options);
        const naive = new Map<string, unknown>();
        const goOn = async (next: number): Promise<void> => {
          version = next;
          node = await open(disk, version, options);
          assert.deepEqual(recordsOf(node), naive);
        };
        for (const step of acts) {
          if (step.do === 'put') {
            const value = valueAt(version, step.id, step.n);
            const kind = naive.has(step.id) ? 'replace' : 'create';
            await node.execute({ kind, model: 'things', value });
            naive.set(step.id, value);
          } else if (step.do === 'delete') {
            if (!naive.delete(step.id)) continue;
            await node.execute({ kind: 'remove', model: 'things', id: step.id });
          } else if (step.do === 'snapshot') await node.snapshot();
          else if (step.do === 'kill') {
            disk = disk.afterKill();
            await goOn(version);
          } else {
            await node.close();
            const next = step.do === 'raise' ? Math.min(4, version + 1) : version;
            if (next > version)
              for (const [id, old] of naive) naive.set(id, STEPS[version]?.(old as RecordValue));
            await goOn(next);
          }
        }
        const [state, past] = [stateOf(node), pastOf(node)];
        await node.close();
        const bare = await open(without(disk, snapshotsOf(disk)), version, options);
        assert.equal(stateOf(bare), state, 'without snapshots');
        assert.equal(pastOf(bare), past, 'the past, without snapshots');
        await bare.close();
        assert.equal((await verifyDirectory(disk, DATA)).verdict, 'clean');
      },
    ),
    { numRuns: 60 },
  );
});

/** A log of version 1, with a snapshot in it or not, closed. */
async function written(withSnapshot = false): Promise<MemoryDisk> {
  const disk = new MemoryDisk();
  const node = await open(disk, 1);
  for (const [index, id] of ['a', 'b', 'c'].entries()) {
    await node.execute({ kind: 'create', model: 'things', value: { id, n: index } });
    if (withSnapshot && index === 1) await node.snapshot();
  }
  await node.close();
  return disk;
}

const migrated = (): Map<string, unknown> =>
  new Map(['a', 'b', 'c'].map((id, index) => [id, valueAt(4, id, index)]));

test('a kill or a power cut at any step of a migrating start leaves a directory that starts', async () => {
  const random = seeded(5);
  for (let step = 1; step < 80; step += 1) {
    const disk = await written(step % 2 === 0);
    let operations = 0;
    disk.faults = () => {
      operations += 1;
      if (operations === step) throw Object.assign(new Error('EIO'), { code: 'EIO' });
    };
    const outcome = await open(disk, 4).then(
      () => 'done',
      () => 'failed',
    );
    disk.faults = () => undefined;
    const cuts = Array.from({ length: 3 }, () => disk.afterPowerLoss(random));
    for (const survivor of [disk.afterKill(), ...cuts]) {
      const node = await open(survivor, 4);
      assert.deepEqual(recordsOf(node), migrated(), `step ${step}`);
      await node.execute({ kind: 'create', model: 'things', value: valueAt(4, 'd', 9) });
      await node.close();
      assert.equal((await verifyDirectory(survivor, DATA)).verdict, 'clean', `step ${step}`);
    }
    if (outcome === 'done' && operations < step) return;
  }
  assert.fail('the start never came to its end');
});

const bytesOf = (disk: MemoryDisk): readonly (readonly [string, string])[] =>
  disk
    .paths()
    .filter((file) => !/LOCK|head$/.test(file))
    .map((file) => [file, disk.content(file).toString('hex')]);

/** The refusal of a start, which must leave every file as it was. */
async function refusal(disk: MemoryDisk, models: readonly Model[]): Promise<string> {
  const before = bytesOf(disk);
  const error = await openNode(disk, { ...SMALL, models }).then(
    () => assert.fail('it started'),
    (reason: Error & { code: string }) => reason,
  );
  assert.deepEqual(bytesOf(disk), before);
  return `${error.code}: ${error.message}`;
}

test('a breaking change without a version is refused, and nothing is written', async () => {
  const disk = await written();
  const narrowed = defineModel('things', { n: field(z.number().min(1)) });
  assert.match(
    await refusal(disk, [narrowed, Plain]),
    /^schema_changed: \/data: things\.n: type was .*raise the version of things to 2/,
  );
  assert.match(await refusal(disk, [Plain]), /^unknown_event_type: \/data: things: removed/);
});

test('a model of which nothing is on record may go, and come back', async () => {
  const disk = await written();
  const node = await openNode(disk, { ...SMALL, models: [thing(1)] });
  assert.deepEqual(node.evolution.kind, 'additive');
  await node.close();
  await (await open(disk, 1)).close();
});

test('a missing upcaster is missed whatever a snapshot covers', async () => {
  const disk = await written(true);
  const node = await open(disk, 2);
  await node.snapshot();
  await node.close();
  const { 1: _, ...others } = stepsTo(3);
  const gap = defineModel('things', FIELDS[2] ?? {}, { version: 3, upcasters: others });
  assert.match(
    await refusal(disk, [gap, Plain]),
    /^schema_changed: .*no upcaster leads from version 1 to 2: give upcasters: \{ 1: … \}/,
  );
});

test('a record that does not fit is named, and nothing is written', async () => {
  const upTo2 = (upcast: Step, rules = {}): Model =>
    defineModel(
      'things',
      { n: field(z.number().max(1), rules) },
      { version: 2, upcasters: { 1: upcast } },
    );
  const same: Step = (old) => old;
  for (const withSnapshot of [false, true]) {
    const disk = await written(withSnapshot);
    const said = async (model: Model): Promise<string> => refusal(disk, [model, Plain]);
    assert.match(
      await said(upTo2(same)),
      /^migration_failed: things\/c, event 3: \/n: .*version 2/,
    );
    assert.match(
      await said(upTo2((old) => ({ ...old, n: 1 }), { db: { unique: true } })),
      /^migration_failed: things\/b, event 2: \/n: a has the same unique value/,
    );
    const reference = defineModel(
      'things',
      { n: field(z.number()), of: field(z.string(), { db: { references: 'notes' } }) },
      { version: 2, upcasters: { 1: (old) => ({ ...old, of: 'nobody' }) } },
    );
    assert.match(await said(reference), /things\/a, event 1: \/of: there is no notes\/nobody/);
    const throwing: Step = (old) => {
      if (old.id === 'b') throw new Error('no idea');
      return { ...old, n: 0 };
    };
    assert.match(
      await said(upTo2(throwing)),
      /^migration_failed: event 2, things\/b: the upcaster from version 1 failed: no idea/,
    );
    assert.match(await said(upTo2(() => ({ id: 'x' }))), /things\/a: .* gave the identifier "x"/);
    assert.match(await said(upTo2(() => [])), /gave no record/);
    assert.match(await said(upTo2((old) => ({ ...old, n: 1n }))), /gave what is not JSON/);
  }
});

test('two records that once shared what is unique now do not hide who holds it', async () => {
  const disk = new MemoryDisk();
  const node = await open(disk, 1);
  await node.execute({ kind: 'create', model: 'things', value: { id: 'a', n: 7 } });
  await node.execute({ kind: 'create', model: 'things', value: { id: 'b', n: 7 } });
  await node.execute({ kind: 'remove', model: 'things', id: 'b' });
  await node.close();
  const unique = defineModel(
    'things',
    { n: field(z.number(), { db: { unique: true } }) },
    { version: 2, upcasters: { 1: (old) => old } },
  );
  for (let start = 1; start <= 2; start += 1) {
    const later = await openNode(disk, { ...SMALL, models: [unique, Plain] });
    const again = later.execute({ kind: 'create', model: 'things', value: { id: 'c', n: 7 } });
    await assert.rejects(again, { code: 'unique_violation' }, `start ${start}`);
    await later.close();
  }
});

test('what a key is remembered by answers in the declared version, from file and log alike', async () => {
  const disk = new MemoryDisk();
  const node = await open(disk, 1);
  const command = { kind: 'create', model: 'things', value: { id: 'a', n: 7 } } as const;
  await node.execute(command, { idempotencyKey: 'k' });
  await node.snapshot();
  await node.close();
  for (const files of [
    [],
    [`${DATA}/dedup.raftids`],
    ['dedup.raftids', 'state.raftsnap'].map((file) => `${DATA}/${file}`),
  ]) {
    const later = await open(without(disk, files), 2);
    const { payload } = await later.execute(command, { idempotencyKey: 'k' });
    assert.deepEqual(JSON.parse(payload), valueAt(2, 'a', 7), files.join());
    await later.close();
  }
});

test('a log of before there were schemas counts as version 1, and gets the declared one', async () => {
  const disk = new MemoryDisk();
  await writeLog(disk, 6, { perBatch: 2, close: true });
  const article = (version: number, upcasters = {}): Model =>
    defineModel(
      'articles',
      { title: field(z.string()), content: field(z.string()), words: field(z.number().optional()) },
      { version, upcasters },
    );
  const words: Step = (old) => ({ ...old, words: 1 });
  const asTwo = await openNode(disk.afterKill(), { ...SMALL, models: [article(2, { 1: words })] });
  assert.deepEqual(asTwo.evolution.models, [
    { model: 'articles', from: 1, to: 2, records: 6, migrated: 6 },
  ]);
  await asTwo.close();
  const asOne = await openNode(disk, { ...SMALL, models: [article(1)] });
  assert.deepEqual([asOne.evolution.kind, asOne.evolution.differences], ['additive', []]);
  await asOne.close();
  const [, header = ''] = /^.{9}(.*)\n/.exec(disk.content(LOG).toString()) ?? [];
  assert.equal((JSON.parse(header) as { min_reader: number }).min_reader, 5);
});

test('a backup goes on when the segment it ended in was begun anew under another schema', async () => {
  const disk = await written();
  const back = async (): Promise<unknown> => backup(disk, DATA, '/copy');
  await back();
  for (const version of [2, 3, 4]) {
    const node = await open(disk, version);
    if (version === 4)
      await node.execute({ kind: 'create', model: 'things', value: valueAt(4, 'd', 9) });
    await node.close();
    await back();
  }
  assert.equal((await verifyDirectory(disk, '/copy')).verdict, 'clean');
  const copy = await open(disk, 4, { directory: '/copy' });
  assert.deepEqual(recordsOf(copy), migrated().set('d', valueAt(4, 'd', 9)));
  assert.equal(copy.evolution.kind, 'none');
  await copy.close();
});

test('a declaration that has not changed rolls nothing', async () => {
  const disk = await written();
  const text = disk.content(LOG).toString();
  assert.match(text.split('\n', 1)[0] ?? '', /"schema":\{"notes":\{"version":1,.*"things":/);
  const later = await open(disk, 1);
  assert.equal(later.evolution.kind, 'none');
  await later.close();
  assert.deepEqual(
    disk.paths().filter((file) => /events-/.test(file)),
    [],
    'nothing is rolled when nothing changed',
  );
});

test('a declaration of any usual size is recorded, and one without measure is refused', async () => {
  const many = (count: number, text: string): Model =>
    defineModel(
      'things',
      Object.fromEntries(
        Array.from({ length: count }, (_, index) => [
          `f${index}`,
          field(z.literal(text).optional()),
        ]),
      ),
    );
  const disk = new MemoryDisk();
  const large = many(300, 'x'.repeat(100));
  const node = await openNode(disk, { ...SMALL, models: [large] });
  for (const id of ['a', 'b'])
    await node.execute({ kind: 'create', model: 'things', value: { id } });
  await node.close();
  const again = await openNode(disk, { ...SMALL, models: [large] });
  assert.equal(again.evolution.kind, 'none');
  await again.close();
  assert.equal((await verifyDirectory(disk, DATA)).verdict, 'clean');
  const endless = openNode(new MemoryDisk(), { models: [many(300, 'x'.repeat(10_000))] });
  await assert.rejects(endless, { code: 'invalid_model' });
});
