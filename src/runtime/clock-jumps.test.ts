import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CreateCommand } from '../engine/command';
import type { LoggedEvent } from '../engine/event';
import type { Lithair } from '../server';
import { jumpyEnvironment } from '../testing/jumpy-environment';
import { MemoryDisk } from '../testing/memory-disk';
import { openNode } from '../testing/open-node';
import { seeded } from '../testing/test-environment';

const SCRIPTS = 500;
const LIVES = 3;
/** A write of these takes a fraction of a millisecond: this long, it waits for a clock. */
const STALLED_MS = 2_000;

const create = (id: string): CreateCommand => {
  return { kind: 'create', model: 'articles', value: { id, title: 't', content: 'c' } };
};

/** A few writes one by one, some at once, and a transaction: what they put on record. */
async function write(node: Lithair, life: number): Promise<LoggedEvent[]> {
  const ids = (kind: string): CreateCommand[] =>
    [1, 2, 3, 4].map((n) => create(`${life}-${kind}-${n}`));
  const events: LoggedEvent[] = [];
  for (const command of ids('alone')) events.push(await node.execute(command));
  events.push(...(await Promise.all(ids('together').map((command) => node.execute(command)))));
  return [...events, ...(await node.executeAll(ids('lot')))];
}

/** Rejects when the clock made somebody wait. */
function unlessStalled<T>(work: Promise<T>, seed: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const stalled = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`seed ${seed}: a write stalled`)), STALLED_MS);
  });
  return Promise.race([work, stalled]).finally(() => clearTimeout(timer));
}

test(`${SCRIPTS} scripts of clock jumps: dense, in time, nothing refused or stalled (INV-3)`, async () => {
  for (let seed = 1; seed <= SCRIPTS; seed += 1) {
    const random = seeded(seed);
    let disk = new MemoryDisk();
    const events: LoggedEvent[] = [];
    for (let life = 1; life <= LIVES; life += 1) {
      // Another machine each time: the clock also jumps across the restart.
      const node = await openNode(disk, {}, jumpyEnvironment(seed * LIVES + life));
      events.push(...(await unlessStalled(write(node, life), seed)));
      if (random() < 0.5) await node.close();
      disk = disk.afterKill();
    }
    events.forEach((event, index) => {
      assert.equal(event.seq, index + 1, `seed ${seed}: seq`);
      const before = events[index - 1]?.timestamp ?? 0;
      assert.ok(event.timestamp > before, `seed ${seed}: time of seq ${event.seq}`);
      assert.ok(Number.isSafeInteger(event.timestamp), `seed ${seed}: time of seq ${event.seq}`);
    });
  }
});
