import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';

/** An answer as it left. */
export interface RememberedAnswer {
  status: number;
  headers: OutgoingHttpHeaders;
  body: string;
}

export const keyOf = ({ headers }: IncomingMessage): string | undefined =>
  headers['idempotency-key']?.toString();

/** Calls back with the answer once it is given. */
export function onAnswer(outgoing: ServerResponse, use: (answer: RememberedAnswer) => void): void {
  const writeHead = outgoing.writeHead.bind(outgoing);
  const end = outgoing.end.bind(outgoing) as (body?: string) => ServerResponse;
  let headers: OutgoingHttpHeaders = {};
  outgoing.writeHead = ((status: number, given: OutgoingHttpHeaders = {}) => {
    headers = given;
    return writeHead(status, given);
  }) as ServerResponse['writeHead'];
  outgoing.end = ((body = '') => {
    use({ status: outgoing.statusCode, headers, body: String(body) });
    return end(body as string);
  }) as ServerResponse['end'];
}

/** Gives an answer again, as a layer before the product would. */
export function answerAgain(outgoing: ServerResponse, answer: RememberedAnswer): void {
  outgoing.writeHead(answer.status, { ...answer.headers, 'idempotency-replayed': 'true' });
  outgoing.end(answer.body);
}
