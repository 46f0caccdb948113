import { connect } from 'node:net';

export interface RawAnswer {
  status: number;
  head: string;
  body: string;
  sentBytes: number;
}

const ANSWER_MS = 30_000;

/**
 * Writes raw HTTP bytes on one socket, a chunk at a time as the server takes them, until it
 * answers. For what a decent client refuses to send: a body without end, or one that is
 * announced and never comes.
 */
export async function rawExchange(origin: string, chunks: Iterable<Buffer>): Promise<RawAnswer> {
  const { hostname, port } = new URL(origin);
  const source = chunks[Symbol.iterator]();
  let received = '';
  let sentBytes = 0;
  return new Promise<RawAnswer>((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    const finish = (): void => {
      socket.destroy();
      const [head = '', ...body] = received.split('\r\n\r\n');
      const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? Number.NaN);
      resolve({ status, head, body: body.join('\r\n\r\n'), sentBytes });
    };
    const pump = (): void => {
      for (;;) {
        if (received !== '' || socket.destroyed) return;
        const next = source.next();
        if (next.done === true) return;
        sentBytes += next.value.length;
        if (!socket.write(next.value)) {
          socket.once('drain', pump);
          return;
        }
      }
    };
    socket.setTimeout(ANSWER_MS, () => {
      socket.destroy();
      reject(new Error(`no answer within ${ANSWER_MS} ms after ${sentBytes} bytes`));
    });
    socket.setEncoding('utf8').on('data', (text: string) => {
      received += text;
      if (isComplete(received)) finish();
    });
    // A reset after the answer is how a server cuts a sender that does not stop.
    socket.on('error', (error) => (received === '' ? reject(error) : finish()));
    socket.on('close', () =>
      received === '' ? reject(new Error('closed without answer')) : finish(),
    );
    socket.on('connect', pump);
  });
}

function isComplete(received: string): boolean {
  const headEnd = received.indexOf('\r\n\r\n');
  const length = /^content-length: (\d+)$/im.exec(received)?.[1];
  if (headEnd < 0 || length === undefined) return false;
  return Buffer.byteLength(received.slice(headEnd + 4)) >= Number(length);
}
