import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DocumentedApi, type Call, type Outcome } from '../../testing/documented-api';
import { compact } from '../../storage/compaction/compact';
import { DELETE, SMALL } from '../../testing/compacted-log';
import { eventsIn } from '../../testing/event-client';
import { EVERY_DECLARATION } from '../../testing/every-attribute';
import { HttpProbe, type ProbeAnswer, type ProbeRequest } from '../../testing/http-probe';
import { MemoryDisk } from '../../testing/memory-disk';
import { openNode } from '../../testing/open-node';
import { OrderPlaced } from '../../testing/order-views';
import { fill, RECIPES } from '../../testing/provoked-refusals';
import { SampleCalls } from '../../testing/sample-calls';
import { DATA } from '../../testing/sample-log';
import { testEnvironment } from '../../testing/test-environment';
import type { Lithair, LithairOptions } from '../../server';

/** Documented, and met by no request here: with the reason. */
const UNPROVOKED: Readonly<Record<string, string>> = {
  'notes.restore history_not_kept':
    'all of it is kept: met only where the beginning of the log was deleted',
};

/** A node over HTTP, and what is sent to it. */
interface Bench {
  readonly disk: MemoryDisk;
  readonly node: Lithair;
  readonly probe: HttpProbe;
  readonly samples: SampleCalls;
  readonly api: DocumentedApi;
}

async function withBench(
  use: (bench: Bench) => Promise<void>,
  options: Partial<LithairOptions> = {},
  disk = new MemoryDisk(),
  environment = testEnvironment(),
): Promise<void> {
  const node = await openNode(disk, { ...EVERY_DECLARATION, ...options }, environment);
  const probe = await HttpProbe.start(node);
  try {
    await use({
      disk,
      node,
      probe,
      samples: new SampleCalls(probe),
      api: await DocumentedApi.of(probe),
    });
  } finally {
    await probe.stop();
    await node.close().catch(() => undefined);
  }
}

/** Streams of events do not end: they have tests of their own below. */
const isStream = ({ verb }: Call): boolean => verb === 'events';
const ending = (api: DocumentedApi): readonly Call[] => api.calls.filter((call) => !isStream(call));

const nameOf = ({ operation }: Call, { status, code }: Outcome): string =>
  `${operation.operationId} ${code ?? status}`;

const outcomeOf = ({ status, text }: ProbeAnswer): Outcome => {
  const code = status >= 400 ? (JSON.parse(text) as { code: string }).code : undefined;
  return { status, code };
};

/** Outcomes that were met, by name. */
const met = new Set<string>();

/** Sends it, and holds the answer against the document. */
async function assertOutcome(
  { probe, api }: Bench,
  call: Call,
  request: ProbeRequest,
  expected: Outcome,
): Promise<void> {
  const answer = await probe.send(request);
  const what = `${nameOf(call, expected)}: ${answer.text.slice(0, 300)}`;
  assert.deepEqual(outcomeOf(answer), expected, what);
  api.assertDocumented(call, answer);
  met.add(nameOf(call, expected));
}

/** All that differ from the document, and not only the first. */
async function assertEach(
  bench: Bench,
  wanted: (outcome: Outcome) => boolean,
  requestOf: (call: Call, outcome: Outcome) => Promise<ProbeRequest | undefined>,
): Promise<void> {
  const wrong: string[] = [];
  for (const call of ending(bench.api)) {
    for (const outcome of bench.api.outcomes(call).filter(wanted)) {
      if (nameOf(call, outcome) in UNPROVOKED) continue;
      try {
        const request = await requestOf(call, outcome);
        if (request !== undefined) await assertOutcome(bench, call, request, outcome);
      } catch (error) {
        wrong.push(`${nameOf(call, outcome)}: ${(error as Error).message}`);
      }
    }
  }
  assert.deepEqual(wrong, []);
}

test('each documented success is what a right request gets', async () => {
  await withBench(async (bench) => {
    const { samples, probe } = bench;
    await assertEach(
      bench,
      ({ status }) => status < 400,
      async (call, { status }) => {
        const valid = await samples.valid(call);
        if (status !== 304) return valid;
        const etag = String((await probe.send(valid)).headers.etag);
        return { ...valid, headers: { 'if-none-match': etag } };
      },
    );
  });
});

