import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { after, ALL_KEYS, before, only, type KeyRange } from './key';
import { FieldIndex, type KeyPlace } from './field-index';
import { eachSeq } from './posting';
import type { SeqBits } from './seq-bits';

const byPlace = (a: KeyPlace, b: KeyPlace): number =>
  Number(a.key) - Number(b.key) || a.seq - b.seq;

/** An index and its entries as a sorted list, after changes enough to split and empty blocks. */
function filled(seed: number, keys: number, count: number): [FieldIndex, KeyPlace[]] {
  const index = new FieldIndex();
  let state = seed;
  const random = (below: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const entries: KeyPlace[] = [];
  for (let seq = 1; seq <= count; seq += 1) {
    if (seq === Math.floor(count / 3)) index.sort();
    // Every third change takes one out, and a long run of them empties blocks.
    const isRemoval = random(3) === 0 || (seq > count * 0.6 && seq < count * 0.8);
    if (isRemoval && entries.length > 0) {
      const [gone] = entries.splice(random(entries.length), 1);
      if (gone !== undefined) index.remove(gone.key, gone.seq);
    } else {
      const place = { key: random(keys), seq: seq % 5 === 0 ? seq + count * 2 : seq };
      entries.push(place);
      index.add(place.key, place.seq);
    }
  }
  return [index, entries.sort(byPlace)];
}

const shapes = fc.record({
  seed: fc.nat(),
  keys: fc.constantFrom(1, 3, 2_000, 100_000),
  count: fc.constantFrom(40, 6_000),
});

test('the order of an index is that of a sorted list, whatever went in and out', () => {
  fc.assert(
    fc.property(shapes, fc.nat(), fc.nat(), ({ seed, keys, count }, low, high) => {
      const [index, entries] = filled(seed, keys, count);
      const range: KeyRange = { from: before(low % keys), to: after(high % keys) };
      const inside = entries.filter(
        ({ key }) => Number(key) >= low % keys && Number(key) <= high % keys,
      );
      assert.equal(index.count([ALL_KEYS]), entries.length);
      assert.equal(index.count([range]), inside.length);
      assert.deepEqual(index.take([range], { isDown: false, limit: Infinity }), inside);
      const down = [...inside].sort((a, b) => Number(b.key) - Number(a.key) || a.seq - b.seq);
      assert.deepEqual(index.take([range], { isDown: true, limit: Infinity }), down);
      const middle = down[Math.floor(down.length / 2)];
      if (middle !== undefined) {
        const rest = index.take([range], { isDown: true, after: middle, limit: 10 });
        assert.deepEqual(rest, down.slice(down.indexOf(middle) + 1).slice(0, 10));
      }
      const seqs: number[] = [];
      index.visit([range], (posting) => eachSeq(posting, (seq) => seqs.push(seq)));
      assert.deepEqual(
        seqs,
        inside.map(({ seq }) => seq),
      );
    }),
    { numRuns: 60 },
  );
});

/** Some keys, and the ranges of the others. */
const cutsOf = fc.record({
  sides: fc.array(fc.nat(), { minLength: 1, maxLength: 3 }),
  isOdd: fc.boolean(),
});

test('the set of some ranges is that of a scan, before and after any change, and so is a join', () => {
  fc.assert(
    fc.property(shapes, cutsOf, fc.nat(), ({ seed, keys, count }, { sides, isOdd }, other) => {
      const [index, entries] = filled(seed, keys, count);
      const cuts = [...new Set(sides.map((side) => side % keys))].sort((a, b) => a - b);
      const ends = [
        ALL_KEYS.from,
        ...cuts.flatMap((key) => [before(key), after(key)]),
        ALL_KEYS.to,
      ];
      const ranges = ends.slice(1).flatMap((to, at): KeyRange[] => {
        const from = ends[at] as typeof to;
        return at % 2 === Number(isOdd) ? [{ from, to }] : [];
      });
      const isIn = (key: number): boolean => cuts.includes(key) === isOdd;
      const check = (): void => {
        const expected = entries.filter(({ key }) => isIn(Number(key))).map(({ seq }) => seq);
        assert.deepEqual(
          seqsOf(index.setOf(ranges)),
          expected.sort((a, b) => a - b),
        );
        const single = index.setOf([only(other % keys)]);
        index.restrict(single, ranges);
        const alone = entries.filter(({ key }) => key === other % keys && isIn(Number(key)));
        assert.equal(single.size, alone.length);
      };
      check();
      for (const { key, seq } of entries.splice(0, Math.floor(entries.length / 3)))
        index.remove(key, seq);
      for (let more = 0; more < count / 2; more += 1) {
        const place = { key: (more * 7) % keys, seq: count * 5 + more };
        entries.push(place);
        index.add(place.key, place.seq);
        if (more === 100) check();
      }
      check();
    }),
    { numRuns: 40 },
  );
});

function seqsOf(set: SeqBits): number[] {
  const seqs: number[] = [];
  set.takeAbove(0, Infinity, seqs);
  assert.equal(set.size, seqs.length);
  return seqs;
}
