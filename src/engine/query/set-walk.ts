import type { FieldIndex, KeyPlace } from '../index/field-index';
import type { Key } from '../index/key';
import { costOf, mayShare, takeShared, type Posting } from '../index/posting';
import type { SeqBits } from '../index/seq-bits';
import type { KeyRanges } from './key-ranges';

/** Walking past so many places of an index takes as long as reading the key of one record. */
export const READ_COST = 50;

/** A set of records, and the index that they are wanted in the order of. */
export interface Ordered {
  readonly set: SeqBits;
  readonly index: FieldIndex;
  readonly isDown: boolean;
  /** The key of a record, read from itself; `undefined` when it is gone. */
  readonly keyOf: (seq: number) => Key | undefined;
}

export interface Taking {
  /** Keys that records of the set may have, ascending. */
  readonly ranges: KeyRanges;
  /** Behind this place. */
  readonly after?: KeyPlace | undefined;
  readonly limit: number;
  /** Places of the index that it goes past at most. */
  readonly passedMax: number;
}

export interface Walked {
  readonly places: readonly KeyPlace[];
  /** The key that it did not come to, though more are wanted. */
  readonly stop: Key | undefined;
}

/** Walks an index for records of a set. */
export function walk(
  { index, isDown, set }: Ordered,
  { ranges, after, limit, passedMax }: Taking,
): Walked {
  const places: KeyPlace[] = [];
  const seqs: number[] = [];
  let passed = 0;
  let stop: Key | undefined;
  index.walk(ranges, { isDown, from: after?.key }, ({ keys, postings, first, end }) => {
    for (let count = 0; count < end - first && places.length < limit; count += 1) {
      const at = isDown ? end - 1 - count : first + count;
      if (passed > passedMax) {
        stop = keys[at];
        return false;
      }
      const posting = postings[at] as Posting;
      passed += costOf(posting);
      if (!mayShare(posting, set)) continue;
      const key = keys[at] as Key;
      seqs.length = 0;
      const seq = key === after?.key ? after.seq : 0;
      takeShared(posting, { set, seq, limit: limit - places.length }, seqs);
      for (const found of seqs) places.push({ key, seq: found });
    }
    return places.length < limit;
  });
  return { places, stop };
}
