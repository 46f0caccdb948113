import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { z } from 'zod';
import { defineModel } from '../../model/define-model';
import { field } from '../../model/field';
import { Collection } from '../collection';
import { compareKeys, isWithin, type Key } from '../index/key';
import { TableBackend } from '../table-backend';
import { findRecords, QUERY_BOUNDS, type QueryBounds } from './find-records';
import { allBut, beginningWith, keysOnly, onSide, shared, type KeyRanges } from './key-ranges';
import type { FieldFilter, Place, RecordQuery } from './record-query';

const indexed = { db: { indexed: true } };
const Thing = defineModel('things', {
  /** Nearly all different, in no order. */
  price: field(z.number(), indexed),
  /** Ascends with the records, as times do. */
  time: field(z.number(), indexed),
  /** The lower the price, the higher: what is first by the one is last by the other. */
  band: field(z.string(), indexed),
  kind: field(z.string().optional(), indexed),
  name: field(z.string(), indexed),
});

interface Thing {
  readonly id: string;
  readonly price: number;
  readonly time: number;
  readonly band: string;
  readonly kind?: string;
  readonly name: string;
}

/** Enough for keys that are bits, and for steps. */
const RECORDS = 3_000;

/** A collection, and the same records in the order of their creation. */
class Rig {
  readonly collection = new Collection(Thing, new TableBackend());
  readonly oracle = new Map<string, Thing>();
  /** Identifiers of records that were changed, or are new. */
  readonly touched = new Set<string>();
  #state: number;
  #seq: number;

  constructor(seed: number) {
    this.#state = seed;
    this.#seq = seed % 2 === 0 ? 0 : 2 ** 33;
    // Their orders are made before the records are there, or behind them.
    if (seed % 3 === 0) this.collection.indexes.prepare();
    for (let count = 0; count < RECORDS; count += 1) this.#create();
    this.touched.clear();
  }

  /** @param kept of 10 changes, those that leave a record there. */
  change(times: number, kept: number): void {
    for (let count = 0; count < times; count += 1) {
      const id = `t${this.#random(this.#seq % 2 ** 33) + 1 + (this.#seq >= 2 ** 33 ? 2 ** 33 : 0)}`;
      const held = this.oracle.get(id);
      if (this.#random(10) >= kept) this.#remove(id);
      else if (held === undefined || this.#random(2) === 0) this.#create();
      else this.#write(id, held.time);
    }
  }

  #create(): void {
    this.#write(`t${this.#seq + 1}`, this.#seq * 10);
  }

  #write(id: string, time: number): void {
    const price = this.#random(100_000) / 100;
    const kind = this.#random(5);
    const band = `band-${9 - Math.floor(price / 100)}`;
    const name = `n${this.#random(500)}`;
    const thing = { id, price, time, band, name, ...(kind === 0 ? {} : { kind: `k${kind}` }) };
    const event = this.#eventOf(id, JSON.stringify(thing));
    if (this.oracle.has(id)) this.collection.update(event);
    else this.collection.create(event);
    this.oracle.set(id, thing);
  }

  #remove(id: string): void {
    if (this.oracle.delete(id)) this.collection.remove(this.#eventOf(id, `{"id":"${id}"}`));
  }

  #eventOf(aggregateId: string, payload: string) {
    this.touched.add(aggregateId);
    const seq = (this.#seq += 1);
    return { seq, type: '', eventId: '', aggregateId, timestamp: 0, txLeft: 0, payload };
  }

  #random(below: number): number {
    this.#state = (Math.imul(this.#state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((this.#state / 2 ** 32) * below);
  }

  scan({ filters, sort }: RecordQuery): string[] {
    const found = [...this.oracle.values()].filter((thing) =>
      filters.every((one) => fits(keyOf(thing, one.field), one)),
    );
    if (sort === undefined) return found.map(({ id }) => id);
    const sign = sort.isDown ? -1 : 1;
    const compare = (one: Thing, other: Thing): number =>
      sign * compareKeys(keyOf(one, sort.field), keyOf(other, sort.field));
    return found.sort(compare).map(({ id }) => id);
  }

  find = (asked: RecordQuery, bounds: QueryBounds) => findRecords(this.collection, asked, bounds);

  /** All pages of a query; `onPage` may change records between two. */
  pages(asked: RecordQuery, bounds: QueryBounds, { limit, onPage }: Paging): string[] {
    const ids: string[] = [];
    for (let place: Place | undefined; ;) {
      const hits = this.find(asked, bounds).take(place, limit);
      ids.push(...hits.map(({ entry }) => entry.id));
      place = hits.at(-1)?.place;
      if (hits.length < limit) return ids;
      onPage?.();
    }
  }
}

interface Paging {
  readonly limit: number;
  readonly onPage?: () => void;
}

const keyOf = (thing: Thing, name: string): Key =>
  (thing as unknown as Record<string, Key | undefined>)[name] ?? null;

const fits = (held: Key, { ranges, contains }: FieldFilter): boolean =>
  ranges.some((range) => isWithin(held, range)) &&
  contains.every((text) => typeof held === 'string' && held.includes(text));

const side = fc.constantFrom<'gt' | 'gte' | 'lt' | 'lte'>('gt', 'gte', 'lt', 'lte');

