import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { SeqSet } from './seq-set';

test('a set of numbers gives them back in order, beyond 32 bits too', () => {
  const seq = fc.oneof(
    fc.nat(10_000),
    fc.nat(2 ** 31 - 1).map((one) => one * 8),
  );
  fc.assert(
    fc.property(fc.array(seq), seq, (seqs, from) => {
      const set = new SeqSet();
      for (const one of seqs) set.add(one);
      const expected = [...new Set(seqs)].sort((a, b) => a - b);
      assert.equal(set.size, expected.length);
      assert.ok(expected.every((one) => set.has(one)));
      assert.equal(set.has(from), expected.includes(from));
      assert.deepEqual(
        [...set.above(from)],
        expected.filter((one) => one > from),
      );
    }),
    { numRuns: 15 },
  );
});
