import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';

import type { Lithair } from 'lithair';

export interface Head {
  status: number;
  headers: OutgoingHttpHeaders;
}

/** A listener whose answers have their status and headers changed on the way out. */
export function alteredHead(change: (head: Head) => Head) {
  return (honest: Lithair['listener']): Lithair['listener'] =>
    (incoming, outgoing) => {
      const writeHead = outgoing.writeHead.bind(outgoing);
      outgoing.writeHead = ((status: number, headers: OutgoingHttpHeaders = {}): ServerResponse => {
        const head = change({ status, headers });
        return writeHead(head.status, head.headers);
      }) as ServerResponse['writeHead'];
      honest(incoming, outgoing);
    };
}
