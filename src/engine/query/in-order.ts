import type { KeyPlace } from '../index/field-index';
import { after, ALL_KEYS, before, type KeyRange } from '../index/key';
import { takeByStep } from './by-step';
import { walk, type Ordered, type Taking } from './set-walk';

/**
 * Records of a set in the order of an index, those of one key as they were created: the index is
 * walked, and where that meets few of them, it goes on by steps.
 */
export function takeInOrder(ordered: Ordered, taking: Taking): readonly KeyPlace[] {
  const { places, stop } = walk(ordered, taking);
  if (stop === undefined) return places;
  const rest: KeyRange = ordered.isDown
    ? { ...ALL_KEYS, to: after(stop) }
    : { ...ALL_KEYS, from: before(stop) };
  const limit = taking.limit - places.length;
  const steps = ordered.index.steps();
  const more =
    steps === undefined
      ? walk(ordered, { ranges: [rest], limit, passedMax: Infinity }).places
      : takeByStep(ordered, { steps, rest, limit });
  return [...places, ...more];
}
