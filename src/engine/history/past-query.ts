import type { InPieces } from '../in-pieces';
import type { FieldFilter, Place, RecordQuery } from '../query/record-query';
import { BestHits, type PastHit, type PastRange } from './best-hits';
import { born, candidates, fits } from './past-candidates';
import {
  requireKnown,
  requireThere,
  requireWhole,
  type Known,
  type PastSource,
} from './past-source';

export interface PastPage {
  readonly hits: readonly PastHit[];
  /** Records that the filters want. */
  readonly total: number;
}

/**
 * The records that a query wants, at most `limit` behind a place. The answer is whole or refused: a
 * record of it that is not known as it was refuses all of it.
 *
 * @throws {LithairError} `history_not_kept`, with the first record that is not known and its
 * fields; `query_too_expensive`.
 */
export function* findPast(
  source: PastSource,
  query: RecordQuery,
  { after, limit }: PastRange,
): InPieces<PastPage> {
  const known = requireKnown(source);
  if (query.filters.length === 0 && query.sort === undefined) {
    const total = yield* totalOf(known);
    return { total, hits: yield* takePast(source, after, limit) };
  }
  const best = new BestHits(source, query.sort, { after, limit });
  let total = 0;
  for (const found of candidates(known, query)) {
    if (found === undefined) {
      yield;
      continue;
    }
    if (!fits(source, found.then, query.filters)) continue;
    requireWhole(source, found.then, source.sight.fields);
    total += 1;
    best.offer(found);
  }
  return { total, hits: best.sorted() };
}

/** How many records a query wants. @throws as `findPast`, but for fields that it does not ask. */
export function* countPast(source: PastSource, filters: readonly FieldFilter[]): InPieces<number> {
  const known = requireKnown(source);
  let total = 0;
  for (const found of candidates(known, { filters })) {
    if (found === undefined) yield;
    else if (fits(source, found.then, filters)) total += 1;
  }
  return total;
}

/**
 * All records as they were created, at most `limit` behind a place.
 * @throws {LithairError} `history_not_kept`.
 */
export function* takePast(
  source: PastSource,
  after: Place | undefined,
  limit: number,
): InPieces<readonly PastHit[]> {
  const hits: PastHit[] = [];
  if (limit === 0) return hits;
  for (const found of born(requireKnown(source), after?.seq ?? 0)) {
    if (found === undefined) {
      yield;
      continue;
    }
    requireThere(source, found.then);
    requireWhole(source, found.then, source.sight.fields);
    hits.push({ then: found.then, place: { seq: found.seq } });
    if (hits.length >= limit) break;
  }
  return hits;
}

/** Counted once for an instant: pages that follow need not. */
function* totalOf(source: Known): InPieces<number> {
  const { history, sight } = source;
  const instant = JSON.stringify([source.at, sight.isWhole, sight.fields.length]);
  const counted = history.totals.get(instant);
  if (counted !== undefined) return counted;
  let total = 0;
  for (const found of born(source, 0)) {
    if (found === undefined) {
      yield;
      continue;
    }
    requireThere(source, found.then);
    requireWhole(source, found.then, sight.fields);
    total += 1;
  }
  history.totals.set(instant, total);
  return total;
}
