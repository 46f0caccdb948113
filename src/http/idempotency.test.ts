import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import fc from 'fast-check';
import type { LoggedEvent } from '../engine/event';
import type { Lithair, LithairOptions } from '../server';
import { HttpProbe, type ProbeAnswer, type ProbeRequest } from '../testing/http-probe';
import { MemoryDisk } from '../testing/memory-disk';
import { openNode } from '../testing/open-node';
import { DATA, LOG } from '../testing/sample-log';
import { seeded, testEnvironment } from '../testing/test-environment';
import { DEDUP_FILE } from '../storage/dedup/dedup-file';
import { recover } from '../storage/recovery/recovery';

const KEYS = `${DATA}/${DEDUP_FILE}`;
const JSON_TYPE = { 'content-type': 'application/json' };

/** A node that a test serves, asks and kills. */
interface Served {
  readonly disk: MemoryDisk;
  readonly node: Lithair;
  readonly probe: HttpProbe;
}

/** Ended with the test at the latest, whatever becomes of the test. */
async function serve(
  context: TestContext,
  disk = new MemoryDisk(),
  options: Partial<LithairOptions> = {},
): Promise<Served> {
  const node = await openNode(disk, options);
  const served = { disk, node, probe: await HttpProbe.start(node) };
  context.after(() => end(served));
  return served;
}

async function end({ node, probe }: Served): Promise<void> {
  await probe.stop();
  await node.close();
}

const article = (changes: object = {}): string =>
  JSON.stringify({ title: 'Été', content: 'c', ...changes });
const withKey = (key: string, request: ProbeRequest): ProbeRequest => ({
  ...request,
  headers: { ...JSON_TYPE, ...request.headers, 'idempotency-key': key },
});

/** An answer without what every answer has anew. */
function shown({ status, headers, text }: ProbeAnswer): unknown {
  const { date: _, 'idempotency-replayed': replayed, ...others } = headers;
  return { replayed: replayed === 'true', answer: { status, headers: others, text } };
}

const WRITES: readonly ProbeRequest[] = [
  { method: 'POST', path: '/api/articles', body: article() },
  { method: 'POST', path: '/api/articles', body: article({ id: 'a' }) },
  { method: 'PUT', path: '/api/articles/a', body: article({ content: 'd' }) },
  { method: 'PATCH', path: '/api/articles/a', body: '{"author":"Ada"}' },
  { method: 'POST', path: '/api/articles/bulk', body: `[${article()},${article({ id: 'b' })}]` },
  { method: 'POST', path: '/api/articles/bulk', body: `[${article()}]` },
  {
    method: 'POST',
    path: '/api/articles/bulk',
    body: `{"create":[${article()}],"update":[{"id":"a","title":"x"}],"delete":["b"]}`,
  },
  { method: 'POST', path: '/api/articles/bulk', body: '{"update":[{"id":"a","title":"y"}]}' },
  { method: 'DELETE', path: '/api/articles/a' },
];

test('every write is answered again as it was first, also after a restart (INV-6)', async (context) => {
  let served = await serve(context);
  const first: unknown[] = [];
  for (const [n, request] of WRITES.entries()) {
    first.push(shown(await served.probe.send(withKey(`k${n}`, request))));
  }
  const isAnswered = (answer: unknown): boolean => !(answer as { replayed: boolean }).replayed;
  assert.ok(first.every(isAnswered), 'none was a replay');
  const seq = served.node.withState((state) => state.lastSeq);
  for (let life = 0; life < 3; life += 1) {
    for (const [n, request] of WRITES.entries()) {
      const again = shown(await served.probe.send(withKey(`"k${n}"`, request)));
      assert.deepEqual(again, { ...(first[n] as object), replayed: true }, `write ${n}`);
    }
    assert.equal(
      served.node.withState((state) => state.lastSeq),
      seq,
    );
    const survivor = served.disk.afterKill();
    await end(served);
    served = await serve(context, survivor);
  }
});

test('a request is another one when method, path, If-Match, media type or body differ', async (context) => {
  const served = await serve(context);
  const send = (request: ProbeRequest): Promise<ProbeAnswer> =>
    served.probe.send(withKey('k', request));
  await served.probe.send({ ...(WRITES[1] as ProbeRequest), headers: JSON_TYPE });
  const path = '/api/articles/a';
  const sent: ProbeRequest = { method: 'PATCH', path, body: '{"title":"x"}' };
  assert.equal((await send(sent)).status, 200);
  const others: ProbeRequest[] = [
    { ...sent, method: 'PUT' },
    { ...sent, path: '/api/articles/b' },
    { ...sent, headers: { 'if-match': '"1"' } },
    { ...sent, headers: { 'content-type': 'application/merge-patch+json' } },
    { ...sent, body: '{"title":"y"}' },
    { ...sent, body: '{"title": "x"}' },
    { method: 'DELETE', path },
  ];
  for (const other of others) {
    const { status, text } = await send(other);
    assert.deepEqual([status, JSON.parse(text).code], [422, 'idempotency_key_reused'], text);
  }
  assert.equal((await send(sent)).headers['idempotency-replayed'], 'true');
});

test('a bulk of nothing has no effect to remember', async (context) => {
  const served = await serve(context);
  const send = (body: string): Promise<ProbeAnswer> =>
    served.probe.send(withKey('k', { method: 'POST', path: '/api/articles/bulk', body }));
  assert.equal((await send('[]')).status, 201);
  const { status, headers } = await send(`[${article()}]`);
  assert.deepEqual([status, headers['idempotency-replayed']], [201, undefined]);
});

