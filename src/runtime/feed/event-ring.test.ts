import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { eventOf } from '../../testing/sample-log';
import { EventRing } from './event-ring';

const seqs = (ring: EventRing, after: number, bytes = Infinity): number[] =>
  ring.after(after, bytes).map(({ seq }) => seq);

test('an empty ring stands behind the last event', () => {
  const ring = new EventRing(1_000, 57);
  assert.deepEqual([ring.before, ring.lastSeq, seqs(ring, 57)], [57, 57, []]);
  ring.shrink(57);
  assert.equal(ring.before, 57);
});

test('gives at least one event, however large, and no more than was asked', () => {
  const ring = new EventRing(1e6, 0);
  for (const seq of [1, 2, 3]) ring.add(eventOf(seq));
  assert.deepEqual(seqs(ring, 0, 1), [1]);
  assert.deepEqual(seqs(ring, 1, 1), [2]);
  assert.deepEqual(seqs(ring, 0), [1, 2, 3]);
  assert.deepEqual(seqs(ring, 3), []);
});

test('keeps what fits, and what nobody had a chance to read', () => {
  const steps = fc.array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.boolean()), { maxLength: 60 });
  fc.assert(
    fc.property(steps, fc.integer({ min: 0, max: 3_000 }), (taken, bytesMax) => {
      const ring = new EventRing(bytesMax, 10);
      let last = 10;
      let read = 10;
      for (const [added, isRead] of taken) {
        for (let index = 0; index < added; index += 1) ring.add(eventOf((last += 1)));
        if (isRead) read = last;
        ring.shrink(read);
        const { before } = ring;
        assert.ok(before >= 10 && before <= Math.max(read, 10), `${before} of ${read}`);
        const kept = seqs(ring, before);
        assert.deepEqual(
          kept,
          Array.from({ length: last - before }, (_, index) => before + 1 + index),
        );
        const bytes = kept
          .filter((seq) => seq <= read)
          .reduce((sum, seq) => sum + eventOf(seq).payload.length + 200, 0);
        assert.ok(bytes <= bytesMax, `${bytes} bytes of what was read`);
      }
    }),
  );
});