/** What a field may be asked, with values that it has. */
function rangesOf<T extends string | number>(value: fc.Arbitrary<T>): fc.Arbitrary<KeyRanges> {
  const onOne = fc.tuple(side, value).map(([which, key]) => onSide(which, key));
  return fc.oneof(
    { weight: 3, arbitrary: onOne },
    { weight: 3, arbitrary: fc.tuple(onOne, onOne).map(([one, other]) => shared(one, other)) },
    value.map((key) => keysOnly([key])),
    value.map((key) => allBut(keysOnly([key]))),
    fc.array(fc.option(value), { maxLength: 4 }).map(keysOnly),
    fc.constantFrom(keysOnly([null]), allBut(keysOnly([null]))),
  );
}

const price = fc.integer({ min: 0, max: 1_000 });
const time = fc.integer({ min: 0, max: RECORDS * 12 });
const band = fc.integer({ min: 0, max: 9 }).map((number) => `band-${number}`);
const kind = fc.integer({ min: 1, max: 5 }).map((number) => `k${number}`);
const name = fc.integer({ min: 0, max: 499 }).map((number) => `n${number}`);
const ranges: Readonly<Record<string, fc.Arbitrary<KeyRanges>>> = {
  price: rangesOf(price),
  time: rangesOf(time),
  band: rangesOf(band),
  kind: rangesOf(kind),
  name: fc.oneof(rangesOf(name), fc.constantFrom('n', 'n1', 'n47').map(beginningWith)),
};
const filterOf = (field: string): fc.Arbitrary<FieldFilter> =>
  fc.record({
    field: fc.constant(field),
    ranges: ranges[field] as fc.Arbitrary<KeyRanges>,
    contains: fc.constantFrom<string[]>([], [], [], [], [], ['4']),
  });
const FIELDS = Object.keys(ranges);

const query: fc.Arbitrary<RecordQuery> = fc.record({
  filters: fc
    .subarray(FIELDS, { minLength: 1, maxLength: 4 })
    .chain((fields) => fc.tuple(...fields.map(filterOf))),
  sort: fc.option(fc.record({ field: fc.constantFrom(...FIELDS), isDown: fc.boolean() }), {
    nil: undefined,
    freq: 3,
  }),
});

const bounds: fc.Arbitrary<QueryBounds> = fc.record({
  lookedMax: fc.constant(100_000),
  joinedMax: fc.constant(QUERY_BOUNDS.joinedMax),
  fewMax: fc.constantFrom(0, 100),
  vainMax: fc.constantFrom(0, QUERY_BOUNDS.vainMax),
  passedMax: fc.constantFrom(0, 100, QUERY_BOUNDS.passedMax),
});

const RUNS = { numRuns: Number(process.env.LITHAIR_QUERY_RUNS ?? 12) };
const asks = fc.array(fc.tuple(query, bounds), { minLength: 6, maxLength: 12 });
const changes = fc.record({ times: fc.nat(1_500), kept: fc.constantFrom(2, 7, 10) });

test('of thousands of records every query finds what a scan finds, in its order', () => {
  fc.assert(
    fc.property(fc.nat(), asks, fc.array(changes), (seed, asked, later) => {
      const rig = new Rig(seed);
      const rounds = later.values();
      for (const [one, within] of asked) {
        const expected = rig.scan(one);
        const found = rig.find(one, within);
        assert.equal(found.total, expected.length);
        assert.deepEqual(
          found.take(undefined, 7).map(({ entry }) => entry.id),
          expected.slice(0, 7),
        );
        assert.deepEqual(rig.pages(one, within, { limit: 150 }), expected);
        const round = rounds.next().value;
        if (round !== undefined) rig.change(round.times, round.kept);
      }
    }),
    RUNS,
  );
});

test('pages of thousands with changes in between give each record that stays once, in order', () => {
  fc.assert(
    fc.property(fc.nat(), asks, fc.array(changes), (seed, asked, later) => {
      const rig = new Rig(seed);
      const rounds = later.values();
      for (const [one, within] of asked) {
        rig.touched.clear();
        const before = rig.scan(one);
        const onPage = (): void => {
          const round = rounds.next().value;
          if (round !== undefined) rig.change(round.times >> 3, round.kept);
        };
        const seen = rig.pages(one, within, { limit: 40, onPage });
        const stays = (id: string): boolean => !rig.touched.has(id);
        assert.deepEqual(seen.filter(stays), before.filter(stays));
      }
    }),
    RUNS,
  );
});

test('an answer of thousands that is read while they change gives only what still fits', () => {
  fc.assert(
    fc.property(fc.nat(), asks, changes, (seed, asked, { times, kept }) => {
      const rig = new Rig(seed);
      for (const [one, within] of asked) {
        rig.touched.clear();
        const before = rig.scan(one);
        const found = rig.find(one, within);
        const start = found.take(undefined, 20);
        rig.change(times >> 3, kept);
        const rest: string[] = [];
        for (let place = start.at(-1)?.place; place !== undefined;) {
          const hits = found.take(place, 200);
          rest.push(...hits.map(({ entry }) => entry.id));
          place = hits.length < 200 ? undefined : hits.at(-1)?.place;
        }
        const fitting = new Set(rig.scan(one));
        assert.ok(rest.every((id) => fitting.has(id)));
        const stays = (id: string): boolean => !rig.touched.has(id);
        assert.deepEqual(rest.filter(stays), before.slice(start.length).filter(stays));
      }
    }),
    RUNS,
  );
});
