const CHUNK_BYTES = 65_536;
/** Far beyond any limit: reaching it means that the server never cut the sender. */
const CHUNKS_MAX = 1600;

const head = (framing: string): Buffer =>
  Buffer.from(
    'POST /api/articles HTTP/1.1\r\nHost: localhost\r\n' +
      `Content-Type: application/json\r\n${framing}\r\n\r\n`,
  );

/** A body of `bytes` announced by Content-Length, of which only the first byte comes. */
export function promisedBody(bytes: number): Buffer[] {
  return [head(`Content-Length: ${bytes}`), Buffer.from('{')];
}

/** A chunked body that goes on as long as the server reads. */
export function* endlessBody(): Generator<Buffer> {
  yield head('Transfer-Encoding: chunked');
  const size = `${CHUNK_BYTES.toString(16)}\r\n`;
  const chunk = Buffer.concat([
    Buffer.from(size),
    Buffer.alloc(CHUNK_BYTES, 'a'),
    Buffer.from('\r\n'),
  ]);
  for (let i = 0; i < CHUNKS_MAX; i += 1) yield chunk;
}
