import type { MiddlewareHandler } from 'hono';
import { LithairError } from '../errors/lithair-error';
import { SINGLE_BODY, type Exchange } from './exchange';

/** The exchange of a request that a route of the application answers. */
interface OwnExchange extends Exchange {
  bodyBytesMax?: number;
}

/**
 * Middleware: the bodies of a route of one's own may have so many bytes, in the place of 1 MiB.
 *
 * @throws {LithairError} `invalid_configuration`: it is no whole number from 0.
 * @example
 * new Hono().post('/imports', bodyBound(64 * 1024 * 1024), async (context) => …)
 */
export function bodyBound(bytesMax: number): MiddlewareHandler {
  if (!Number.isSafeInteger(bytesMax) || bytesMax < 0) {
    const message = `bodyBound: a whole number of bytes, not ${String(bytesMax)}`;
    throw new LithairError('invalid_configuration', message);
  }
  return (context, next) => {
    (context.env as OwnExchange).bodyBytesMax = bytesMax;
    return next();
  };
}

/**
 * The same body, which ends with `payload_too_large` beyond its bound: before its first byte when
 * it says its length. It is asked for the bound when it is read: a route has set its own by then.
 */
export function bounded(body: ReadableStream<Uint8Array>, exchange: OwnExchange): typeof body {
  const said = Number(exchange.incoming.headers['content-length'] ?? 0);
  let size = 0;
  const count = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      const { bodyBytesMax = SINGLE_BODY.bytesMax, outgoing } = exchange;
      size += chunk.length;
      if (Math.max(said, size) <= bodyBytesMax) {
        controller.enqueue(chunk);
        return;
      }
      // What is still to come is not waited for.
      if (!outgoing.headersSent) outgoing.setHeader('connection', 'close');
      throw new LithairError('payload_too_large', `at most ${bodyBytesMax} bytes`);
    },
  });
  return body.pipeThrough(count);
}
