import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Anchor } from '../log/anchor';
import { eventOf } from '../../testing/sample-log';
import { AnchorCheck } from './anchor-check';

const hashOf = (seq: number): string => String(seq).padStart(64, '0');
const anchorOf = (seq: number): Anchor => {
  return { log_id: 'a'.repeat(32), seq, timestamp: seq, hash: hashOf(seq) };
};

/** What is said of anchors by a log of events `first` to `last`. */
function check(anchors: readonly number[], first: number, last: number): AnchorCheck {
  const held = new AnchorCheck(anchors.map(anchorOf));
  for (let seq = first; seq <= last; seq += 1) held.see({ ...eventOf(seq), hash: hashOf(seq) });
  return held;
}

test('anchors of events that are there, with their hash, hold', () => {
  assert.equal(check([3, 1, 5], 1, 5).broken(5), undefined);
  assert.equal(check([], 1, 5).broken(5), undefined);
});

test('an anchor behind the end of the log says where it was cut', () => {
  const reason = 'the log ends with event 5, and event 6 was anchored';
  assert.deepEqual(check([9, 2, 6], 1, 5).broken(5), { seq: 6, reason });
});

test('anchors of events that were deleted on purpose are counted, and prove nothing', () => {
  const held = check([2, 3, 11, 12], 11, 14);
  assert.equal(held.broken(14), undefined);
  assert.equal(held.beforeStart, 2);
  for (const seq of [2, 10]) assert.equal(check([seq], 11, 10).broken(10), undefined);
});

test('another hash, or none, is named, and how far the log is proved', () => {
  const held = new AnchorCheck([anchorOf(2), anchorOf(4), anchorOf(6)]);
  for (let seq = 1; seq <= 6; seq += 1)
    held.see({ ...eventOf(seq), hash: hashOf(seq < 4 ? seq : seq + 100) });
  const reason = 'one or more of events 3 to 4 is not what it was when event 4 was anchored';
  assert.deepEqual(held.broken(6), { seq: 4, reason });
  const cut = new AnchorCheck([anchorOf(2), anchorOf(9)]);
  for (const seq of [1, 2]) cut.see({ ...eventOf(seq), hash: hashOf(7) });
  assert.equal(cut.broken(2)?.seq, 2, 'a change comes before a cut');
  const first = new AnchorCheck([anchorOf(1)]);
  first.see({ ...eventOf(1), hash: hashOf(9) });
  const changed = 'event 1 is not what it was when event 1 was anchored';
  assert.deepEqual(first.broken(1), { seq: 1, reason: changed });
  const stripped = new AnchorCheck([anchorOf(1)]);
  stripped.see(eventOf(1));
  const none = 'event 1 was anchored with a hash, and carries none now';
  assert.deepEqual(stripped.broken(1), { seq: 1, reason: none });
});
