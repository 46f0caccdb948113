import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  addTo,
  eachSeq,
  sizeOf,
  takeAfter,
  takeFrom,
  takeShared,
  withoutSeq,
  withSeq,
  type Posting,
} from './posting';
import { SeqBits } from './seq-bits';
import { SeqBlocks } from './seq-blocks';

/** Numbers that come in, so many, so far apart; and of how many each is left. */
const waves = fc.array(
  fc.record({
    count: fc.integer({ min: 1, max: 1_500 }),
    gap: fc.constantFrom(1, 3, 50, 200, 100_000),
    leap: fc.constantFrom(0, 0, 2 ** 26),
    left: fc.constantFrom(0, 1, 2, 10),
  }),
  { minLength: 1, maxLength: 5 },
);

/** What is held, and the form that it takes. */
function filled(from: typeof waves extends fc.Arbitrary<infer T> ? T : never) {
  const held = new Set<number>();
  const forms = new Set<string>();
  let posting: Posting | undefined;
  let seq = 1;
  for (const { count, gap, leap, left } of from) {
    seq += leap;
    const added: number[] = [];
    for (let index = 0; index < count; index += 1) added.push((seq += gap));
    // Every other one comes late, as those of changed records do.
    const late = added.filter((_, index) => index % 2 === 1).reverse();
    for (const one of [...added.filter((_, index) => index % 2 === 0), ...late]) {
      held.add(one);
      posting = withSeq(posting, one);
    }
    forms.add(posting?.constructor.name ?? '');
    for (const [index, one] of [...held].entries()) {
      if (left === 1 || (left > 1 && index % left === 0)) continue;
      held.delete(one);
      posting = posting === undefined ? undefined : withoutSeq(posting, one);
      if (posting === undefined) break;
    }
    forms.add(posting?.constructor.name ?? '');
  }
  return { posting, seqs: [...held].sort((a, b) => a - b), forms };
}

test('a posting holds what came and did not go, in whatever form', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(waves, fc.nat(), (from, chosen) => {
      const { posting, seqs, forms } = filled(from);
      for (const form of forms) seen.add(form);
      assert.equal(sizeOf(posting), seqs.length);
      const found: number[] = [];
      takeAfter(posting, 0, Infinity, found);
      assert.deepEqual(found, seqs);
      if (posting === undefined) return;
      const each: number[] = [];
      eachSeq(posting, (seq) => each.push(seq));
      assert.deepEqual(each, seqs);
      const set = new SeqBits();
      const thirds = seqs.filter((_, index) => index % 3 === 0);
      for (const seq of thirds) set.add(seq);
      const after = seqs[chosen % seqs.length] as number;
      const shared: number[] = [];
      takeShared(posting, { set, seq: after, limit: 10 }, shared);
      assert.deepEqual(shared, thirds.filter((seq) => seq > after).slice(0, 10));
      addTo(set, posting);
      assert.equal(set.size, seqs.length);
      takeFrom(set, posting);
      assert.equal(set.size, 0);
    }),
    { numRuns: 30, seed: 7 },
  );
  const names = [SeqBits, SeqBlocks, Array].map(({ name }) => name);
  assert.ok(
    names.every((name) => seen.has(name)),
    [...seen].join(),
  );
});
