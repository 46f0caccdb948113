import type { IncomingMessage } from 'node:http';
import { LithairError } from '../errors/lithair-error';
import type { BodyLimits, Exchange, HttpNode } from './exchange';
import { problemOf, sendError } from './reply';

/**
 * How much of a body that was refused is read and thrown away, so that the client gets to see the
 * answer.
 */
const LINGER_MS = 1000;
const LINGER_BYTES_MAX = 8 * 1024 * 1024;

/**
 * Reads a body of a known media type and hands it over; refuses anything else. `use` may throw: the
 * error becomes the answer.
 */
export function readBody(
  node: HttpNode,
  exchange: Exchange,
  mediaTypes: readonly string[],
  limits: BodyLimits,
  use: (bytes: Buffer, mediaType: string) => void,
): void {
  const { incoming, outgoing } = exchange;
  const mediaType = mediaTypeOf(incoming);
  if (!mediaTypes.includes(mediaType) || !isIdentity(incoming)) {
    const message = `send ${mediaTypes.join(' or ')}, not compressed, in UTF-8`;
    refuseUnread(node, exchange, new LithairError('unsupported_media_type', message));
    return;
  }
  const tooLarge = (): LithairError =>
    new LithairError('payload_too_large', `at most ${limits.bytesMax} bytes`);
  if (Number(incoming.headers['content-length'] ?? 0) > limits.bytesMax) {
    refuseUnread(node, exchange, tooLarge());
    return;
  }
  collect(incoming, limits.bytesMax, (bytes) => {
    if (bytes === undefined) {
      refuseUnread(node, exchange, tooLarge());
      return;
    }
    try {
      use(bytes, mediaType);
    } catch (error) {
      sendError(node, outgoing, error);
    }
  });
}

/**
 * Counts for itself: `Content-Length` may lie, and a chunked body has none. `undefined`: too large.
 */
function collect(
  incoming: IncomingMessage,
  bytesMax: number,
  done: (bytes: Buffer | undefined) => void,
): void {
  const chunks: Buffer[] = [];
  let size = 0;
  const onData = (chunk: Buffer): void => {
    size += chunk.length;
    if (size <= bytesMax) {
      chunks.push(chunk);
      return;
    }
    incoming.off('data', onData);
    incoming.off('end', onEnd);
    done(undefined);
  };
  const onEnd = (): void => done(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks));
  incoming.on('data', onData);
  incoming.on('end', onEnd);
}

/**
 * Answers while the body is still arriving, reads a little more of it, then closes the connection.
 */
function refuseUnread(node: HttpNode, exchange: Exchange, error: LithairError): void {
  const { incoming, outgoing } = exchange;
  const json = problemOf(error);
  outgoing.writeHead(error.status, {
    'content-type': 'application/problem+json',
    'content-length': Buffer.byteLength(json),
    connection: 'close',
  });
  outgoing.write(json);
  let discarded = 0;
  const finish = (): void => {
    timer.cancel();
    outgoing.end();
  };
  const timer = node.runtime.environment.after(LINGER_MS, finish);
  incoming.on('data', (chunk: Buffer) => {
    discarded += chunk.length;
    if (discarded > LINGER_BYTES_MAX) finish();
  });
  incoming.once('end', finish);
  incoming.once('close', finish);
}

/** The media type without its parameters; a charset other than UTF-8 makes it unknown. */
function mediaTypeOf(incoming: IncomingMessage): string {
  const header = incoming.headers['content-type'];
  if (header === undefined || header === 'application/json') return header ?? '';
  const [type = '', ...parameters] = header.split(';').map((part) => part.trim().toLowerCase());
  const isUtf8 = parameters.every(
    (part) => !part.startsWith('charset=') || /^charset="?utf-?8"?$/.test(part),
  );
  return isUtf8 ? type : '';
}

function isIdentity(incoming: IncomingMessage): boolean {
  const encoding = incoming.headers['content-encoding'];
  return encoding === undefined || encoding === 'identity';
}
