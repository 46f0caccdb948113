import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ERROR_CODES, type ErrorCode } from '../errors/codes';
import type { Lithair } from '../server';
import { HttpProbe, type ProbeAnswer, type ProbeRequest } from '../testing/http-probe';
import { MemoryDisk } from '../testing/memory-disk';
import { openNode, stateOf } from '../testing/open-node';
import { LOG } from '../testing/sample-log';

const REQUESTS = 10_000;

const id = fc.constantFrom(
  'a',
  'b',
  'c',
  '..%2f..%2fetc',
  '%00',
  '%',
  'é',
  'x'.repeat(200),
  'count',
  'bulk',
  'a/b',
  '..',
);
const path = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      '/api/articles',
      '/api/users',
      '/api/comments',
      '/api/articles/bulk',
    ),
  },
  {
    weight: 6,
    arbitrary: fc
      .tuple(fc.constantFrom('articles', 'users'), id)
      .map(([model, each]) => `/api/${model}/${encodeURI(each)}`),
  },
  { weight: 1, arbitrary: fc.webPath().map((each) => `/${each.replace(/^\/+/, '')}`) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '/api/articles?limit=1e9',
      '/api/articles?cursor=%ff',
      '/api/articles?limit=all&x=1',
      '//',
      '/api//articles',
    ),
  },
);
const valid = fc.oneof(
  fc.record({
    title: fc.string({ minLength: 1, maxLength: 9 }),
    content: fc.string({ unit: 'binary', maxLength: 30 }),
  }),
  fc.record({ email: fc.emailAddress(), name: fc.string({ minLength: 1, maxLength: 9 }) }),
);
const body = fc.oneof(
  { weight: 5, arbitrary: valid.map((value) => JSON.stringify(value)) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(valid, fc.jsonValue())
      .map(([value, metadata]) => JSON.stringify({ ...value, metadata })),
  },
  { weight: 2, arbitrary: fc.array(valid, { maxLength: 5 }).map((value) => JSON.stringify(value)) },
  { weight: 2, arbitrary: fc.json() },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '',
      '{',
      '[[',
      '1e400',
      '{"__proto__":{}}',
      '{"id":"../x"}',
      '['.repeat(100),
      'null',
      '{"create":1}',
      '{"delete":[{}]}',
      '{"update":[{"id":"a","id2":1}]}',
    ),
  },
);
const headers = fc.record(
  {
    'content-type': fc.constantFrom(
      'application/json',
      'application/json',
      'application/json',
      'text/plain',
      'application/x-ndjson',
      'application/merge-patch+json',
      'application/json; charset=latin1',
      ';;;',
    ),
    'if-match': fc.constantFrom('*', '"1"', 'W/"1"', '"a", "2"'),
    'if-none-match': fc.constantFrom('*', '"1"', '"""', 'x'),
    'content-encoding': fc.constantFrom('identity', 'gzip'),
  },
  { requiredKeys: ['content-type'] },
);
const request = fc.record({
  method: fc.constantFrom(
    'GET',
    'POST',
    'POST',
    'POST',
    'PUT',
    'PATCH',
    'DELETE',
    'HEAD',
    'OPTIONS',
    'PROPFIND',
  ),
  path,
  headers,
  body,
});

test(`of ${REQUESTS} generated requests none meets a fault, and none that is refused changes anything (INV-9)`, async () => {
  const disk = new MemoryDisk();
  const faults: unknown[] = [];
  const node = await openNode(disk, { onFault: (error) => faults.push(error) });
  const probe = await HttpProbe.start(node);
  const seen = new Map<number, number>();
  await fc.assert(
    fc.asyncProperty(request, async (each) => {
      const before = [node.withState((state) => state.lastSeq), disk.content(LOG).length];
      const answer = await probe.send(withoutBodyWhereNone(each));
      seen.set(answer.status, (seen.get(answer.status) ?? 0) + 1);
      assert.ok(answer.status < 500, `${answer.status} ${answer.text} ${String(faults.at(-1))}`);
      if (answer.status < 400) return;
      if (each.method !== 'HEAD') assertProblem(answer);
      assert.deepEqual(
        [node.withState((state) => state.lastSeq), disk.content(LOG).length],
        before,
        answer.text,
      );
    }),
    { numRuns: REQUESTS, endOnFailure: true },
  );
  await probe.stop();
  assert.deepEqual(faults, []);
  assertVariety(seen);
  await assertReplays(disk, node);
});

function withoutBodyWhereNone(each: ProbeRequest): ProbeRequest {
  return ['GET', 'HEAD', 'OPTIONS', 'DELETE'].includes(each.method)
    ? { ...each, body: undefined }
    : each;
}

function assertProblem({ status, headers, text }: ProbeAnswer): void {
  assert.equal(headers['content-type'], 'application/problem+json', text);
  const problem = JSON.parse(text) as {
    status: number;
    code: string;
    title: string;
    detail: string;
  };
  assert.equal(problem.status, status);
  assert.ok(problem.code in ERROR_CODES, `code ${problem.code} is in the table`);
  assert.equal(ERROR_CODES[problem.code as ErrorCode].status, status);
}

/** A generator that only ever met 404 would prove nothing. */
function assertVariety(seen: ReadonlyMap<number, number>): void {
  for (const status of [200, 201, 400, 404, 405, 415, 422]) {
    assert.ok(
      (seen.get(status) ?? 0) > 20,
      `${status} was met ${seen.get(status) ?? 0} times: ${[...seen].join(' ')}`,
    );
  }
}

async function assertReplays(disk: MemoryDisk, node: Lithair): Promise<void> {
  const replayed = await openNode(disk.afterKill());
  assert.equal(stateOf(replayed), stateOf(node));
  await Promise.all([replayed.close(), node.close()]);
}
