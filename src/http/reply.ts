import { STATUS_CODES, type OutgoingHttpHeaders, type ServerResponse } from 'node:http';
import { LithairError } from '../errors/lithair-error';
import { ERROR_CODES } from '../errors/codes';
import type { HttpNode } from './exchange';
import { writePieces } from './write-pieces';

export const JSON_TYPE = 'application/json';
export const PROBLEM_TYPE = 'application/problem+json';
/** Refusals that pass by themselves, and when to ask again. */
const PASSING: readonly number[] = [503, 507];
const RETRY_AFTER_S = '1';

/** Answers with JSON text. `headers` is completed in place. */
export function sendJson(
  outgoing: ServerResponse,
  status: number,
  json: string,
  headers: OutgoingHttpHeaders = {},
): void {
  headers['content-type'] ??= JSON_TYPE;
  headers['content-length'] = Buffer.byteLength(json);
  outgoing.writeHead(status, headers);
  outgoing.end(json);
}

/**
 * Answers 200 with JSON of which the middle is there as bytes, and is sent without a copy: that is
 * two thirds of the cost. `headers` is completed in place.
 * @param around what stands before and behind it, in ASCII.
 */
export function sendJsonAround(
  outgoing: ServerResponse,
  pieces: readonly Uint8Array[],
  { start, end }: { readonly start: string; readonly end: string },
  headers: OutgoingHttpHeaders,
): void {
  const bytes = pieces.reduce((sum, { length }) => sum + length, 0);
  headers['content-type'] = JSON_TYPE;
  headers['content-length'] = start.length + bytes + end.length;
  outgoing.writeHead(200, headers);
  outgoing.cork();
  // The head goes with it: Node joins what is text.
  outgoing.write(start, 'latin1');
  writePieces(outgoing, pieces);
  outgoing.end(end, 'latin1');
  outgoing.uncork();
}

export function sendEmpty(
  outgoing: ServerResponse,
  status: number,
  headers: OutgoingHttpHeaders = {},
): void {
  outgoing.writeHead(status, headers);
  outgoing.end();
}

/** The one place where an error becomes HTTP: a problem document (RFC 9457) with a stable code. */
export function sendError(node: HttpNode, outgoing: ServerResponse, error: unknown): void {
  const known = error instanceof LithairError ? error : undefined;
  if (known === undefined || known.status === 500) node.onFault(error);
  if (outgoing.headersSent) {
    outgoing.destroy();
    return;
  }
  const refusal =
    known ?? new LithairError('internal', 'the server could not answer; its log says why');
  const headers: OutgoingHttpHeaders = { 'content-type': PROBLEM_TYPE };
  if (PASSING.includes(refusal.status)) headers['retry-after'] = RETRY_AFTER_S;
  sendJson(outgoing, refusal.status, problemOf(refusal), headers);
}

/** The text of a problem document. */
export function problemOf(error: LithairError): string {
  const { title } = ERROR_CODES[error.code];
  const { code, status, message: detail, details } = error;
  return JSON.stringify({ type: 'about:blank', title, status, code, detail, ...details });
}

/** Answers on a bare socket: the request was not even HTTP, so there is no response object. */
export function rawProblem(error: LithairError): string {
  const json = problemOf(error);
  const reason = STATUS_CODES[error.status] ?? '';
  return (
    `HTTP/1.1 ${error.status} ${reason}\r\nconnection: close\r\ncontent-type: ${PROBLEM_TYPE}\r\n` +
    `content-length: ${Buffer.byteLength(json)}\r\n\r\n${json}`
  );
}
