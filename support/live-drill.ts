import { expect } from 'chai';

import { EventSubscriber } from './event-subscriber';
import { eventually } from './eventually';
import type { LithairWorld } from './lithair-world';
import { readRaftlog } from './raftlog-reader';
import { SeededRandom, suiteSeed } from './seeded-random';

/** How long a subscriber may take to have what was written. */
export const ALL_MS = 60_000;

/** A subscriber of the scenario, not yet connected: the last hook lets it go. */
export function subscribe(world: LithairWorld, path: string): EventSubscriber {
  const subscriber = new EventSubscriber(() => world.server.origin, path);
  world.subscribers.push(subscriber);
  return subscriber;
}

export const seqsOf = ({ seen }: EventSubscriber): number[] => seen.map(({ data }) => data.seq);

/** Its connection is lost whenever it has had some more events. */
export function cutAgainAndAgain(subscriber: EventSubscriber, seed: number): void {
  const random = new SeededRandom(suiteSeed() + seed);
  let next = 1;
  const timer = setInterval(() => {
    if (subscriber.seen.length < next) return;
    next = subscriber.seen.length + random.integer(20, 200);
    subscriber.cut();
  }, 5);
  timer.unref();
}

/** Each has each event that the log holds, once and in order, as the log holds it. */
export async function expectWholeLog(world: LithairWorld): Promise<void> {
  const { events } = readRaftlog(world.dataDir);
  expect(events.length, 'événements du journal, sans quoi rien n’est prouvé').to.be.above(0);
  for (const subscriber of world.subscribers) {
    const last = (): number => seqsOf(subscriber).at(-1) ?? 0;
    await eventually(() => last() >= events.length, {
      withinMs: ALL_MS,
      what: `a subscriber that is at ${last()} has event ${events.length}`,
    }).catch(() => undefined);
    const seqs = seqsOf(subscriber);
    const expected = events.map(({ seq }) => seq);
    const missing = expected.filter((seq) => !seqs.includes(seq));
    expect(missing, 'événements du journal que l’abonné n’a pas reçus').to.deep.equal([]);
    expect(seqs, 'événements reçus, dans leur ordre').to.deep.equal(expected);
    const told = subscriber.seen.map(({ data }) => [data.type, data.id, data.changed, data.record]);
    const logged = events.map(({ event_type: type, aggregate_id: id, changed, payload }) => {
      return [type, id, changed, type.endsWith('Deleted') ? null : payload];
    });
    expect(told, 'ce que l’abonné a su').to.deep.equal(logged);
  }
}
