import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Lithair } from '../../server';
import { MemoryDisk } from '../../testing/memory-disk';
import { openNode, stateOf } from '../../testing/open-node';
import { seeded } from '../../testing/test-environment';

const RUNS = 40;
const STATES_A_RUN = 25;

const isChained = (seed: number): boolean => seed % 2 === 0;

interface Acknowledged {
  readonly id: string;
  readonly seq: number;
}

/**
 * Writes single records and transactions without waiting, so that power fails with writes in
 * flight.
 */
function write(
  node: Lithair,
  random: () => number,
  run: number,
  acknowledged: Acknowledged[][],
): void {
  for (let step = 0; step < 30; step += 1) {
    const count = random() < 0.3 ? 1 + Math.floor(random() * 4) : 1;
    const commands = Array.from({ length: count }, (_, index) => ({
      kind: 'create' as const,
      model: 'articles',
      value: {
        id: `r${run}-${step}-${index}`,
        title: 'x',
        content: 'y'.repeat(Math.floor(random() * 900)),
      },
    }));
    node.executeAll(commands).then(
      (events) => acknowledged.push(events.map(({ aggregateId: id, seq }) => ({ id, seq }))),
      () => undefined,
    );
  }
}

/**
 * Cuts the power at the n-th operation on the disk and gives the states the machine may come back
 * in.
 */
async function* survivors(
  seed: number,
): AsyncGenerator<{ disk: MemoryDisk; acknowledged: Acknowledged[][] }> {
  const random = seeded(seed);
  const disk = new MemoryDisk();
  const batchEventsMax = 1 + Math.floor(random() * 12);
  const node = await openNode(disk, { batchEventsMax, hashChain: isChained(seed) });
  // Each operation takes a turn of the event loop, so that power can fail between any two of them.
  disk.faults = () => new Promise((resolve) => setImmediate(resolve));
  const acknowledged: Acknowledged[][] = [];
  write(node, random, seed, acknowledged);
  const turns = Math.floor(random() * 40);
  for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  const atTheCut = [...acknowledged];
  const disks = Array.from({ length: STATES_A_RUN }, () => disk.afterPowerLoss(random));
  for (const survivor of disks) yield { disk: survivor, acknowledged: atTheCut };
  await node.close();
}

test('after a power cut everything acknowledged is there, whole transactions only, and no alarm is false', async () => {
  let states = 0;
  let tornStates = 0;
  for (let seed = 1; seed <= RUNS; seed += 1) {
    for await (const { disk, acknowledged } of survivors(seed)) {
      const node = await openNode(disk, { hashChain: isChained(seed) });
      states += 1;
      if (node.recovered.torn !== undefined) tornStates += 1;
      const records = node.withState((state) => state.records('articles'));
      for (const { id, seq } of acknowledged.flat()) {
        assert.equal(records.get(id)?.version, seq, `seed ${seed}: ${id} was acknowledged`);
      }
      assertWholeTransactions(records.page(0, Infinity), seed);
      const state = stateOf(node);
      await node.close();
      const again = await openNode(disk.afterKill());
      assert.equal(stateOf(again), state, `seed ${seed}: recovering again gives the same state`);
      await again.close();
    }
  }
  assert.equal(states, RUNS * STATES_A_RUN);
  assert.ok(
    tornStates > states / 20,
    `the cut must fall inside writes: ${tornStates} of ${states} were torn`,
  );
});

/**
 * Record `r-step-n` implies `r-step-0 … n-1`: a prefix of a transaction would break the other
 * direction.
 */
function assertWholeTransactions(entries: readonly { readonly id: string }[], seed: number): void {
  const sizes = new Map<string, number>();
  for (const { id } of entries) {
    const [run, step] = id.split('-');
    sizes.set(`${run}-${step}`, (sizes.get(`${run}-${step}`) ?? 0) + 1);
  }
  const expected = transactionSizes(seed);
  for (const [name, size] of sizes)
    assert.equal(size, expected.get(name), `seed ${seed}: transaction ${name}`);
}

function transactionSizes(seed: number): Map<string, number> {
  const random = seeded(seed);
  random();
  const sizes = new Map<string, number>();
  for (let step = 0; step < 30; step += 1) {
    const count = random() < 0.3 ? 1 + Math.floor(random() * 4) : 1;
    for (let index = 0; index < count; index += 1) random();
    sizes.set(`r${seed}-${step}`, count);
  }
  return sizes;
}
