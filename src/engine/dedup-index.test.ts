import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { defineEvent } from '../model/define-event';
import { REFERENCE_MODELS } from '../reference/models';
import type { DedupEntry } from './dedup-entry';
import { DedupIndex, type DedupLimits } from './dedup-index';
import type { LoggedEvent } from './event';

const WIDE: DedupLimits = { keysMax: 1000, bytesMax: 1_000_000, ageMaxS: 1000 };
const START_US = 1_767_225_600_000_000;
const SECOND_US = 1_000_000;

/** What one request leaves in the log. */
interface Sent {
  readonly key: string | undefined;
  readonly types: readonly string[];
  readonly size: number;
  readonly afterS: number;
}

const one = (key: string | undefined, afterS = 1): Sent => {
  return { key, types: ['ArticleCreated'], size: 10, afterS };
};

/** The events of requests, as the writer numbers and dates them. */
function eventsOf(requests: readonly Sent[]): LoggedEvent[] {
  let seq = 0;
  let timestamp = START_US;
  return requests.flatMap(({ key, types, size, afterS }) => {
    timestamp += afterS * SECOND_US;
    return types.map((type, at): LoggedEvent => {
      seq += 1;
      timestamp += 1;
      const id = `a${seq}`;
      const verb = type.endsWith('Created') ? 'create' : 'update';
      const request = { key: key ?? '', fingerprint: `f${seq}` };
      return {
        seq,
        type,
        eventId: `article:${id}:${verb}:${seq}`,
        aggregateId: id,
        timestamp,
        txLeft: types.length - 1 - at,
        request: key !== undefined && at === 0 ? request : undefined,
        changed: undefined,
        payload: JSON.stringify({ id, text: 'x'.repeat(size) }),
      };
    });
  });
}

function indexOf(events: readonly LoggedEvent[], limits: DedupLimits = WIDE): DedupIndex {
  const index = new DedupIndex(REFERENCE_MODELS, limits);
  for (const event of events) index.apply(event);
  return index;
}

const keysOf = (index: DedupIndex): string[] => index.dump().map(({ key }) => key);

test('remembers the event of a request, with the very text of the state', () => {
  const events = eventsOf([one(undefined), one('k')]);
  const index = indexOf(events);
  const entry = index.get('k') as DedupEntry;
  const { events: remembered, tally } = index.effectOf(entry);
  assert.deepEqual(remembered, [events[1]]);
  assert.deepEqual(tally, { seq: 2, created: ['a2'], updated: 0, deleted: 0 });
});

test('what an own event said takes no memory, and forgets no key', () => {
  const events = eventsOf(
    Array.from({ length: 100 }, (_, n) => {
      return { key: `k${n}`, types: ['BatchAdded'], size: 100_000, afterS: 1 };
    }),
  );
  const index = new DedupIndex([], WIDE, [defineEvent('BatchAdded', {})]);
  for (const event of events) index.apply(event);
  assert.equal(index.size, 100);
  assert.ok(index.bytes < 100 * 500, `${index.bytes} bytes`);
  const [remembered] = index.effectOf(index.get('k0') as DedupEntry).events;
  const { payload, eventId, ...facts } = remembered as LoggedEvent;
  assert.deepEqual({ ...events[0], ...facts }, events[0]);
  assert.equal(JSON.parse(payload), null, 'the file of the keys is JSON');
});

test('remembers of several events what the answer counts', () => {
  const types = ['ArticleCreated', 'ArticleUpdated', 'ArticleDeleted', 'ArticleCreated'];
  const index = indexOf(eventsOf([{ key: 'k', types, size: 10, afterS: 1 }]));
  const { events, tally } = index.effectOf(index.get('k') as DedupEntry);
  assert.deepEqual(events, []);
  const { seq, created, updated, deleted } = tally;
  assert.deepEqual(
    { seq, created, updated, deleted },
    {
      seq: 4,
      created: ['a1', 'a4'],
      updated: 1,
      deleted: 1,
    },
  );
});

