// Queries on many records, in process: `node --expose-gc benchmarks/queries.mjs [records]`, after
// `npm run build`. Times are CPU time, so that a busy machine falsifies them less.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { z } = createRequire(new URL('../package.json', import.meta.url))('zod');
const { defineModel, field, StateEngine } = require('../dist/index.js');
const { readListQuery } = require('../dist/http/query/list-query.js');

const RECORDS = Number(process.argv[2] ?? 1_000_000);
const NEW = Math.min(100_000, RECORDS);

const cpuMs = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};
const usedMb = () => {
  for (let round = 0; round < 3; round += 1) globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return (heapUsed + arrayBuffers) / 1e6;
};
const timed = (work) => {
  const start = cpuMs();
  work();
  return cpuMs() - start;
};

let state = 1;
const random = (below) => {
  state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
  return Math.floor((state / 2 ** 32) * below);
};

function modelOf(indexed) {
  const rules = (name) => ({ db: { indexed: indexed.includes(name) } });
  return defineModel('products', {
    name: field(z.string(), rules('name')),
    description: field(z.string()),
    price: field(z.number(), rules('price')),
    category: field(z.string(), rules('category')),
    band: field(z.string(), rules('band')),
    code: field(z.string(), { db: { unique: indexed.includes('code') } }),
  });
}

const recordOf = (seq) => {
  const price = random(10_000_000) / 100;
  return {
    id: `p${seq}`,
    name: `Product ${random(RECORDS)}`,
    description: 'A rather useful thing that anyone may want to have at home, and at work too.',
    price,
    category: `category-${random(20)}`,
    band: `band-${Math.floor(price / 5_000)}`,
    code: `code-${seq}`,
  };
};

const eventOf = (seq) => ({
  seq,
  type: 'ProductCreated',
  eventId: '',
  aggregateId: `p${seq}`,
  timestamp: seq,
  txLeft: 0,
  payload: JSON.stringify(recordOf(seq)),
});

function filled(indexed, records) {
  const engine = new StateEngine([modelOf(indexed)]);
  for (let seq = 1; seq <= records; seq += 1) engine.applyEvent(eventOf(seq));
  return engine;
}

console.log(`${RECORDS} records, Node ${process.version}`);

console.log('\nindexed            made (ms)   memory (MB)   create (µs)   update (µs)');
for (const indexed of [[], ['category'], ['price'], ['name'], ['price', 'category', 'name']])
  costOf(indexed);

/** A function, so that nothing of the row before is still held. */
function costOf(indexed) {
  const engine = filled(indexed, RECORDS);
  const before = usedMb();
  const madeMs = timed(() => engine.withStateMut((mutable) => mutable.prepareQueries()));
  const memory = usedMb() - before;
  const events = Array.from({ length: NEW }, (_, index) => eventOf(RECORDS + 1 + index));
  const created = timed(() => events.forEach((event) => engine.applyEvent(event)));
  const updates = Array.from({ length: NEW }, (_, index) => {
    const target = 1 + random(RECORDS);
    const event = eventOf(target);
    return { ...event, seq: RECORDS + NEW + 1 + index, type: 'ProductUpdated' };
  });
  const updated = timed(() => updates.forEach((event) => engine.applyEvent(event)));
  const cells = [madeMs.toFixed(0), memory.toFixed(0)];
  cells.push(((created / NEW) * 1000).toFixed(2), ((updated / NEW) * 1000).toFixed(2));
  console.log(
    (indexed.join() || 'nothing').padEnd(20) + cells.map((c) => c.padStart(9)).join('    '),
  );
}

const engine = filled(['price', 'category', 'name', 'band', 'code'], RECORDS);
const [model] = engine.withState((state) => state.models);
engine.withStateMut((mutable) => mutable.prepareQueries());

