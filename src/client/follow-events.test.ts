import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { followEvents, type FeedState, type FollowOptions } from './follow-events';
import { LithairProblem } from './lithair-problem';

// A stream that says nothing keeps no process alive.
const alive = setInterval(() => undefined, 1_000);
after(() => clearInterval(alive));

type Part = string | 'cut' | 'silence';
/** What each connection meets, in turn: a stream of parts, or what is thrown. */
type Script = readonly (readonly Part[] | Error)[];

const told = (seq: number, event = 'created'): string =>
  `id: ${seq}\nevent: ${event}\ndata: {"seq":${seq}}\n\n`;
const problem = (status: number, code: string): LithairProblem =>
  new LithairProblem(status, { code, detail: 'd' });

class Scripted {
  readonly places: (string | undefined)[] = [];
  readonly states: FeedState[] = [];
  readonly signals: AbortSignal[] = [];
  readonly #script: Script;

  constructor(script: Script) {
    this.#script = script;
  }

  events(options: FollowOptions = {}): AsyncIterableIterator<object> {
    const onState = (state: FeedState): number => this.states.push(state);
    return followEvents((lastId, signal) => this.#open(lastId, signal), { onState, ...options });
  }

  async #open(lastId: string | undefined, signal: AbortSignal): Promise<Response> {
    this.signals.push(signal);
    const met = this.#script[this.places.push(lastId) - 1] ?? problem(404, 'script_is_over');
    if (met instanceof Error) throw met;
    const parts = [...met];
    const body = new ReadableStream<Uint8Array>({
      start: (stream) => {
        signal.addEventListener('abort', () => stream.error(signal.reason));
      },
      pull: async (stream) => {
        const part = parts.shift();
        if (part === 'silence') await new Promise(() => undefined);
        else if (part === 'cut') stream.error(new TypeError('terminated'));
        else if (part === undefined) stream.close();
        else stream.enqueue(new TextEncoder().encode(part));
      },
    });
    return new Response(body);
  }
}

/** The numbers of what comes, and what ends it. */
async function drain(events: AsyncIterableIterator<object>): Promise<unknown[]> {
  const seen: unknown[] = [];
  try {
    for await (const each of events) seen.push((each as { seq: number }).seq);
  } catch (error) {
    seen.push(error instanceof LithairProblem ? error.code : (error as Error).name);
  }
  return seen;
}

const QUICK = 'retry: 1\n\n';

test('a connection that is lost, or ended, is made again behind the last event', async () => {
  const server = new Scripted([
    [QUICK, 'id: 3\n\n', told(4), told(5), told(6).slice(0, 20), 'cut'],
    [QUICK, told(6) + told(7)],
    problem(503, 'shutting_down'),
    new TypeError('fetch failed'),
    [': \nid: 9\n\n', 'cut'],
    [told(10)],
    problem(410, 'events_gone'),
  ]);
  assert.deepEqual(await drain(server.events()), [4, 5, 6, 7, 10, 'events_gone']);
  assert.deepEqual(server.places, [undefined, '5', '7', '7', '7', '9', '10']);
  const { states } = server;
  assert.deepEqual(
    states.map(({ is }) => is),
    ['open', 'lost', 'open', 'lost', 'lost', 'lost', 'open', 'lost', 'open', 'lost'],
  );
  const errors = states.map((state) => (state.is === 'lost' ? String(state.error) : ''));
  assert.match(String(errors[1]), /terminated/);
  assert.equal(errors[3], 'undefined');
  assert.ok(
    server.signals.every(({ aborted }) => aborted),
    'each connection is let go',
  );
});

test('what the first connection meets is thrown', async () => {
  for (const [met, thrown] of [
    [new TypeError('fetch failed'), 'TypeError'],
    [problem(503, 'too_many_subscribers'), 'too_many_subscribers'],
    [problem(400, 'invalid_query'), 'invalid_query'],
  ] as const) {
    const server = new Scripted([met, [told(1)]]);
    assert.deepEqual(await drain(server.events()), [thrown]);
    assert.equal(server.places.length, 1);
  }
});