test('each documented refusal is what a wrong request gets', async () => {
  await withBench(async (bench) => {
    await assertEach(
      bench,
      ({ code = '' }) => code in RECIPES,
      async (call, { code = '' }) => {
        if (call.verb === 'randomId') return undefined;
        return await RECIPES[code]?.(bench.samples, call);
      },
    );
  });
});

test('a model without records has no random identifier', async () => {
  await withBench(async (bench) => {
    await assertEach(
      bench,
      ({ status }) => status === 404,
      async (call) => (call.verb === 'randomId' ? { method: 'GET', path: call.path } : undefined),
    );
  });
});

test('a query that would look at too many records is refused', async () => {
  await withBench(async (bench) => {
    const { samples } = bench;
    const [author, book] = [await samples.make('authors'), await samples.make('books')];
    for (const { name } of EVERY_DECLARATION.models) {
      await fill(samples, name, async () => {
        const refers = { author: author.id, book: book.id };
        const base =
          name === 'books' ? { id: `b${samples.next()}`, title: 't', author: refers.author } : {};
        if (name === 'books') return base;
        if (name === 'notes') return { book: refers.book, text: 't' };
        return await samples.bodyOf(name);
      });
    }
    await assertEach(
      bench,
      ({ code }) => code === 'query_too_expensive',
      async (call) => {
        return { method: 'GET', path: `${call.path}?id[contains]=zz` };
      },
    );
  });
});

type Prepared = () => Promise<void>;

/** The right requests of all calls that may refuse with a code, made while nothing is wrong yet. */
async function prepared(bench: Bench, code: string): Promise<readonly Prepared[]> {
  const found: Prepared[] = [];
  for (const call of ending(bench.api)) {
    const outcome = bench.api.outcomes(call).find((each) => each.code === code);
    if (outcome === undefined) continue;
    const request = await bench.samples.valid(call);
    found.push(() => assertOutcome(bench, call, request, outcome));
  }
  return found;
}

async function inTurn(cases: readonly Prepared[]): Promise<void> {
  for (const each of cases) await each();
}

/** The log's next `operation` waits, then fails if there is an error. */
function gate(disk: MemoryDisk, operation: 'sync' | 'write'): (error?: Error) => void {
  let open = (_error?: Error): void => undefined;
  const opened = new Promise<Error | undefined>((resolve) => (open = resolve));
  disk.faults = async (each, file) => {
    if (each !== operation || !file.endsWith('events.raftlog')) return;
    const error = await opened;
    if (error !== undefined) throw error;
  };
  return open;
}

/** Until so many events wait for the disk. */
async function queued({ probe }: Bench, events: number): Promise<void> {
  for (;;) {
    const { text } = await probe.send({ method: 'GET', path: '/status' });
    const { queue } = JSON.parse(text) as { queue: { events: number } };
    if (queue.events >= events) return;
  }
}

const failure = (code: string): Error => Object.assign(new Error(code), { code });

test('a queue that is full refuses each write', async () => {
  await withBench(
    async (bench) => {
      const cases = await prepared(bench, 'overloaded');
      const open = gate(bench.disk, 'sync');
      const waiting = bench.samples.make('problems');
      await queued(bench, 1);
      await inTurn(cases);
      open();
      await waiting;
    },
    { queueEventsMax: 1 },
  );
});

test('a full disk refuses each write', async () => {
  await withBench(async (bench) => {
    const cases = await prepared(bench, 'disk_full');
    gate(bench.disk, 'write')(failure('ENOSPC'));
    await inTurn(cases);
    bench.disk.faults = () => undefined;
  });
});

test('a disk that fails leaves each write in doubt, and refuses those that follow', async () => {
  await withBench(async (bench) => {
    const inDoubt = await prepared(bench, 'outcome_unknown');
    const refused = await prepared(bench, 'disk_failed');
    const open = gate(bench.disk, 'sync');
    const waiting = Promise.all(inDoubt.map((send) => send()));
    await queued(bench, inDoubt.length);
    open(failure('EIO'));
    await waiting;
    await inTurn(refused);
  });
});

test('a node that stops refuses each write, and says so', async () => {
  await withBench(async (bench) => {
    const cases = await prepared(bench, 'shutting_down');
    await bench.node.close();
    await inTurn(cases);
  });
});

