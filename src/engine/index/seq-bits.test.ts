import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { SeqBits } from './seq-bits';

/** Close together, as those of one model are, somewhere in a log of any length; a few far away. */
const offset = fc.oneof(fc.nat(2_000), fc.nat(200_000), fc.nat(2 ** 28));
const seqs = fc
  .tuple(fc.constantFrom(0, 31, 2 ** 31 - 40, 2 ** 31, 2 ** 40), fc.array(offset))
  .map(([base, offsets]) => offsets.map((one) => base + one));

const ascending = (set: Iterable<number>): number[] => [...new Set(set)].sort((a, b) => a - b);

function bitsOf(from: readonly number[]): SeqBits {
  const bits = new SeqBits();
  for (const seq of from) bits.add(seq);
  return bits;
}

function membersOf(bits: SeqBits): number[] {
  const members: number[] = [];
  bits.each((seq) => members.push(seq));
  assert.equal(bits.size, members.length);
  assert.ok(members.every((seq) => bits.has(seq)));
  return members;
}

test('a set gives its numbers back in order, beyond 32 bits too', () => {
  fc.assert(
    fc.property(seqs, seqs, fc.nat(2_000), fc.nat(50), (held, gone, from, limit) => {
      const bits = bitsOf(held);
      for (const seq of gone) bits.delete(seq);
      const expected = ascending(held.filter((seq) => !gone.includes(seq)));
      assert.deepEqual(membersOf(bits), expected);
      const above = (expected[0] ?? 0) + from;
      const found: number[] = [];
      bits.takeAbove(above, limit, found);
      assert.deepEqual(found, expected.filter((seq) => seq > above).slice(0, limit));
    }),
    { numRuns: 300 },
  );
});

test('sets are joined as sets are, wherever they begin and end', () => {
  fc.assert(
    fc.property(seqs, seqs, fc.nat(2_000), (one, other, from) => {
      const [a, b] = [bitsOf(one), bitsOf(other)];
      const shared = ascending(one).filter((seq) => other.includes(seq));
      assert.equal(a.countShared(b), shared.length);
      const above: number[] = [];
      a.takeAbove((one[0] ?? 0) - from, Infinity, above, b);
      assert.deepEqual(
        above,
        shared.filter((seq) => seq > (one[0] ?? 0) - from),
      );
      const both = a.copy();
      both.and(b);
      assert.deepEqual(membersOf(both), shared);
      const rest = a.copy();
      rest.andNot(b);
      assert.deepEqual(
        membersOf(rest),
        ascending(one).filter((seq) => !other.includes(seq)),
      );
      assert.deepEqual(membersOf(a), ascending(one), 'a copy is one of its own');
    }),
    { numRuns: 300 },
  );
});

test('what another set holds is added', () => {
  const near = fc.array(offset.map((one) => 2 ** 33 + one));
  fc.assert(
    fc.property(near, near, (one, other) => {
      const bits = bitsOf(one);
      bits.or(bitsOf(other));
      assert.deepEqual(membersOf(bits), ascending([...one, ...other]));
    }),
    { numRuns: 300 },
  );
});