test('it waits longer each time, within a bound, and gives up when it is told to', async () => {
  const refused = problem(503, 'too_many_subscribers');
  const server = new Scripted([[QUICK], ...Array.from({ length: 9 }, () => refused)]);
  assert.deepEqual(await drain(server.events({ retries: 6 })), ['too_many_subscribers']);
  const waits = server.states.flatMap((state) => (state.is === 'lost' ? [state.retryMs] : []));
  assert.equal(waits.length, 6);
  for (const [index, ms] of waits.entries())
    assert.ok(ms >= Math.floor(0.75 * 2 ** index) && ms <= 2 ** index, waits.join());
  const slow = new Scripted([['retry: 3600000\n\n']]);
  const over = new AbortController();
  const onState = (state: FeedState): void => {
    slow.states.push(state);
    if (state.is === 'lost') over.abort();
  };
  assert.deepEqual(await drain(slow.events({ onState, signal: over.signal })), []);
  const [, lost] = slow.states;
  assert.ok(lost?.is === 'lost' && lost.retryMs <= 30_000);
});

test('one who is too slow is told, and goes on', async () => {
  const server = new Scripted([[QUICK, told(4), told(4, 'lagging')], [told(5)]]);
  assert.deepEqual(await drain(server.events()), [4, 5, 'script_is_over']);
  assert.deepEqual(server.states[1], { is: 'lagging', seq: 4 });
});

test('a snapshot that broke off begins again: only its end has a place', async () => {
  const page = (seq: number): string => `event: snapshot\ndata: {"seq":${seq},"items":[]}\n\n`;
  const end = 'id: 8\nevent: snapshot-end\ndata: {"seq":8}\n\n';
  const server = new Scripted([[QUICK, page(7), 'cut'], [page(8), end, 'cut'], [told(9)]]);
  assert.deepEqual(await drain(server.events()), [7, 8, 8, 9, 'script_is_over']);
  assert.deepEqual(server.places, [undefined, undefined, '8', '9']);
});

test('a server that says nothing is taken for lost', async () => {
  const server = new Scripted([[QUICK, told(1), 'silence'], [told(2)]]);
  assert.deepEqual(await drain(server.events({ silenceMs: 20 })), [1, 2, 'script_is_over']);
  const lost = server.states.find(({ is }) => is === 'lost') as { error?: Error };
  assert.match(String(lost.error), /nothing for 20 ms/);
});

test('what is no JSON is thrown, and not asked for again and again', async () => {
  const server = new Scripted([[QUICK, 'data: {\n\n'], [told(2)]]);
  assert.deepEqual(await drain(server.events()), ['SyntaxError']);
});

test('a signal ends the loop: before it begins, while it waits, and between two connections', async () => {
  const before = new Scripted([[told(1)]]);
  assert.deepEqual(await drain(before.events({ signal: AbortSignal.abort() })), []);
  assert.deepEqual(before.places, []);

  const waiting = new Scripted([[told(1), 'silence']]);
  const first = new AbortController();
  const seen: unknown[] = [];
  for await (const each of waiting.events({ signal: first.signal })) {
    seen.push(each);
    setImmediate(() => first.abort());
  }
  assert.deepEqual(seen, [{ event: 'created', seq: 1 }]);

  const between = new Scripted([['retry: 3600000\n\n']]);
  const second = new AbortController();
  const ended = drain(between.events({ signal: second.signal }));
  while (between.states.length < 2) await new Promise((resolve) => setImmediate(resolve));
  second.abort();
  assert.deepEqual(await ended, []);
});

test('whoever leaves the loop lets go of the connection, also while it waits', async () => {
  const server = new Scripted([[told(1), 'silence']]);
  for await (const _ of server.events()) break;
  assert.deepEqual(
    server.signals.map(({ aborted }) => aborted),
    [true],
  );
  const other = new Scripted([['silence']]);
  const events = other.events();
  const next = events.next();
  while (other.signals.length === 0) await new Promise((resolve) => setImmediate(resolve));
  await events.return?.();
  assert.deepEqual(await next, { done: true, value: undefined });
});
