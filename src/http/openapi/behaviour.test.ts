import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DocumentedApi, type Call, type Outcome } from '../../testing/documented-api';
import { EVERY_DECLARATION } from '../../testing/every-attribute';
import { HttpProbe, type ProbeAnswer, type ProbeRequest } from '../../testing/http-probe';
import { MemoryDisk } from '../../testing/memory-disk';
import { openNode } from '../../testing/open-node';
import { fill, RECIPES } from '../../testing/provoked-refusals';
import { SampleCalls } from '../../testing/sample-calls';
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
): Promise<void> {
  const disk = new MemoryDisk();
  const node = await openNode(disk, { ...EVERY_DECLARATION, ...options });
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

/** Streams of events do not end: live-feeds.test has them. */
const ending = (api: DocumentedApi): readonly Call[] =>
  api.calls.filter(({ verb }) => verb !== 'events');

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

test('every documented outcome was met, but those that are listed', async () => {
  await withBench(async ({ api }) => {
    const all = ending(api).flatMap((call) =>
      api.outcomes(call).map((outcome) => nameOf(call, outcome)),
    );
    assert.deepEqual(
      all.filter((name) => !met.has(name)),
      Object.keys(UNPROVOKED),
    );
    assert.ok(all.length > 500, `${all.length} outcomes`);
  });
});
