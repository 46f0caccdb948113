import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { z } from 'zod';
import { defineModel } from '../../model/define-model';
import { field } from '../../model/field';
import {
  DAY_US,
  eventsOf,
  freeze,
  lifecycle,
  modelWith,
  naivePast,
  restored,
  stateOf,
  steps,
  type Naive,
  type Step,
} from '../../testing/random-history';
import type { State } from '../state';
import type { Version } from './past-entry';

const seen = (state: State, id: string, nowUs: number): Naive | undefined => {
  const past = state.history('things')?.past(id, nowUs);
  return past && Object.fromEntries(past.toEntry().fields as Map<string, Version[]>);
};

test('what is kept is what the rules say, at every time (a property)', () => {
  fc.assert(
    fc.property(steps, lifecycle, lifecycle, fc.nat(10 * 24), (given, a, b, idleHours) => {
      const model = modelWith(a, b);
      const state = stateOf(model);
      const events = eventsOf(given);
      for (const [index, event] of events.entries()) {
        state.apply(event);
        const past = events.slice(0, index + 1);
        for (const nowUs of [event.timestamp, event.timestamp + idleHours * 3_600_000_000])
          for (const id of ['x', 'y', 'z'])
            assert.deepEqual(seen(state, id, nowUs), naivePast(model, past, id, nowUs));
      }
    }),
    { numRuns: 400 },
  );
});

test('a snapshot and the events behind it make the same past as all events (INV-4, INV-7)', () => {
  fc.assert(
    fc.property(steps, lifecycle, lifecycle, fc.nat(60), (given, a, b, cut) => {
      const model = modelWith(a, b);
      const events = eventsOf(given);
      const whole = stateOf(model);
      let taken = freeze(whole);
      for (const [index, event] of events.entries()) {
        if (index === cut) taken = freeze(whole);
        whole.apply(event);
      }
      // Written after everything that came later: what was frozen has not moved.
      const tail = restored(model, taken);
      for (const event of events) if (event.seq > taken.frozen.seq) tail.apply(event);
      const nowUs = whole.lastTimestamp + DAY_US;
      for (const id of ['x', 'y', 'z'])
        assert.deepEqual(seen(tail, id, nowUs), seen(whole, id, nowUs));
      assert.deepEqual(freeze(tail).texts.sort(), freeze(whole).texts.sort());
    }),
    { numRuns: 400 },
  );
});

test('what is too old takes no memory once enough events have passed', () => {
  const model = modelWith({ retentionDays: 1 }, { retentionDays: 2 });
  const state = stateOf(model);
  const step = (id: string, hours: number, isDeletion: boolean): Step => {
    return { id, hours, isDeletion, a: hours };
  };
  const old = Array.from({ length: 100 }, (_, n) => [
    step(`d${n}`, 0, false),
    step(`d${n}`, 0, true),
  ]);
  const later = Array.from({ length: 120 }, (_, n) => step('x', n === 0 ? 72 : 0, false));
  const events = eventsOf([...old.flat(), ...later]);
  for (const event of events) state.apply(event);
  assert.equal(state.history('things')?.size, 1);
});

test('a model that keeps no past has none', () => {
  const state = stateOf(defineModel('things', { a: field(z.number()) }));
  assert.equal(state.history('things'), undefined);
  assert.equal(state.freeze().sections[0]?.history, undefined);
});
