import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { DocumentedApi, type Call, type DocumentedParameter } from '../../testing/documented-api';
import { EVERY_ATTRIBUTE } from '../../testing/every-attribute';
import { HttpProbe, type ProbeAnswer } from '../../testing/http-probe';
import { MemoryDisk } from '../../testing/memory-disk';
import { openNode } from '../../testing/open-node';
import { SampleCalls } from '../../testing/sample-calls';

const BODIES = 150;
const QUERIES = 100;

interface Problem {
  readonly code: string;
  readonly errors?: readonly { readonly path: string }[];
}
type Body = Readonly<Record<string, unknown>>;

async function withApi(
  use: (api: DocumentedApi, samples: SampleCalls, probe: HttpProbe) => Promise<void>,
): Promise<void> {
  const node = await openNode(new MemoryDisk(), { models: EVERY_ATTRIBUTE });
  const probe = await HttpProbe.start(node);
  try {
    await use(await DocumentedApi.of(probe), new SampleCalls(probe), probe);
  } finally {
    await probe.stop();
    await node.close();
  }
}

const value = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.string({ maxLength: 9 }),
  fc.integer(),
  fc.constantFrom(
    true,
    null,
    '',
    'fr',
    'en',
    '2026-01-31',
    '2026-02-31',
    'b7',
    [],
    {},
    ['x'],
    0.5,
    -1,
  ),
);
/** What becomes of one field of a right body: most often nothing. */
const change = fc.oneof(
  { weight: 4, arbitrary: fc.constant('keep' as const) },
  { weight: 1, arbitrary: fc.constant('drop' as const) },
  { weight: 3, arbitrary: value.map((given) => ({ given })) },
);

function changed(
  body: Body,
  changes: Readonly<Record<string, 'keep' | 'drop' | { given: unknown }>>,
): Body {
  const next: Record<string, unknown> = { ...body };
  for (const [field, each] of Object.entries(changes)) {
    if (each === 'drop') delete next[field];
    else if (each !== 'keep') next[field] = each.given;
  }
  return next;
}

/** What the document allows is not refused as invalid, and what it does not allow is refused. */
function assertJudged(isAllowed: boolean, { status, text }: ProbeAnswer): void {
  if (!isAllowed) {
    assert.ok(status === 422 || status === 400, `not allowed, answered ${status} ${text}`);
    return;
  }
  if (status < 400) return;
  const { code, errors = [] } = JSON.parse(text) as Problem;
  // No schema can say what a function of the application judges.
  const isOwnRule = errors.length > 0 && errors.every(({ path }) => path === '/isbn');
  assert.ok(code !== 'validation_failed' || isOwnRule, `allowed, and refused: ${text}`);
}

const FIELDS: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  EVERY_ATTRIBUTE.map(({ name, fieldNames }) => [name, [...fieldNames, 'unheard_of']]),
);

test('of generated bodies those are taken that the document allows, and no others', async () => {
  await withApi(async (api, samples, probe) => {
    const seen = { allowed: 0, refused: 0 };
    for (const call of api.calls.filter(({ verb }) =>
      ['create', 'replace', 'patch'].includes(verb),
    )) {
      const fields = (FIELDS[call.tag] ?? []).map((field) => [field, change] as const);
      await fc.assert(
        fc.asyncProperty(fc.record(Object.fromEntries(fields)), async (changes) => {
          const valid = await samples.valid(call);
          const body = changed(JSON.parse(String(valid.body)) as Body, changes);
          const isAllowed = api.isBody(call, JSON.parse(JSON.stringify(body)));
          const answer = await probe.send({ ...valid, body: JSON.stringify(body) });
          seen[isAllowed ? 'allowed' : 'refused'] += 1;
          api.assertDocumented(call, answer);
          assertJudged(isAllowed, answer);
        }),
        { numRuns: BODIES },
      );
    }
    assert.ok(seen.allowed > 100 && seen.refused > 100, JSON.stringify(seen));
  });
});

