import { compareKeys, indexKey } from '../index/key';
import { keyReader } from '../index/key-reader';
import type { RecordEntry } from '../record-entry';
import type { RecordReader } from '../state-engine-backend';
import type { Found, Hit } from './found';
import { testerOf, type Place, type RecordQuery } from './record-query';

/** The answer from records that were looked at one by one, few enough to be sorted at once. */
export function gathered(
  records: RecordReader,
  { filters, sort }: RecordQuery,
  candidates: Iterable<RecordEntry>,
): Found {
  const fits = testerOf(filters);
  const keyOf = sort === undefined ? undefined : keyReader(sort.field);
  const hits: Hit[] = [];
  for (const entry of candidates) {
    if (!fits(entry.json)) continue;
    const key = keyOf === undefined ? undefined : indexKey(keyOf(entry.json));
    hits.push({ entry, place: { seq: entry.createdSeq, key } });
  }
  const compare = placeOrder(sort?.isDown === true);
  hits.sort((a, b) => compare(a.place, b.place));
  return {
    total: hits.length,
    take: (after, limit) => {
      const found: Hit[] = [];
      let at = after === undefined ? 0 : firstBehind(hits, (place) => compare(place, after) > 0);
      for (; at < hits.length && found.length < limit; at += 1) {
        const hit = hits[at] as Hit;
        const entry = records.get(hit.entry.id);
        if (entry === undefined || entry.createdSeq !== hit.entry.createdSeq) continue;
        if (entry.version === hit.entry.version || fits(entry.json)) found.push({ ...hit, entry });
      }
      return found;
    },
  };
}

/** How an answer is ordered: upwards or downwards, what is equal as it was created. */
export const placeOrder =
  (isDown: boolean) =>
  (a: Place, b: Place): number => {
    const order = a.key === undefined || b.key === undefined ? 0 : compareKeys(a.key, b.key);
    return (isDown ? -order : order) || a.seq - b.seq;
  };

function firstBehind(hits: readonly Hit[], isBehind: (place: Place) => boolean): number {
  let low = 0;
  let high = hits.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBehind((hits[middle] as Hit).place)) high = middle;
    else low = middle + 1;
  }
  return low;
}
