// A server that takes a client's mistake for its own: 500 where 400 is meant.
import { alteredHead } from './altered-head';
import { serveSabotaged } from './serve-sabotaged';

void serveSabotaged({
  listener: alteredHead(({ status, headers }) => ({
    status: status === 400 ? 500 : status,
    headers,
  })),
});