/** Asks for each stream, and holds the refusal against the document. */
async function assertEachStream(bench: Bench, query: string, expected: Outcome): Promise<void> {
  for (const call of bench.api.calls.filter(isStream)) {
    const answer = await bench.probe.stream(`${call.path}${query}`, () => false);
    assert.deepEqual(outcomeOf(answer), expected, `${nameOf(call, expected)}: ${answer.text}`);
    bench.api.assertDocumented(call, answer);
    met.add(nameOf(call, expected));
  }
}

test('each stream says what is documented for each of its events', async () => {
  await withBench(async ({ api, node, probe, samples }) => {
    const names = new Set<string>();
    for (const { name } of EVERY_DECLARATION.models) {
      const { id } = await samples.make(name);
      await samples.patch(name, id);
      await samples.ok({ method: 'DELETE', path: `/api/${name}/${(await samples.make(name)).id}` });
    }
    await node.emit(OrderPlaced, { order: 'o', user: 'ada', total: 1 });
    for (const call of api.calls.filter(isStream)) {
      for (const [query, last] of [
        ['?since=0', call.tag === 'events' ? 'event: OrderPlaced' : 'event: deleted'],
        ['?snapshot=true', 'event: snapshot-end'],
      ] as const) {
        const answer = await probe.stream(
          call.path + query,
          (text) => text.includes(last) && text.endsWith('\n\n'),
        );
        api.assertDocumented(call, answer);
        const events = eventsIn(answer.text);
        api.assertTold(call, events);
        for (const { event = '' } of events) names.add(event);
      }
      met.add(nameOf(call, { status: 200, code: undefined }));
    }
    const every = ['OrderPlaced', 'created', 'deleted', 'snapshot', 'snapshot-end', 'updated'];
    assert.deepEqual([...names].sort(), every);
  });
});

test('each stream refuses what makes no sense, and a place that is to come', async () => {
  await withBench(async (bench) => {
    await assertEachStream(bench, '?nonsense=1', { status: 400, code: 'invalid_query' });
    await assertEachStream(bench, '?since=999', { status: 400, code: 'invalid_event_id' });
  });
});

test('each stream refuses one subscriber too many', async () => {
  await withBench(
    async (bench) => {
      let seen = '';
      const [call] = bench.api.calls.filter(isStream) as [Call];
      let leave = false;
      const first = bench.probe.stream(call.path, (text) => (seen = text) !== '' && leave);
      while (seen === '') await bench.probe.send({ method: 'GET', path: '/health' });
      await assertEachStream(bench, '', { status: 503, code: 'too_many_subscribers' });
      leave = true;
      await bench.samples.make('problems');
      await first;
    },
    { feedSubscribersMax: 1 },
  );
});

test('each stream refuses to begin on a node that stops', async () => {
  await withBench(async (bench) => {
    await bench.node.close();
    await assertEachStream(bench, '', { status: 503, code: 'shutting_down' });
  });
});

test('each stream refuses a place that compaction deleted', async () => {
  const [disk, environment] = [new MemoryDisk(), testEnvironment()];
  const days = (count: number): number => Date.UTC(2026, 0, 1) + count * 86_400_000;
  const fill = async ({ samples, node }: Bench): Promise<void> => {
    for (let count = 0; count < 60; count += 1) {
      environment.setWallMs(days(count));
      await samples.make('problems');
      if (count === 40) await node.snapshot();
    }
    await node.snapshot();
  };
  await withBench(fill, SMALL, disk, environment);
  const { first_seq: first } = await compact(disk, DATA, DELETE);
  assert.ok(first > 1);
  const read = (bench: Bench): Promise<void> =>
    assertEachStream(bench, '?since=0', { status: 410, code: 'events_gone' });
  await withBench(read, SMALL, disk, environment);
});

test('every documented outcome was met, but those that are listed', async () => {
  await withBench(async ({ api }) => {
    const all = api.calls.flatMap((call) =>
      api.outcomes(call).map((outcome) => nameOf(call, outcome)),
    );
    assert.deepEqual(
      all.filter((name) => !met.has(name)),
      Object.keys(UNPROVOKED),
    );
    assert.ok(all.length > 500, `${all.length} outcomes`);
  });
});
