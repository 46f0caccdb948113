import { article } from './articles';
import type { Answer } from './http-client';
import type { KeyedRequest } from './keyed-requests';
import type { LithairWorld } from './lithair-world';

/** A creation without identifier: each execution would make another record. */
export const creation = (key: string, n = 0): KeyedRequest => {
  return { key, request: 'POST /api/articles', body: JSON.stringify(article(n)) };
};

/** Sends creations many times each, all at once, one key after the other in turn. */
export async function burst(world: LithairWorld, keys: number, times: number): Promise<void> {
  const rounds = Array.from({ length: times }, () =>
    Array.from({ length: keys }, (_, n) => world.keyed.send(creation(`cle-${n}`, n))),
  );
  await Promise.all(rounds.flat());
}

/** Sends one creation many times at once, and kills the server at the first answer. */
export async function burstUntilKilled(
  world: LithairWorld,
  key: string,
  times: number,
): Promise<void> {
  const sent = Array.from({ length: times }, () => world.keyed.send(creation(key)));
  await Promise.any(sent);
  await world.kill();
  await Promise.allSettled(sent);
}

/** Clients that create under a key each time, and insist under the same key while refused. */
export async function createUntilAccepted(
  world: LithairWorld,
  clients: number,
  each: number,
): Promise<void> {
  const client = async (name: number): Promise<void> => {
    for (let n = 0; n < each; n += 1) {
      const wanted = creation(`cle-${name}-${n}`, name * each + n);
      let answer: Answer;
      do answer = await world.keyed.send(wanted);
      while (answer.status === 503);
      world.answers.push(answer);
    }
  };
  await Promise.all(Array.from({ length: clients }, (_, name) => client(name)));
}
