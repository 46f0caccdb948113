import type { OutgoingHttpHeaders } from 'node:http';
import type { Place } from '../../engine/query/record-query';
import type { Model } from '../../model/model';
import { cursorAfter } from '../query/cursor';
import type { ListQuery } from '../query/list-query';

/** What stands behind the records of a page, and the header that says the same. */
export interface PageEnd {
  readonly text: string;
  readonly headers: OutgoingHttpHeaders;
}

/** @param last place of the last record of the page, when others follow it. */
export function pageEnd(
  model: Model,
  { identity, linkTo }: ListQuery,
  last: Place | undefined,
  total: number,
): PageEnd {
  if (last === undefined) return { text: `],"next":null,"total":${total}}`, headers: {} };
  const next = cursorAfter(identity, last);
  const link = `</api/${model.name}?${linkTo(next)}>; rel="next"`;
  return { text: `],"next":"${next}","total":${total}}`, headers: { link } };
}
