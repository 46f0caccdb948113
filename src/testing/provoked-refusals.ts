import { BULK_BODY, BULK_ITEMS_MAX, EVENT_BODY, SINGLE_BODY } from '../http/exchange';
import type { Call } from './documented-api';
import type { ProbeRequest } from './http-probe';
import type { SampleCalls } from './sample-calls';

/** A request of a call that must be refused. */
type Recipe = (samples: SampleCalls, call: Call) => Promise<ProbeRequest>;

const isMany = ({ verb }: Call): boolean => verb === 'bulk' || verb === 'transaction';

/** The right request with another body. */
const withBody =
  (bodyOf: (call: Call) => string | Buffer): Recipe =>
  async (samples, call) => ({ ...(await samples.valid(call)), body: bodyOf(call) });

const withHeaders =
  (headers: Readonly<Record<string, string>>): Recipe =>
  async (samples, call) => {
    const valid = await samples.valid(call);
    return { ...valid, headers: { ...valid.headers, ...headers } };
  };

const withQuery =
  (query: string): Recipe =>
  async (samples, call) => {
    const valid = await samples.valid(call);
    return { ...valid, path: `${valid.path}?${query}` };
  };

/** The right request about a record of this name. */
const withId =
  (id: string): Recipe =>
  async (samples, call) => {
    if (call.verb === 'bulk') return await about(samples, call, { delete: [id] });
    if (call.verb === 'transaction')
      return await about(samples, call, samples.operation('delete', 'problems', { id }));
    const valid = await samples.valid(call);
    return { ...valid, path: call.path.replace(/\{\w+\}/, id) };
  };

async function about(samples: SampleCalls, call: Call, body: unknown): Promise<ProbeRequest> {
  return { ...(await samples.valid(call)), body: JSON.stringify(body) };
}

/** A record with these values, made or changed by the call. */
const withValues =
  (
    valuesOf: (samples: SampleCalls, model: string) => Promise<Readonly<Record<string, unknown>>>,
    modelOfTransaction: string,
  ): Recipe =>
  async (samples, call) => {
    const model = call.verb === 'transaction' ? modelOfTransaction : call.tag;
    const values = await valuesOf(samples, model);
    const valid = await samples.valid(call);
    const base = { ...(await samples.bodyOf(model)), ...values };
    if (call.verb === 'bulk') return { ...valid, body: JSON.stringify([base]) };
    if (call.verb === 'transaction')
      return await about(samples, call, samples.operation('create', model, { value: base }));
    if (call.verb === 'patch') return { ...valid, body: JSON.stringify(values) };
    const body = JSON.parse(String(valid.body)) as object;
    return { ...valid, body: JSON.stringify({ ...body, ...values }) };
  };

const REFERENCE: Readonly<Record<string, string>> = {
  books: 'author',
  notes: 'book',
  problems: 'parent',
};

