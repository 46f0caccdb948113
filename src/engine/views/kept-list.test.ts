import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { KeptList, listOf, shownOf } from './kept-list';

test('every version stays what it was, whatever goes on from it and from others', () => {
  const step = fc.record({ from: fc.nat(), item: fc.nat() });
  const keeps = fc.constantFrom(1, 2, 3, 7, Infinity);
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), keeps, (steps, keep) => {
      const versions = [{ list: new KeptList([]), items: [] as readonly number[] }];
      for (const { from, item } of steps) {
        // The newest one, most often: the others were taken back.
        const at = from % 3 === 0 ? from % versions.length : versions.length - 1;
        const { list, items } = versions[at] as (typeof versions)[number];
        versions.push({ list: list.with(item, keep), items: [...items, item].slice(-keep) });
      }
      for (const { list, items } of versions) {
        assert.deepEqual(list.shown, items);
        assert.equal(JSON.stringify(list), JSON.stringify(items));
      }
    }),
  );
});

test('what was shown is frozen, and stays what it was when the list grows in its place', () => {
  const list = new KeptList(['a']);
  const { shown } = list;
  assert.equal(list.shown, shown, 'made once');
  list.grow('b', Infinity);
  assert.deepEqual(shown, ['a']);
  assert.deepEqual(shownOf(list), ['a', 'b']);
  assert.throws(() => shown.push('c'), TypeError);
});

test('a list that few stay in does not hold on to the others', () => {
  const list = new KeptList([]);
  for (let item = 0; item < 10_000; item += 1) list.grow(item, 3);
  assert.deepEqual(list.shown, [9997, 9998, 9999]);
  assert.ok(list.held <= 8, `${list.held} are held`);
});

test('a list goes on from an array, and from nothing else', () => {
  assert.deepEqual(listOf(undefined).with(1, Infinity).shown, [1]);
  const array = Object.freeze([1, 2]);
  assert.deepEqual(listOf(array).with(3, 2).shown, [2, 3]);
  assert.deepEqual(array, [1, 2]);
  assert.throws(() => listOf({ a: 1 }), /no list but \{"a":1\}/);
});
