import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface StubServer {
  origin: string;
  close: () => Promise<void>;
}

const HALF_AN_ANSWER = 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n/dem';

/**
 * A server that echoes the path it was asked and, every `every` answers, cuts the connection:
 * without a word, or in the middle of the answer. A client that counts wrongly is seen at once.
 */
export async function cuttingServer(every: number): Promise<StubServer> {
  let answers = 0;
  const server: Server = createServer((request, response) => {
    answers += 1;
    if (answers % every !== 0) response.end(request.url);
    else if (answers % (2 * every) === 0) request.socket.destroy();
    else request.socket.end(HALF_AN_ANSWER);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