/** One page, its total and its text, from the URL on. */
function page(url) {
  const { records, limit, after } = readListQuery(model, url);
  return engine.withState((readable) => {
    const found = readable.find('products', records);
    const hits = found.take(after, limit);
    return `{"items":[${hits.map(({ entry }) => entry.json).join()}],"total":${found.total}}`;
  });
}

const QUERIES = [
  () => `?limit=100`,
  () => `?category=category-${random(20)}&limit=100`,
  () => `?category=category-${random(20)}&limit=10`,
  () => `?code=code-${random(RECORDS)}`,
  () => `?name=Product ${random(RECORDS)}`,
  () => `?price[gte]=${random(90_000)}&price[lt]=99999&sort=price&limit=10`,
  () => `?price[gte]=${random(90_000)}&sort=-price&limit=100`,
  () => `?sort=-price&limit=100`,
  () => `?sort=category&limit=100`,
  () => `?name[prefix]=Product 77${random(10)}&sort=name&limit=10`,
  () => `?price[gte]=50000&price[lt]=50010&limit=10`,
  () => `?price[gte]=50000&limit=10`,
  () => `?price[gte]=50000&price[lt]=52000&limit=10`,
  // Several filters.
  () => `?category=category-3&price[lt]=10&limit=10`,
  () => `?category=category-3&price[lt]=50000&limit=10`,
  () => `?category=category-${random(20)}&band=band-${random(20)}&limit=10`,
  () => `?category[in]=category-1,category-2,category-3&price[gte]=${random(90_000)}&limit=10`,
  () => `?category[ne]=category-3&price[lt]=${20_000 + random(70_000)}&limit=10`,
  () =>
    `?price[gte]=${random(50_000)}&price[lt]=${60_000 + random(40_000)}&name[lt]=Product 5&limit=10`,
  () => `?category[ne]=category-3&band[ne]=band-1&price[gte]=20000&name[gte]=Product 2&limit=10`,
  // Filters, and an order of another field.
  () => `?category=category-3&sort=-price&limit=10`,
  () => `?category=category-${random(20)}&sort=price&limit=100`,
  () => `?name=Product 7&sort=price&limit=10`,
  () => `?name[prefix]=Product 77${random(10)}&sort=price&limit=10`,
  () => `?price[lt]=${random(100_000)}&sort=name&limit=100`,
  () => `?category=category-3&price[lt]=50000&sort=-price&limit=10`,
  () => `?category=category-3&band[ne]=band-7&price[lt]=50000&sort=-name&limit=100`,
  // What the filter wants comes last.
  () => `?band=band-0&sort=-price&limit=10`,
  () => `?band=band-0&sort=-price&limit=100`,
  () => `?band=band-0&category=category-3&sort=-price&limit=100`,
];
console.log('\n   µs (CPU)   first, slowest (ms, wall)   total      query');
console.log(`${getUs().toFixed(2).padStart(10)}                                         get by id`);
for (const query of QUERIES) {
  const begun = performance.now();
  page(query());
  const first = performance.now() - begun;
  for (let warm = 0; warm < 20; warm += 1) page(query());
  const rounds = 200;
  let slowest = 0;
  const ms = timed(() => {
    for (let round = 0; round < rounds; round += 1) {
      const start = performance.now();
      page(query());
      slowest = Math.max(slowest, performance.now() - start);
    }
  });
  const url = query();
  const total = /"total":(\d+)/.exec(page(url))?.[1];
  const us = ((ms / rounds) * 1000).toFixed(1);
  const walls = `${first.toFixed(1).padStart(8)}   ${slowest.toFixed(2).padStart(8)}`;
  console.log(`${us.padStart(10)}   ${walls}   ${total.padStart(12)}      ${url}`);
}

function getUs() {
  const ids = Array.from({ length: 100_000 }, () => `p${1 + random(RECORDS)}`);
  const records = engine.withState((readable) => readable.records('products'));
  return (timed(() => ids.forEach((id) => records.get(id))) / ids.length) * 1000;
}
