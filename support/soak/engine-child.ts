// A program that uses the engine in its own process, as a user of the package would. It says one
// line of JSON, then waits to be killed (`create`) or ends (`count`).
import { setTimeout as wait } from 'node:timers/promises';

import { lithair, type Lithair, LithairError, REFERENCE_MODELS } from 'lithair';

import { article } from '../articles';

const PER_TURN = 1000;
/** Enough that the writer always has a next batch, well below the bound of its queue. */
const TURNS_AHEAD = 8;

/** As long as `Retry-After` would say at least. */
const RETRY_MS = 1000;

const [, , mode = '', directory = '', amount = '0'] = process.argv;
let refusals = 0;

const isOverload = (outcome: PromiseSettledResult<unknown>): boolean =>
  outcome.status === 'rejected' &&
  outcome.reason instanceof LithairError &&
  outcome.reason.code === 'overloaded';

/** Creates them all; what a disk that is too slow refused, of which nothing was taken, later. */
async function createAll(app: Lithair, values: readonly { id: string }[]): Promise<void> {
  const sent = values.map((value) => app.execute({ kind: 'create', model: 'articles', value }));
  const outcomes = await Promise.allSettled(sent);
  const failed = outcomes.find((one) => one.status === 'rejected' && !isOverload(one));
  if (failed !== undefined) throw (failed as PromiseRejectedResult).reason;
  const refused = values.filter((_value, at) => isOverload(outcomes[at] as never));
  if (refused.length === 0) return;
  refusals += refused.length;
  await wait(RETRY_MS);
  await createAll(app, refused);
}

async function create(app: Lithair, articles: number): Promise<void> {
  const waiting: Promise<unknown>[] = [];
  for (let from = 0; from < articles; from += PER_TURN) {
    if (waiting.length >= TURNS_AHEAD) await waiting.shift();
    const numbers = Array.from({ length: Math.min(PER_TURN, articles - from) }, (_, n) => from + n);
    const values = numbers.map((n) => ({ id: String(n), ...article(n) }));
    waiting.push(createAll(app, values));
  }
  await Promise.all(waiting);
}

async function main(): Promise<void> {
  const startedAt = performance.now();
  const app = await lithair({ models: REFERENCE_MODELS, directory, durability: 'disk' });
  if (mode === 'create') await create(app, Number(amount));
  const said = {
    seconds: (performance.now() - startedAt) / 1000,
    count: app.withState((state) => state.records('articles').size),
    seq: app.withState((state) => state.lastSeq),
    refusals,
    recovery: app.recovery,
    rssBytes: process.memoryUsage.rss(),
    rssBytesMax: process.resourceUsage().maxRSS * 1024,
  };
  process.stdout.write(`${JSON.stringify(said)}\n`);
  if (mode === 'count') process.exit(0);
}

void main();
// The parent kills it: nothing is closed, nothing more is synced.
setInterval(() => undefined, 60_000);
