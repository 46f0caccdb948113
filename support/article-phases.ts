import type { LithairWorld } from './lithair-world';
import type { LoadResult } from './load-driver';
import { measureOf, timed } from './measure';

/** « rapidement »: as many at once as a small pool of clients sends. */
export const FEW_CLIENTS = 20;

/**
 * Creates articles 0…N-1 (or the following ones) by single requests from `connections` clients.
 */
export async function createArticles(
  world: LithairWorld,
  amount: number,
  connections = FEW_CLIENTS,
): Promise<LoadResult> {
  const nextCall = () => world.traffic.createWithId();
  const load = await world.runLoad({ connections, amount, nextCall });
  world.measures.push(measureOf('créations', load));
  return load;
}

/** Updates the first `amount` articles alive, one request each. */
export async function updateArticles(
  world: LithairWorld,
  amount: number,
  connections = FEW_CLIENTS,
): Promise<LoadResult> {
  const numbers = world.ledger.aliveNumbers.slice(0, amount).values();
  const nextCall = () => world.traffic.update(take(numbers));
  const load = await world.runLoad({ connections, amount, nextCall });
  world.measures.push(measureOf('modifications', load));
  return load;
}

/** Deletes the last `amount` articles alive, one request each. */
export async function deleteArticles(
  world: LithairWorld,
  amount: number,
  connections = FEW_CLIENTS,
): Promise<LoadResult> {
  const numbers = world.ledger.aliveNumbers.slice(-amount).values();
  const nextCall = () => world.traffic.delete(take(numbers));
  const load = await world.runLoad({ connections, amount, nextCall });
  world.measures.push(measureOf('suppressions', load));
  return load;
}

type Lots = 'create' | 'update' | 'delete';
const LABELS: Record<Lots, string> = {
  create: 'créations par lots',
  update: 'modifications par lots',
  delete: 'suppressions par lots',
};

/** The same by lots, one after the other. */
export async function writeLots(
  world: LithairWorld,
  what: Lots,
  { total, size }: { total: number; size: number },
): Promise<void> {
  const phase = (): Promise<void> => world.lots[what](total, size);
  world.measures.push(await timed(LABELS[what], total, phase));
}

function take(numbers: Iterator<number>): number {
  const next = numbers.next();
  if (next.done === true) throw new Error('fewer articles alive than requests to send');
  return next.value;
}
