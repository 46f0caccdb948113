import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { z } from 'zod';
import { defineModel } from '../../model/define-model';
import { field } from '../../model/field';
import { Collection } from '../collection';
import type { LoggedEvent } from '../event';
import { compareKeys, isWithin, NESTED, type Key } from '../index/key';
import { TableBackend } from '../table-backend';
import { LithairError } from '../../errors/lithair-error';
import { findRecords, type QueryBounds } from './find-records';
import {
  allBut,
  beginningWith,
  EVERY_KEY,
  EVERY_TEXT,
  keysOnly,
  onSide,
  shared,
} from './key-ranges';
import type { FieldFilter, Place, RecordQuery } from './record-query';

const any = z.json().optional();
const Thing = defineModel('things', {
  a: field(any, { db: { indexed: true } }),
  b: field(any, { db: { indexed: true } }),
  code: field(z.string().optional(), { db: { unique: true } }),
  free: field(any),
});
const FIELDS = ['a', 'b', 'code', 'free', 'id'] as const;

interface Thing {
  readonly id: string;
  readonly [field: string]: unknown;
}

interface Keyed {
  readonly id: string;
  readonly key: Key;
}

/** Few values, so that filters meet them; and those that are easily confused. */
const scalar = fc.constantFrom<string | number | boolean | null>(
  ...[
    null,
    true,
    false,
    0,
    1,
    2,
    10,
    -1.5,
    '',
    '1',
    'a',
    'ab',
    'b',
    'a"b',
    'é\\',
    '\uffff',
    'null',
  ],
);
const value = fc.oneof(
  { weight: 9, arbitrary: scalar },
  fc.constantFrom([1], { a: 1 }, { b: ',"a":2' }),
);
const key = scalar as fc.Arbitrary<string | number>;

const ranges = fc.oneof(
  fc.constant(EVERY_KEY),
  fc.array(key, { maxLength: 3 }).map(keysOnly),
  fc.array(key, { maxLength: 2 }).map((keys) => allBut(keysOnly(keys))),
  fc
    .tuple(
      fc.constantFrom('gt', 'gte', 'lt', 'lte'),
      fc.constantFrom<string | number>(0, 1.5, 10, '', 'a', 'b'),
    )
    .map(([comparison, side]) => onSide(comparison as 'gt', side)),
  fc.constantFrom('', 'a', '\uffff').map(beginningWith),
);

const filter: fc.Arbitrary<FieldFilter> = fc
  .tuple(
    fc.constantFrom(...FIELDS),
    fc.tuple(ranges, ranges),
    fc.option(fc.constantFrom('a', '"'), { nil: undefined }),
  )
  .map(([name, [one, other], text]) => ({
    field: name,
    ranges: shared(shared(one, other), text === undefined ? EVERY_KEY : EVERY_TEXT),
    contains: text === undefined ? [] : [text],
  }));

const query: fc.Arbitrary<RecordQuery> = fc.record({
  filters: fc.uniqueArray(filter, { maxLength: 3, selector: (one) => one.field }),
  sort: fc.option(fc.record({ field: fc.constantFrom(...FIELDS), isDown: fc.boolean() }), {
    nil: undefined,
  }),
});

const change = fc.record({
  id: fc.integer({ min: 0, max: 40 }).map((number) => `t${number}`),
  isRemoval: fc.boolean(),
  fields: fc.record({ a: value, b: value, free: value }, { requiredKeys: [] }),
});

/** A collection, and the same records in the most obvious form. */
class Rig {
  readonly collection = new Collection(Thing, new TableBackend());
  /** In the order of their creation. */
  readonly oracle = new Map<string, Thing>();
  readonly createdSeqs = new Map<string, number>();
  #seq = 0;