test('does not know a key before the last event of its transaction', () => {
  const [first, second] = eventsOf([
    { key: 'k', types: ['ArticleCreated', 'ArticleCreated'], size: 1, afterS: 1 },
  ]) as [LoggedEvent, LoggedEvent];
  const index = indexOf([first]);
  assert.equal(index.get('k'), undefined);
  index.apply(second);
  assert.equal(index.get('k')?.seq, 2);
});

test('forgets the oldest beyond its bounds: keys, bytes, age', () => {
  const requests = ['a', 'b', 'c', 'd'].map((key) => one(key));
  assert.deepEqual(keysOf(indexOf(eventsOf(requests), { ...WIDE, keysMax: 3 })), ['b', 'c', 'd']);
  const large = requests.map((request) => ({ ...request, size: 1000 }));
  assert.deepEqual(keysOf(indexOf(eventsOf(large), { ...WIDE, bytesMax: 2800 })), ['c', 'd']);
  const old = [one('a'), one('b', 5), one('c', 5), one(undefined, 5)];
  assert.deepEqual(keysOf(indexOf(eventsOf(old), { ...WIDE, ageMaxS: 11 })), ['b', 'c']);
});

test('estimates the memory of an entry by its texts', () => {
  const [event] = eventsOf([one('key')]) as [LoggedEvent];
  const { aggregateId, payload } = event;
  assert.equal(indexOf([event]).bytes, 240 + 'key'.length + aggregateId.length + payload.length);
  const types = ['ArticleCreated', 'ArticleUpdated', 'ArticleCreated'];
  const several = indexOf(eventsOf([{ key: 'key', types, size: 10, afterS: 1 }]));
  assert.equal(several.bytes, 240 + 'key'.length + 16 + 'a1'.length + 16 + 'a3'.length);
});

test('is empty again, to the byte, when all is forgotten', () => {
  const index = indexOf(eventsOf([one('a'), one('b'), one(undefined, 5000)]));
  assert.deepEqual([index.size, index.bytes, index.dump()], [0, 0, []]);
});

test('takes the later of two requests with one key, which wider limits may bring back', () => {
  const events = eventsOf([one('a'), one('b'), one('a')]);
  assert.deepEqual(keysOf(indexOf(events)), ['b', 'a']);
  assert.equal(indexOf(events).get('a')?.seq, 3);
});

test('what is forgotten leaves no trace, however much it is', () => {
  const events = eventsOf(Array.from({ length: 5_000 }, (_, index) => one(`k${index}`)));
  for (const keysMax of [1, 900, 1_100, 2_400]) {
    const index = indexOf(events, { keysMax, bytesMax: 1e9, ageMaxS: 1e9 });
    const kept = events.slice(-keysMax).map(({ request }) => request?.key ?? '');
    assert.deepEqual(keysOf(index), kept);
    assert.equal(index.size, keysMax);
    assert.equal(
      index.bytes,
      indexOf(events.slice(-keysMax), { keysMax, bytesMax: 1e9, ageMaxS: 1e9 }).bytes,
    );
  }
});

test('a key is forgotten when an event is later than its age, not before', () => {
  const [first, second] = eventsOf([one('a'), one('b', 10)]) as [LoggedEvent, LoggedEvent];
  const later = (timestamp: number): LoggedEvent => {
    return { ...second, seq: 3, timestamp, request: undefined };
  };
  for (const [afterUs, kept] of [
    [0, ['a', 'b']],
    [1, ['b']],
  ] as const) {
    const index = indexOf([first, second], { ...WIDE, ageMaxS: 15 });
    index.apply(later(first.timestamp + 15 * SECOND_US + afterUs));
    assert.deepEqual(keysOf(index), kept);
    index.apply({ ...later(second.timestamp + 15 * SECOND_US + 1), seq: 4 });
    assert.deepEqual(keysOf(index), []);
  }
});

