import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';

import { Hono } from 'hono';
import { refuse, type CreateCommand, type Lithair } from 'lithair';
import { z } from 'zod';

import { Category, Product } from './models';
import { readBody } from './requests';

const CATEGORY = 'benchmark';
const LOT = 1_000;
/** Lots that may wait for the disk: the write queue is for the other requests too. */
const LOTS_WAITING_MAX = 3;

const Asked = z.strictObject({ events: z.int().min(1).max(100_000).default(10_000) });

/** `POST`: events through the engine, and how long that took. `DELETE`: removes them. */
export function benchmark(node: Lithair): Hono {
  let isRunning = false;
  const alone = async <T>(run: () => Promise<T>): Promise<T> => {
    if (isRunning) refuse('benchmark_running', 'a benchmark is running: wait for its end');
    isRunning = true;
    try {
      return await run();
    } finally {
      isRunning = false;
    }
  };
  return new Hono()
    .post('/benchmark-engine', async (context) => {
      const { events } = await readBody(context, Asked);
      return context.json(await alone(() => runBenchmark(node, events)));
    })
    .delete('/benchmark-engine', async (context) => {
      return context.json({ removed: await alone(() => removeAll(node)) });
    });
}

/** Each event is a product of its own: none of them waits for the others to be acknowledged. */
async function runBenchmark(node: Lithair, events: number): Promise<object> {
  if (node.get(Category, CATEGORY) === undefined)
    await node.create(Category, { id: CATEGORY, name: CATEGORY });
  const prefix = `${CATEGORY} ${randomUUID()} `;
  const createdAt = new Date().toISOString();
  const productAt = (n: number): CreateCommand => ({
    kind: 'create',
    model: Product.name,
    value: {
      id: randomUUID(),
      ...{ name: `${prefix}${n}`, price: 100 + n, createdAt, categoryId: CATEGORY },
    },
  });
  const startedAt = performance.now();
  const waiting: Promise<unknown>[] = [];
  for (let done = 0; done < events; done += LOT) {
    const lot = Array.from({ length: Math.min(LOT, events - done) }, (_, n) => productAt(done + n));
    const settled = Promise.all(lot.map((command) => node.execute(command)));
    // Awaited below; until then a refusal must not end the process.
    settled.catch(() => undefined);
    waiting.push(settled);
    if (waiting.length === LOTS_WAITING_MAX) await waiting.shift();
    else await nextTurn();
  }
  const dispatchedMs = performance.now() - startedAt;
  await Promise.all(waiting);
  const durableMs = performance.now() - startedAt;
  return {
    events,
    durability: node.settings.durability,
    dispatched_ms: round(dispatchedMs),
    durable_ms: round(durableMs),
    events_per_second: Math.round((events * 1000) / durableMs),
    count: node.find(Product, { where: { name: { prefix } }, limit: 1 }).total,
  };
}

/** Lot by lot, so that others are answered meanwhile. */
async function removeAll(node: Lithair): Promise<number> {
  let removed = 0;
  for (;;) {
    const { items } = node.find(Product, { where: { categoryId: CATEGORY }, limit: LOT });
    if (items.length === 0) break;
    await node.transaction((tx) => items.forEach(({ id }) => tx.remove(Product, id)));
    removed += items.length;
  }
  if (node.get(Category, CATEGORY) !== undefined) await node.remove(Category, CATEGORY);
  return removed;
}

const round = (ms: number): number => Math.round(ms * 10) / 10;