interface ValueSchema {
  readonly type?: 'boolean' | 'integer' | 'number' | 'array' | 'string';
  readonly const?: string;
  readonly enum?: readonly string[];
  readonly anyOf?: readonly ValueSchema[];
  readonly items?: ValueSchema;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** The text of any value that a parameter documents. */
function texts({
  type,
  const: only,
  enum: words,
  anyOf,
  items,
  minimum,
  maximum,
}: ValueSchema): fc.Arbitrary<string> {
  if (anyOf !== undefined) return fc.oneof(...anyOf.map(texts));
  if (only !== undefined) return fc.constant(only);
  if (words !== undefined) return fc.constantFrom(...words);
  switch (type) {
    case 'boolean':
      return fc.constantFrom('true', 'false');
    case 'integer':
      return fc.integer({ min: minimum ?? 0, max: maximum ?? 1000 }).map(String);
    case 'number':
      return fc.oneof(fc.integer(), fc.double({ min: -1e6, max: 1e6, noNaN: true })).map(String);
    case 'array': {
      const each = texts(items ?? {}).filter((text) => !text.includes(','));
      return fc.uniqueArray(each, { minLength: 1, maxLength: 4 }).map((all) => all.join(','));
    }
    case 'string':
    case undefined:
      break;
  }
  return fc.string({ maxLength: 20 });
}

const queryOf = (parameters: readonly DocumentedParameter[]): fc.Arbitrary<string> =>
  fc
    .uniqueArray(fc.constantFrom(...parameters), { maxLength: 3 })
    .chain((chosen) =>
      fc.tuple(
        ...chosen.map(({ name, schema }) =>
          texts(schema as ValueSchema).map(
            (text) => `${encodeURIComponent(name)}=${encodeURIComponent(text)}`,
          ),
        ),
      ),
    )
    .map((parts) => parts.join('&'));

test('each documented filter takes each value that is documented for it', async () => {
  await withApi(async (api, samples, probe) => {
    for (const { name } of EVERY_ATTRIBUTE) await samples.make(name);
    for (const call of api.calls.filter(({ verb }) => verb === 'list' || verb === 'count')) {
      // Not any event is past, and not of all that is past it is known what it was.
      const parameters = api
        .parameters(call)
        .filter(({ name }) => name !== 'cursor' && name !== 'asOf');
      await fc.assert(
        fc.asyncProperty(queryOf(parameters), async (query) => {
          const answer = await probe.send({ method: 'GET', path: `${call.path}?${query}` });
          assert.equal(answer.status, 200, `${query}: ${answer.text}`);
          api.assertDocumented(call, answer);
        }),
        { numRuns: QUERIES },
      );
    }
  });
});

test('a right call that asks for more than a record is answered as documented', async () => {
  await withApi(async (api, samples, probe) => {
    const book = await samples.make('books');
    await samples.patch('books', book.id);
    const get = api.calls.find(({ operation }) => operation.operationId === 'books.get') as Call;
    for (const query of ['expand=author', 'expand=author,shelf', `asOf=${book.seq + 1}`]) {
      const answer = await probe.send({ method: 'GET', path: `/api/books/${book.id}?${query}` });
      assert.equal(answer.status, 200, answer.text);
      api.assertDocumented(get, answer);
    }
    const bulk = api.calls.find(({ operation }) => operation.operationId === 'notes.bulk') as Call;
    const line = JSON.stringify({ book: book.id, text: 'one' });
    const headers = { 'content-type': 'application/x-ndjson' };
    const body = `${line}\n${line}\n`;
    const path = '/api/notes/bulk';
    const answer = await probe.send({ method: 'POST', path, headers, body });
    assert.equal(answer.status, 201, answer.text);
    api.assertDocumented(bulk, answer);
    assert.ok(api.isBody(bulk, JSON.parse(line), 'application/x-ndjson'));
  });
});