  apply({ id, isRemoval, fields }: { id: string; isRemoval: boolean; fields: object }): void {
    const seq = (this.#seq += 1);
    const thing: Thing = { id, ...fields, code: `${id}-${seq % 3}` };
    const payload = JSON.stringify(thing);
    const event: LoggedEvent = {
      seq,
      type: '',
      eventId: '',
      aggregateId: id,
      timestamp: 0,
      txLeft: 0,
      payload,
    };
    if (!this.oracle.has(id)) {
      this.collection.create(event);
      this.createdSeqs.set(id, seq);
      this.oracle.set(id, thing);
    } else if (isRemoval) {
      this.collection.remove(event);
      this.oracle.delete(id);
    } else {
      this.collection.update(event);
      this.oracle.set(id, thing);
    }
  }

  scan({ filters, sort }: RecordQuery): string[] {
    const found = [...this.oracle.values()].filter((thing) =>
      filters.every((one) => fits(keyOf(thing, one.field), one)),
    );
    if (sort === undefined) return found.map(({ id }) => id);
    const keyed = found.map((thing): Keyed => ({ id: thing.id, key: keyOf(thing, sort.field) }));
    const sign = sort.isDown ? -1 : 1;
    return keyed.sort((one, other) => sign * compareKeys(one.key, other.key)).map(({ id }) => id);
  }

  /** Every page of a query; `onPage` may change records between two. */
  walk(asked: RecordQuery, { limit, bounds, onPage }: Walk): string[] {
    const ids: string[] = [];
    for (let place: Place | undefined; ;) {
      const hits = findRecords(this.collection, asked, bounds).take(place, limit);
      ids.push(...hits.map(({ entry }) => entry.id));
      place = hits.at(-1)?.place;
      if (hits.length < limit) return ids;
      onPage?.();
    }
  }
}

interface Walk {
  readonly limit: number;
  readonly bounds: QueryBounds;
  readonly onPage?: () => void;
}

/** All ways to answer are taken, however few records there are. */
const walks = fc.record({
  limit: fc.integer({ min: 1, max: 7 }),
  bounds: fc.record({
    lookedMax: fc.constantFrom(0, 3, 10, 1_000),
    joinedMax: fc.constant(1_000),
    fewMax: fc.constantFrom(0, 3, 1_000),
    vainMax: fc.constantFrom(0, 10, 1_000),
    passedMax: fc.constantFrom(0, 10, 1_000),
  }),
});

/** A refusal is right when something that is asked has no index. */
function refuses(rig: Rig, asked: RecordQuery, bounds: QueryBounds): boolean {
  try {
    findRecords(rig.collection, asked, bounds);
    return false;
  } catch (error) {
    assert.ok(error instanceof LithairError);
    assert.equal(error.code, 'query_too_expensive');
    const { field: blamed } = error.details;
    const one = asked.filters.find((each) => each.field === blamed);
    const isIndexed = blamed === 'a' || blamed === 'b';
    assert.ok(!isIndexed || (one?.contains.length ?? 0) > 0, error.message);
    assert.ok(bounds.lookedMax < rig.oracle.size);
    return true;
  }
}

function keyOf(thing: Thing, name: string): Key {
  const held = thing[name] ?? null;
  if (typeof held === 'object' && held !== null) return NESTED;
  return held as Key;
}

const fits = (held: Key, { ranges: wanted, contains }: FieldFilter): boolean =>
  wanted.some((range) => isWithin(held, range)) &&
  contains.every((text) => typeof held === 'string' && held.includes(text));

test('every query finds what a scan finds, in its order, or is refused for want of an index', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(change, query), { maxLength: 120 }), walks, (steps, how) => {
      const rig = new Rig();
      for (const step of steps) {
        if ('id' in step) {
          rig.apply(step);
        } else if (!refuses(rig, step, how.bounds)) {
          const expected = rig.scan(step);
          assert.equal(findRecords(rig.collection, step, how.bounds).total, expected.length);
          assert.deepEqual(rig.walk(step, how), expected);
        }
      }
    }),
    { numRuns: 500 },
  );
});

test('pages with changes in between give each record that stays once, in order', () => {
  fc.assert(
    fc.property(
      fc.array(change, { minLength: 30, maxLength: 90 }),
      query,
      walks,
      fc.array(fc.array(change, { maxLength: 3 }), { maxLength: 40 }),
      (first, asked, how, later) => {
        const rig = new Rig();
        for (const one of first) rig.apply(one);
        if (refuses(rig, asked, how.bounds)) return;
        const before = rig.scan(asked);
        const touched = new Set<string>();
        const rounds = later.values();
        const seen = rig.walk(asked, {
          ...how,
          onPage: () => {
            for (const one of rounds.next().value ?? []) {
              rig.apply(one);
              touched.add(one.id);
            }
            fc.pre(!refuses(rig, asked, how.bounds));
          },
        });
        const stays = (id: string): boolean => !touched.has(id);
        assert.deepEqual(seen.filter(stays), before.filter(stays));
      },
    ),
    { numRuns: 500 },
  );
});

test('an answer that is read while records change gives only what still fits', () => {
  fc.assert(
    fc.property(
      fc.array(change, { minLength: 30, maxLength: 90 }),
      query,
      walks,
      fc.array(change, { maxLength: 20 }),
      (first, asked, how, later) => {
        const rig = new Rig();
        for (const one of first) rig.apply(one);
        if (refuses(rig, asked, how.bounds)) return;
        const before = rig.scan(asked);
        const found = findRecords(rig.collection, asked, how.bounds);
        const start = found.take(undefined, how.limit);
        for (const one of later) rig.apply(one);
        const rest = found.take(start.at(-1)?.place, 1_000).map(({ entry }) => entry.id);
        const touched = new Set(later.map(({ id }) => id));
        const stays = (id: string): boolean => !touched.has(id);
        if (start.length > 0)
          assert.deepEqual(rest.filter(stays), before.slice(start.length).filter(stays));
        const fitting = new Set(rig.scan(asked));
        assert.ok(rest.every((id) => fitting.has(id)));
      },
    ),
    { numRuns: 500 },
  );
});
