import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testEnvironment } from '../testing/test-environment';
import { HybridClock } from './hybrid-clock';

const NOW = Date.UTC(2026, 0, 1);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const YEAR = 365 * DAY;

/** A wall clock and a monotonic one that the test moves, together or apart. */
function clocks(last = 0) {
  let wall = NOW;
  let monotonic = 5_000;
  const held: number[] = [];
  const environment = { ...testEnvironment(), wallMs: () => wall, monotonicMs: () => monotonic };
  const clock = new HybridClock(environment, last, (aheadMs) => held.push(aheadMs));
  return {
    clock,
    held,
    pass: (ms: number) => {
      wall += ms;
      monotonic += ms;
    },
    jump: (ms: number) => {
      wall += ms;
    },
  };
}

test('follows the wall clock while it moves forward, up to a day at once', () => {
  const { clock, pass, jump, held } = clocks();
  assert.equal(clock.next(), NOW * 1000);
  pass(250);
  assert.equal(clock.next(), (NOW + 250) * 1000);
  jump(DAY);
  assert.equal(clock.next(), (NOW + 250 + DAY) * 1000);
  assert.deepEqual([clock.status, held], [{ behindMs: 0, isHeld: false }, []]);
});

test('counts on while the wall clock is behind, and says by how much (INV-3)', () => {
  const { clock, jump } = clocks();
  const first = clock.next();
  jump(-10 * YEAR);
  assert.deepEqual([clock.next(), clock.next()], [first + 1, first + 2]);
  assert.deepEqual(clock.status, { behindMs: 10 * YEAR, isHeld: false });
  jump(10 * YEAR + 1);
  assert.equal(clock.next(), first + 1000, 'the right time again, not a jump');
  assert.deepEqual(clock.status, { behindMs: 0, isHeld: false });
});

test('does not follow a jump of more than a day: the log would carry it for ever', () => {
  const { clock, jump, pass, held } = clocks();
  const first = clock.next();
  jump(DAY + 1);
  assert.equal(clock.next(), first + 1, 'no time has passed');
  pass(10 * HOUR);
  assert.equal(clock.next(), first + 10 * HOUR * 1000, 'time goes on by the monotonic clock');
  assert.deepEqual(clock.status, { behindMs: 0, isHeld: true });
  assert.deepEqual(held, [DAY + 1], 'said once');
  jump(-DAY - 1);
  pass(5);
  assert.equal(
    clock.next(),
    first + (10 * HOUR + 5) * 1000,
    'follows the clock that was put right',
  );
  assert.equal(clock.status.isHeld, false);
  jump(YEAR);
  clock.next();
  assert.deepEqual(held, [DAY + 1, YEAR], 'another jump is said again');
});

test('is held from its start on, before any event', () => {
  const { clock, jump } = clocks();
  jump(2 * DAY);
  assert.equal(clock.next(), NOW * 1000);
});

test('idle days are not a jump', () => {
  const { clock, pass, held } = clocks();
  clock.next();
  pass(40 * DAY);
  assert.equal(clock.next(), (NOW + 40 * DAY) * 1000);
  assert.deepEqual(held, []);
});

test('a start confirms: the wall clock is taken as it is, and a log ahead of it counts on', () => {
  const last = (NOW + YEAR) * 1000;
  const { clock, jump, held } = clocks(last);
  assert.equal(clock.next(), last + 1);
  assert.deepEqual(clock.status, { behindMs: YEAR, isHeld: false });
  jump(HOUR);
  assert.equal(clock.next(), last + 2);
  assert.deepEqual(held, []);
});
