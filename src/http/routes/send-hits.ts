import type { ServerResponse } from 'node:http';
import type { Place } from '../../engine/query/record-query';
import type { Model } from '../../model/model';
import type { ListQuery } from '../query/list-query';
import { sendJson } from '../reply';
import { pageEnd } from './page-end';

/** Records a write of a streamed list: small enough to let other requests in between. */
export const STREAM_RECORDS = 500;

/** What a page is made of; one record more than it shows when there is another page. */
export interface PageOf<H extends { readonly place: Place }> {
  readonly hits: readonly H[];
  readonly total: number;
  readonly textsOf: (hits: readonly H[]) => string;
}

/** Answers with a page of a list. */
export function sendHits<H extends { readonly place: Place }>(
  model: Model,
  query: ListQuery,
  { hits, total, textsOf }: PageOf<H>,
  outgoing: ServerResponse,
): void {
  const items = hits.length > query.limit ? hits.slice(0, query.limit) : hits;
  const last = hits.length > query.limit ? items.at(-1) : undefined;
  const { text, headers } = pageEnd(model, query, last?.place, total);
  sendJson(outgoing, 200, `{"items":[${textsOf(items)}${text}`, headers);
}
