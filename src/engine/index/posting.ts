import { SeqBits } from './seq-bits';
import { firstAbove, SeqBlocks } from './seq-blocks';

const LIST_MAX = 512;
/**
 * Numbers between the lowest and the highest for each that is held, at most, where bits take no
 * more memory than a list: a key with such a share of the records, or more, has bits.
 */
const SPACED_MAX = 64;
/** Whether bits or a list is better is asked once in so many changes. */
const ASKED_EVERY = 512;

/**
 * The records that hold one key, as the events that created them, in that order. Most keys of most
 * fields belong to one record: then it is just a number.
 */
export type Posting = number | number[] | SeqBlocks | SeqBits;

/** With one more record: the same object when that can be, changed. */
export function withSeq(posting: Posting | undefined, seq: number): Posting {
  if (posting === undefined) return seq;
  if (typeof posting === 'number') return posting < seq ? [posting, seq] : [seq, posting];
  if (posting instanceof SeqBits) return withBit(posting, seq);
  if (posting instanceof SeqBlocks) {
    posting.add(seq);
    const isAsked = posting.size % ASKED_EVERY === 0;
    return isAsked && posting.span <= posting.size * SPACED_MAX ? bitsOf(posting) : posting;
  }
  if (seq > (posting.at(-1) as number)) posting.push(seq);
  else posting.splice(firstAbove(posting, seq), 0, seq);
  return posting.length > LIST_MAX ? new SeqBlocks(posting) : posting;
}

/** Without a record that is there; `undefined` when none is left. */
export function withoutSeq(posting: Posting, seq: number): Posting | undefined {
  if (typeof posting === 'number') return undefined;
  if (posting instanceof SeqBits) {
    posting.delete(seq);
    if (posting.size === 0) return undefined;
    const isAsked = posting.size % ASKED_EVERY === 0;
    return isAsked && isSparse(posting.room, posting.size)
      ? new SeqBlocks(seqsOf(posting))
      : posting;
  }
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
  return Array.isArray(posting) ? posting.length : posting.size;
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
  } else if (Array.isArray(posting)) {
    for (let at = firstAbove(posting, seq); at < posting.length; at += 1) {
      if (found.length >= limit) return;
      found.push(posting[at] as number);
    }
  } else {
    posting.takeAbove(seq, limit, found);
  }
}

/** Adds to `found` the records of a set created after `seq`, until it holds `limit`. */
export function takeShared(
  posting: Posting,
  { set, seq, limit }: { readonly set: SeqBits; readonly seq: number; readonly limit: number },
  found: number[],
): void {
  if (posting instanceof SeqBits) {
    posting.takeAbove(seq, limit, found, set);
    return;
  }
  eachSeq(posting, (held) => {
    if (set.has(held) && held > seq && found.length < limit) found.push(held);
  });
}

/** What `takeShared` costs, in numbers that it looks at; eight words of bits are as one. */
export function costOf(posting: Posting): number {
  if (typeof posting === 'number') return 1;
  return posting instanceof SeqBits ? posting.room / 256 : sizeOf(posting);
}

/** False when a set has no record of a key; told soon where it has few. */
export function mayShare(posting: Posting, set: SeqBits): boolean {
  if (typeof posting === 'number') return set.has(posting);
  if (!Array.isArray(posting)) return true;
  for (const seq of posting) if (set.has(seq)) return true;
  return false;
}

/** Every record of a key. */
export function eachSeq(posting: Posting, visit: (seq: number) => void): void {
  if (typeof posting === 'number') visit(posting);
  else if (Array.isArray(posting)) posting.forEach(visit);
  else posting.each(visit);
}

/** Adds the records of a key to a set. */
export function addTo(set: SeqBits, posting: Posting): void {
  if (typeof posting === 'number') set.add(posting);
  else if (Array.isArray(posting)) for (const seq of posting) set.add(seq);
  else if (posting instanceof SeqBits) set.or(posting);
  else posting.each((seq) => set.add(seq));
}

/** Takes the records of a key out of a set. */
export function takeFrom(set: SeqBits, posting: Posting): void {
  if (typeof posting === 'number') set.delete(posting);
  else if (posting instanceof SeqBits) set.andNot(posting);
  else
    eachSeq(posting, (seq) => {
      set.delete(seq);
    });
}

/** Before bits take more room it is asked whether a list would take less. */
function withBit(bits: SeqBits, seq: number): Posting {
  if (!bits.hasRoom(seq) && isSparse(bits.room, bits.size)) {
    const blocks = new SeqBlocks(seqsOf(bits));
    blocks.add(seq);
    return blocks;
  }
  bits.add(seq);
  return bits;
}

/** Twice as spaced as what becomes bits: a key in between is not made anew all the time. */
const isSparse = (room: number, size: number): boolean => room > size * SPACED_MAX * 2;

function bitsOf(posting: Posting): SeqBits {
  const bits = new SeqBits();
  eachSeq(posting, (seq) => bits.add(seq));
  return bits;
}

function seqsOf(posting: Posting): number[] {
  const seqs: number[] = [];
  takeAfter(posting, 0, Infinity, seqs);
  return seqs;
}
