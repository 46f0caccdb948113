import { firstAbove, SeqBlocks } from './seq-blocks';

const LIST_MAX = 512;

/**
 * The records that hold one key, as the events that created them, in that order. Most keys of most
 * fields belong to one record: then it is just a number.
 */
export type Posting = number | number[] | SeqBlocks;

/** With one more record: the same object when that can be, changed. */
export function withSeq(posting: Posting | undefined, seq: number): Posting {
  if (posting === undefined) return seq;
  if (typeof posting === 'number') return posting < seq ? [posting, seq] : [seq, posting];
  if (posting instanceof SeqBlocks) {
    posting.add(seq);
    return posting;
  }
  if (seq > (posting.at(-1) as number)) posting.push(seq);
  else posting.splice(firstAbove(posting, seq), 0, seq);
  return posting.length > LIST_MAX ? new SeqBlocks(posting) : posting;
}

/** Without a record that is there; `undefined` when none is left. */
export function withoutSeq(posting: Posting, seq: number): Posting | undefined {
  if (typeof posting === 'number') return undefined;
  if (posting instanceof SeqBlocks) {
    posting.delete(seq);
    return posting.size === 0 ? undefined : posting;
  }
  posting.splice(firstAbove(posting, seq) - 1, 1);
  return posting.length === 1 ? posting[0] : posting;
}

export function sizeOf(posting: Posting | undefined): number {
  if (posting === undefined) return 0;
  if (typeof posting === 'number') return 1;
  return posting instanceof SeqBlocks ? posting.size : posting.length;
}

/** Adds to `found` the records created after `seq`, until it holds `limit`. */
export function takeAfter(
  posting: Posting | undefined,
  seq: number,
  limit: number,
  found: number[],
): void {
  if (posting === undefined) return;
  if (typeof posting === 'number') {
    if (posting > seq && found.length < limit) found.push(posting);
  } else if (posting instanceof SeqBlocks) {
    posting.takeAbove(seq, limit, found);
  } else {
    for (let at = firstAbove(posting, seq); at < posting.length; at += 1) {
      if (found.length >= limit) return;
      found.push(posting[at] as number);
    }
  }
}

/** Every record of a key. */
export function eachSeq(posting: Posting, visit: (seq: number) => void): void {
  if (typeof posting === 'number') {
    visit(posting);
    return;
  }
  const seqs: number[] = [];
  takeAfter(posting, 0, Infinity, seqs);
  seqs.forEach(visit);
}
