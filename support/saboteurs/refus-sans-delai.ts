// An overloaded server that refuses without saying when to come back.
import { alteredHead } from './altered-head';
import { serveSabotaged } from './serve-sabotaged';

void serveSabotaged({
  listener: alteredHead(({ status, headers: { 'retry-after': _, ...headers } }) => ({
    status,
    headers,
  })),
});