/** For each code how a call is made to refuse with it, by a request alone. */
export const RECIPES: Readonly<Record<string, Recipe>> = {
  empty_body: withBody(() => ''),
  malformed_json: withBody(() => '{'),
  invalid_utf8: withBody(() => Buffer.from([0x22, 0xff, 0x22])),
  json_too_deep: withBody(() => '['.repeat(65) + ']'.repeat(65)),
  json_too_many_keys: withBody((call) => {
    const single = call.path.startsWith('/api/events/') ? EVENT_BODY : SINGLE_BODY;
    const { keysMax } = isMany(call) ? BULK_BODY : single;
    return `{${'"":0,'.repeat(keysMax)}"":0}`;
  }),
  number_out_of_range: withBody(() => '[1e400]'),
  forbidden_key: withBody(() => '{"__proto__":1}'),
  validation_failed: withBody(() => '{"nonsense":1}'),
  unsupported_media_type: withHeaders({ 'content-type': 'text/plain' }),
  // Refused by what it announces: the rest need not be sent.
  payload_too_large: withHeaders({ 'content-length': String(BULK_BODY.bytesMax + 1) }),
  invalid_idempotency_key: withHeaders({ 'idempotency-key': 'not one' }),
  idempotency_key_reused: async (samples, call) => {
    const key = { 'idempotency-key': `key-${samples.next()}` };
    const first = { method: 'POST', path: '/api/problems', body: JSON.stringify({ limit: 1 }) };
    await samples.ok({ ...first, headers: { 'content-type': 'application/json', ...key } });
    return await withHeaders(key)(samples, call);
  },
  invalid_id: withId('not%20one'),
  not_found: withId('b0'),
  route_not_found: async () => ({ method: 'GET', path: '/docs/nothing.js' }),
  invalid_query: withQuery('nonsense=1'),
  invalid_cursor: withQuery('cursor=nonsense'),
  invalid_if_match: async (samples, call) => {
    if (call.verb !== 'transaction') return await withHeaders({ 'if-match': 'x' })(samples, call);
    const members = { id: 'p1', if_match: 'x' };
    return await about(samples, call, samples.operation('delete', 'problems', members));
  },
  stale_version: async (samples, call) => {
    const tag = '"999999999"';
    if (call.verb !== 'transaction') return await withHeaders({ 'if-match': tag })(samples, call);
    const { id } = await samples.make('problems');
    const members = { id, if_match: tag };
    return await about(samples, call, samples.operation('delete', 'problems', members));
  },
  id_taken: withValues(
    async (samples, model) => ({ id: (await samples.make(model)).id }),
    'problems',
  ),
  unique_violation: withValues(async (samples, model) => {
    const { label } = (await samples.make(model)).body;
    return { label };
  }, 'shelves'),
  read_only_field: withValues(async () => ({ rank: 7 }), 'authors'),
  reference_not_found: async (samples, call) => {
    const nobody = withValues(
      async (_samples, model) => ({ [REFERENCE[model] as string]: 'nobody' }),
      'problems',
    );
    return call.verb === 'restore'
      ? await restoreOfLostShelf(samples, call)
      : await nobody(samples, call);
  },
  immutable_field: async (samples, call) => {
    if (call.verb === 'bulk') {
      const { id } = await samples.make(call.tag);
      return await about(samples, call, { update: [{ id, name: 'Another' }] });
    }
    if (call.verb === 'transaction') {
      const { id } = await samples.make('authors');
      const members = { id, patch: { name: 'Another' } };
      return await about(samples, call, samples.operation('update', 'authors', members));
    }
    const valid = await samples.valid(call);
    const body = JSON.parse(String(valid.body)) as object;
    return { ...valid, body: JSON.stringify({ ...body, id: 'b999999' }) };
  },
  still_referenced: async (samples, call) => {
    const id = await referenced(samples, call.tag === 'transaction' ? 'authors' : call.tag);
    if (call.verb === 'bulk') return await about(samples, call, { delete: [id] });
    if (call.verb === 'transaction')
      return await about(samples, call, samples.operation('delete', 'authors', { id }));
    return { ...(await samples.valid(call)), path: call.path.replace('{id}', id) };
  },
  too_many_items: async (samples, call) => {
    const many = Array.from({ length: BULK_ITEMS_MAX + 1 }, (_, index) => `x${index}`);
    if (call.verb === 'bulk') return await about(samples, call, { delete: many });
    if (call.verb === 'transaction')
      return await about(samples, call, { operations: many.map(() => ({})) });
    const valid = await samples.valid(call);
    await hangOn(samples, call.tag, valid.path.split('/').at(-1) as string);
    return valid;
  },
  history_not_kept: async (samples, call) => {
    const made = await samples.make(call.tag);
    for (let times = 0; times < 4; times += 1) await samples.patch(call.tag, made.id);
    const valid = await samples.valid(call, made);
    const asOf = `${valid.path}?asOf=${made.seq}`;
    if (call.verb === 'get' || call.verb === 'list') return { ...valid, path: asOf };
    if (call.verb !== 'count') return valid;
    // How many there were is known, unless it is asked of what is not kept.
    const field = UNKEPT[call.tag];
    return { ...valid, path: field === undefined ? asOf : `${asOf}&${field}=x` };
  },
};

/** Of models that keep some fields, one that can change and is not kept. */
const UNKEPT: Readonly<Record<string, string>> = { books: 'author', notes: 'book' };

async function restoreOfLostShelf(samples: SampleCalls, call: Call): Promise<ProbeRequest> {
  const made = await samples.make('books');
  await samples.patch('books', made.id, { shelf: null });
  await samples.ok({ method: 'DELETE', path: `/api/shelves/${String(made.body['shelf'])}` });
  return await samples.valid(call, made);
}

/** A record that another one keeps from being deleted. */
async function referenced(samples: SampleCalls, model: string): Promise<string> {
  if (model === 'problems') {
    const { id } = await samples.make(model);
    const body = JSON.stringify({ limit: 1, parent: id });
    const headers = { 'content-type': 'application/json' };
    await samples.ok({ method: 'POST', path: '/api/problems', headers, body });
    return id;
  }
  return String((await samples.make('books')).body['author']);
}

/** More records than one deletion may change refer to this one. */
async function hangOn(samples: SampleCalls, model: string, id: string): Promise<void> {
  const author = model === 'shelves' ? (await samples.make('authors')).id : '';
  const one = (): object =>
    model === 'shelves'
      ? { id: `b${samples.next()}`, title: 't', author, shelf: id }
      : { book: id, text: 't' };
  await fill(samples, model === 'shelves' ? 'books' : 'notes', one);
}

/** So many records that they can neither be looked at one by one, nor go with another. */
export async function fill(samples: SampleCalls, model: string, one: () => unknown): Promise<void> {
  for (const length of [BULK_ITEMS_MAX, 1]) {
    const body = JSON.stringify(await Promise.all(Array.from({ length }, one)));
    const headers = { 'content-type': 'application/json' };
    await samples.ok({ method: 'POST', path: `/api/${model}/bulk`, headers, body });
  }
}
