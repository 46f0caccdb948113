// A server whose cursors count records: whatever is created or deleted before one shifts the rest.
import type { ServerResponse } from 'node:http';

import { serveSabotaged } from './serve-sabotaged';

void serveSabotaged({
  listener: (honest) => (incoming, outgoing) => {
    const url = new URL(incoming.url ?? '', 'http://localhost');
    const { searchParams: params } = url;
    const limit = Number(params.get('limit'));
    if (incoming.method === 'GET' && limit > 0) {
      const skipped = Number(params.get('cursor') ?? 0);
      params.delete('cursor');
      params.set('limit', 'all');
      incoming.url = url.pathname + url.search;
      replaceBody(outgoing, (whole) => {
        const { items } = JSON.parse(whole) as { items: unknown[] };
        const end = skipped + limit;
        const next = end < items.length ? String(end) : null;
        params.set('limit', String(limit));
        params.set('cursor', String(end));
        if (next !== null)
          outgoing.setHeader('link', `<${url.pathname}?${params.toString()}>; rel="next"`);
        return JSON.stringify({ items: items.slice(skipped, end), next, total: items.length });
      });
    }
    honest(incoming, outgoing);
  },
});

/** Holds an answer back until it is whole, and gives another one. */
function replaceBody(outgoing: ServerResponse, other: (body: string) => string): void {
  const writeHead = outgoing.writeHead.bind(outgoing);
  const end = outgoing.end.bind(outgoing) as (body: string) => ServerResponse;
  let body = '';
  outgoing.writeHead = () => outgoing;
  outgoing.write = ((text: string) => {
    body += text;
    return true;
  }) as ServerResponse['write'];
  outgoing.end = ((text = '') => {
    const answer = other(body + String(text));
    writeHead(200, { 'content-type': 'application/json' });
    return end(answer);
  }) as ServerResponse['end'];
}
