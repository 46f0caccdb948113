import { z } from 'zod';

import type { IotApp } from './app';
import { loggedBatches, type LoggedBatch } from './log-readings';
import { BatchReadingsAdded } from './models';
import { Refusal } from './refusal';
import { TotalReadings } from './views';

export const DuplicatesAsked = z.strictObject({
  batches: z.number().int().min(1).max(100).default(10),
  /** How often each is sent again: half of them at once. */
  copies: z.number().int().min(2).max(20).default(4),
});

/** Sends the oldest batches of the log again and says how many had an effect: none should. */
export async function testDuplicates(
  { node, directory }: IotApp,
  asked: z.output<typeof DuplicatesAsked>,
): Promise<object> {
  const originals = await oldest(directory, asked.batches);
  const before = node.view(TotalReadings).get();
  const again = async ({ seq, batch }: LoggedBatch): Promise<number> =>
    (await node.emit(BatchReadingsAdded, batch)).seq === seq ? 0 : 1;
  let effects = 0;
  const atOnce = Math.ceil(asked.copies / 2);
  const copies = originals.flatMap((original) => Array.from({ length: atOnce }, () => original));
  for (const effect of await Promise.all(copies.map(again))) effects += effect;
  for (let copy = atOnce; copy < asked.copies; copy += 1)
    for (const original of originals) effects += await again(original);
  const after = node.view(TotalReadings).get();
  const sent = originals.length * asked.copies;
  return { batches: originals.length, sent, effects, before, after };
}

async function oldest(directory: string, count: number): Promise<readonly LoggedBatch[]> {
  const found: LoggedBatch[] = [];
  for await (const logged of loggedBatches(directory)) {
    if (logged === undefined || found.push(logged) === count) break;
  }
  if (found.length > 0) return found;
  throw new Refusal(409, 'nothing_to_repeat', 'the log has no batch: generate some first');
}
