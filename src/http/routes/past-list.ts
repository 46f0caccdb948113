import type { ServerResponse } from 'node:http';
import type { Instant } from '../../engine/history/instant';
import { countPast, findPast, takePast } from '../../engine/history/past-query';
import type { PastHit } from '../../engine/history/best-hits';
import type { PastSource } from '../../engine/history/past-source';
import { sightOfClients } from '../../engine/history/record-then';
import type { InPieces } from '../../engine/in-pieces';
import type { FieldFilter, Place } from '../../engine/query/record-query';
import type { Model } from '../../model/model';
import { pastSource } from '../../runtime/as-of';
import type { Exchange, HttpNode } from '../exchange';
import type { ListQuery } from '../query/list-query';
import { JSON_TYPE, sendError, sendJson } from '../reply';
import { sendHits, STREAM_RECORDS } from './send-hits';

/** `GET /api/{models}/count?asOf=…`. */
export function countPastRecords(
  node: HttpNode,
  model: Model,
  { outgoing }: Exchange,
  { filters, asOf }: { readonly filters: readonly FieldFilter[]; readonly asOf: Instant },
): void {
  const source = sourceOf(node, model, asOf);
  inTurns(node, outgoing, countPast(source, filters), (count) =>
    sendJson(outgoing, 200, `{"count":${count}}`),
  );
}

/** `GET /api/{models}?asOf=…`: the records as they were, one page or all of it as a stream. */
export function listPast(
  node: HttpNode,
  model: Model,
  { outgoing }: Exchange,
  { query, asOf }: { readonly query: ListQuery; readonly asOf: Instant },
): void {
  const source = sourceOf(node, model, asOf);
  const { records, after, limit } = query;
  const textsOf = texter(source);
  if (limit < Infinity) {
    const work = findPast(source, records, { after, limit: limit + 1 });
    inTurns(node, outgoing, work, (page) => sendHits(model, query, { ...page, textsOf }, outgoing));
    return;
  }
  // All of them are read as they are sent, once it is known that all of them are known.
  const isPlain = records.filters.length === 0 && records.sort === undefined;
  const work = findPast(source, records, { after, limit: isPlain ? 0 : Infinity });
  inTurns(node, outgoing, work, ({ hits }) => {
    const pageAfter = isPlain
      ? (place: Place | undefined) => takePast(source, place ?? after, STREAM_RECORDS)
      : pagesOf(hits);
    streamPast(node, outgoing, pageAfter, textsOf);
  });
}

const sourceOf = (node: HttpNode, model: Model, asked: Instant): PastSource =>
  pastSource(node.runtime, model, { asked, sight: sightOfClients(model) });

const texter =
  ({ sight }: PastSource) =>
  (hits: readonly PastHit[]): string =>
    hits.map(({ then }) => then.json(sight)).join(',');

/** Does work between other requests, and answers with what it made, or with its refusal. */
function inTurns<T>(
  node: HttpNode,
  outgoing: ServerResponse,
  work: InPieces<T>,
  answer: (result: T) => void,
): void {
  const failed = (error: unknown): void => sendError(node, outgoing, error);
  const done = (result: T): void => {
    try {
      answer(result);
    } catch (error) {
      failed(error);
    }
  };
  node.runtime.turns.run(work, { done, failed, isWanted: () => !outgoing.destroyed });
}

type PageAfter = (place: Place | undefined) => InPieces<readonly PastHit[]>;

/** Pages of what is all there. */
function pagesOf(hits: readonly PastHit[]): PageAfter {
  let from = 0;

  return function* () {
    from += STREAM_RECORDS;
    return hits.slice(from - STREAM_RECORDS, from);
  };
}

/**
 * Streams with back-pressure. What was known when the answer began may be forgotten while a slow
 * reader takes it: then the connection is cut, so that nobody takes a part for the whole.
 */
function streamPast(
  node: HttpNode,
  outgoing: ServerResponse,
  pageAfter: PageAfter,
  textsOf: (hits: readonly PastHit[]) => string,
): void {
  let total = 0;
  outgoing.writeHead(200, { 'content-type': JSON_TYPE });
  outgoing.write('{"items":[');
  const pump = (place: Place | undefined): void =>
    inTurns(node, outgoing, pageAfter(place), (hits) => {
      const last = hits.at(-1);
      if (last === undefined) {
        outgoing.end(`],"next":null,"total":${total}}`);
        return;
      }
      const isRoom = outgoing.write((total === 0 ? '' : ',') + textsOf(hits));
      total += hits.length;
      if (isRoom) node.runtime.environment.soon(() => pump(last.place));
      else outgoing.once('drain', () => pump(last.place));
    });
  pump(undefined);
}
