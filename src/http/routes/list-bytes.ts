import type { ServerResponse } from 'node:http';
import type { Found } from '../../engine/query/found';
import type { Model } from '../../model/model';
import type { HttpNode } from '../exchange';
import type { ListQuery } from '../query/list-query';
import { JSON_TYPE, sendJsonAround } from '../reply';
import { writePieces } from '../write-pieces';
import { pageEnd } from './page-end';

const COMMA = Buffer.from(',');
/** A write of a whole list, in bytes: some hundredths of a millisecond, then others are let in. */
const WRITE_BYTES = 256 * 1024;

/** A list whose records are shown as they are kept. */
interface BytesAnswer {
  readonly query: ListQuery;
  readonly total: number;
  readonly texts: NonNullable<Found['texts']>;
}

export function sendBytesPage(
  model: Model,
  { query, total, texts }: BytesAnswer,
  outgoing: ServerResponse,
): void {
  const { after, limit } = query;
  const { pieces, last, hasMore } = texts(after, { records: limit, bytes: Infinity });
  const { text, headers } = pageEnd(model, query, hasMore ? { seq: last } : undefined, total);
  sendJsonAround(outgoing, pieces, { start: LIST_START, end: text }, headers);
}

const LIST_START = '{"items":[';

/** As `streamAll`, but what stands together is sent without a copy. */
export function streamBytes(
  node: HttpNode,
  { query, texts }: BytesAnswer,
  outgoing: ServerResponse,
): void {
  const { environment } = node.runtime;
  let { after } = query;
  let total = 0;
  let before = Buffer.from(LIST_START);
  const next = (): void => environment.soon(pump);
  const pump = (): void => {
    if (outgoing.destroyed) return;
    const { pieces, count, last } = texts(after, { records: Infinity, bytes: WRITE_BYTES });
    if (count === 0) {
      const start = total === 0 ? LIST_START : '';
      outgoing.end(`${start}],"next":null,"total":${total}}`);
      return;
    }
    outgoing.cork();
    const hasRoom = writePieces(outgoing, [before, ...pieces]);
    outgoing.uncork();
    total += count;
    after = { seq: last };
    before = COMMA;
    if (hasRoom) next();
    else outgoing.once('drain', next);
  };
  outgoing.writeHead(200, { 'content-type': JSON_TYPE });
  pump();
}