test('a header that holds no key is refused, and nothing is taken', async (context) => {
  const served = await serve(context);
  const [write] = WRITES as [ProbeRequest];
  for (const key of ['', '""', '"a', 'a"', '"a b"', '"a";p=1', 'a, b', 'a\\b', 'x'.repeat(129)]) {
    const { status, text } = await served.probe.send(withKey(key, write));
    assert.deepEqual([status, JSON.parse(text).code], [400, 'invalid_idempotency_key'], key);
  }
  for (const key of ['!', `"${'x'.repeat(128)}"`, '"a,b;c=d"', "it's/~@#"]) {
    assert.equal((await served.probe.send(withKey(key, write))).status, 201, key);
  }
});

/** What the client knows of each key. */
type Answers = Map<string, { write: number; answer: unknown; originals: number }>;

/** Sends requests at once, waits for them all, kills the process, or cuts the power. */
type Step =
  | { readonly kind: 'send'; readonly sends: readonly Send[] }
  | { readonly kind: 'kill' | 'power' | 'stop'; readonly sends: readonly Send[] };
interface Send {
  readonly key: string;
  readonly write: number;
}

/** Mostly the same request again under each key, sometimes another one. */
const send = fc
  .record({ key: fc.nat(4), other: fc.constantFrom(0, 0, 0, 0, 0, 0, 1) })
  .map(({ key, other }): Send => ({ key: `k${key}`, write: (key * 2 + other) % WRITES.length }));
const sends = fc.array(send, { minLength: 1, maxLength: 8 });
const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom('send', 'send', 'send', 'kill', 'power', 'stop'),
  sends,
});

/** A node that takes many snapshots; its next start finds the keys beside one, or in the log. */
function serveOften(context: TestContext, disk: MemoryDisk, random: () => number): Promise<Served> {
  if (random() < 0.3 && disk.paths().includes(KEYS)) disk.forget(KEYS);
  return serve(context, disk, { snapshotEvery: 2, dedupPersist: random() < 0.8 });
}

test('whatever is sent again, killed and restarted: at most one effect a key, one answer (INV-6)', async (context) => {
  let replays = 0;
  const property = fc.asyncProperty(
    fc.array(step, { minLength: 3, maxLength: 8 }),
    fc.integer(),
    async (steps, seed) => {
      const random = seeded(seed);
      const answers: Answers = new Map();
      let served = await serveOften(context, new MemoryDisk(), random);
      for (const { kind, sends } of steps) {
        slowSyncs(served.disk, random);
        const answered = sends.map(async ({ key, write }) => {
          const request = withKey(key, WRITES[write] as ProbeRequest);
          return { key, write, ...(await served.probe.send(request)) };
        });
        const before = await interrupted(served, kind, random);
        const outcomes = await Promise.allSettled(answered);
        if (before !== undefined) {
          await end(served);
          served = await serveOften(context, before, random);
          continue; // The client was cut off: it knows nothing of these.
        }
        for (const outcome of outcomes) {
          assert.equal(outcome.status, 'fulfilled');
          if (outcome.status === 'fulfilled') replays += judge(outcome.value, answers);
        }
        if (kind === 'stop') {
          await end(served);
          served = await serveOften(context, served.disk.afterKill(), random);
        }
      }
      await assertOneEffectAKey(served.disk.afterKill(), answers);
      await end(served);
    },
  );
  await fc.assert(property, { numRuns: 60 });
  assert.ok(replays > 100, `${replays} replays: fewer prove little`);
});

/** Each sync of the log takes a while, so that requests meet in flight. */
function slowSyncs(disk: MemoryDisk, random: () => number): void {
  disk.faults = async (operation, file) => {
    if (operation !== 'sync' || file !== LOG) return;
    for (let turns = Math.floor(random() * 6); turns > 0; turns -= 1)
      await new Promise((resolve) => setImmediate(resolve));
  };
}

/** What a crash at a moment of its choice leaves of the disk. */
async function interrupted(
  { disk }: Served,
  kind: Step['kind'],
  random: () => number,
): Promise<MemoryDisk | undefined> {
  if (kind !== 'kill' && kind !== 'power') return undefined;
  for (let turns = Math.floor(random() * 20); turns > 0; turns -= 1)
    await new Promise((resolve) => setImmediate(resolve));
  return kind === 'kill' ? disk.afterKill() : disk.afterPowerLoss(random);
}

/** Compares an answer with the other ones of its key. @returns 1 when it is a replay. */
function judge({ key, write, ...received }: ProbeAnswer & Send, answers: Answers): number {
  const { replayed, answer } = shown(received) as { replayed: boolean; answer: unknown };
  const known = answers.get(key);
  if (received.status >= 300) {
    if (known?.write === write) assert.fail(`${key} was acknowledged, then: ${received.text}`);
    return 0;
  }
  const originals = (known?.originals ?? 0) + (replayed ? 0 : 1);
  answers.set(key, { write, answer, originals });
  if (known !== undefined) assert.deepEqual([write, answer], [known.write, known.answer], key);
  assert.ok(originals <= 1, `${key} was acted upon twice`);
  return replayed ? 1 : 0;
}

async function assertOneEffectAKey(
  disk: MemoryDisk,
  answers: ReadonlyMap<string, unknown>,
): Promise<void> {
  const events: LoggedEvent[] = [];
  const place = { disk, environment: testEnvironment(), directory: DATA };
  await recover(place, {
    encoding: 'json',
    hashChain: false,
    onEvent: (event) => events.push(event),
  });
  const keys = events.flatMap(({ request }) => (request === undefined ? [] : [request.key]));
  assert.equal(new Set(keys).size, keys.length, `keys in the log: ${keys.join(' ')}`);
  for (const key of answers.keys()) assert.ok(keys.includes(key), `${key} was acknowledged`);
}