test('forgetting one key costs the same however many are remembered', () => {
  const [event] = eventsOf([one('k')]) as [LoggedEvent];
  const timeOf = (keysMax: number): number => {
    const index = new DedupIndex(REFERENCE_MODELS, { ...WIDE, keysMax, bytesMax: 1e9 });
    const apply = (seq: number): void => {
      const request = { key: `k${seq}`, fingerprint: 'f' };
      index.apply({ ...event, seq, timestamp: START_US + seq, request });
    };
    for (let seq = 1; seq <= keysMax; seq += 1) apply(seq);
    const started = performance.now();
    for (let seq = keysMax + 1; seq <= keysMax + 20_000; seq += 1) apply(seq);
    const took = performance.now() - started;
    assert.equal(index.dump()[0]?.key, 'k20001');
    return took;
  };
  // The best of several: a pause of the machine is not the cost of the index.
  const best = (keysMax: number): number =>
    Math.min(...Array.from({ length: 5 }, () => timeOf(keysMax)));
  // Fifty times the keys: the same work. Walking over what was forgotten makes it a thousand times.
  assert.ok(best(50_000) / best(1_000) < 50);
});

const sent = fc.record({
  key: fc.option(fc.integer({ min: 0, max: 12 }).map(String), { nil: undefined }),
  types: fc.array(fc.constantFrom('ArticleCreated', 'ArticleUpdated'), {
    minLength: 1,
    maxLength: 4,
  }),
  size: fc.integer({ min: 0, max: 600 }),
  afterS: fc.integer({ min: 0, max: 20 }),
});
const limits = fc.record({
  keysMax: fc.integer({ min: 1, max: 8 }),
  bytesMax: fc.integer({ min: 0, max: 4000 }),
  ageMaxS: fc.integer({ min: 1, max: 60 }),
});

test('is what the log and the limits say, and nothing else (property)', () => {
  fc.assert(
    fc.property(fc.array(sent, { maxLength: 40 }), limits, (requests, bounds) => {
      const events = eventsOf(requests);
      assert.deepEqual(keysOf(indexOf(events, bounds)), expectedKeys(events, bounds));
    }),
    { numRuns: 500 },
  );
});

/** The same rules in the most obvious way: a list, judged again after each event. */
function expectedKeys(events: readonly LoggedEvent[], bounds: DedupLimits): string[] {
  const costOf = (events: readonly LoggedEvent[]): number => indexOf(events).bytes;
  let kept: { key: string; timestamp: number; cost: number }[] = [];
  let transaction: LoggedEvent[] = [];
  for (const event of events) {
    kept = kept.filter((one) => event.timestamp - one.timestamp <= bounds.ageMaxS * SECOND_US);
    transaction.push(event);
    if (event.txLeft > 0) continue;
    const key = transaction[0]?.request?.key;
    if (key !== undefined) {
      const { timestamp } = event;
      kept = kept.filter((one) => one.key !== key);
      kept.push({ key, timestamp, cost: costOf(transaction) });
    }
    transaction = [];
    const cost = (): number => kept.reduce((sum, one) => sum + one.cost, 0);
    while (kept.length > bounds.keysMax || cost() > bounds.bytesMax) kept.shift();
  }
  return kept.map(({ key }) => key);
}

test('goes on from a dump as if it had never stopped, wherever replay starts (property)', () => {
  const place = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(fc.array(sent, { maxLength: 40 }), limits, place, place, (all, bounds, a, b) => {
      const events = eventsOf(all);
      const ends = [0, ...events.filter(({ txLeft }) => txLeft === 0).map(({ seq }) => seq)];
      const covered = ends[Math.floor(a * (ends.length - 1))] as number;
      const from = ends[Math.floor(b * ends.indexOf(covered))] as number;
      const before = indexOf(events.slice(0, covered), bounds);
      const index = new DedupIndex(REFERENCE_MODELS, bounds);
      index.restore(covered, before.dump());
      for (const event of events.slice(from)) index.apply(event);
      const whole = indexOf(events, bounds);
      assert.deepEqual([index.dump(), index.bytes], [whole.dump(), whole.bytes]);
    }),
    { numRuns: 500 },
  );
});

test('an event that no declared model has is refused by name', () => {
  const index = new DedupIndex(REFERENCE_MODELS, WIDE);
  const events = eventsOf([
    { key: 'k', types: ['ArticleCreated', 'GhostSeen'], size: 1, afterS: 1 },
  ]);
  assert.throws(() => events.forEach((event) => index.apply(event)), /events of type GhostSeen/);
});
