import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface StubServer {
  origin: string;
  close: () => Promise<void>;
}

/**
 * A server that echoes the path it was asked and drops the whole connection, in the middle of an
 * exchange, every `every` answers: a client that keeps count wrongly is seen at once.
 */
export async function cuttingServer(every: number): Promise<StubServer> {
  let answers = 0;
  const server: Server = createServer((request, response) => {
    answers += 1;
    if (answers % every === 0) request.socket.destroy();
    else response.end(request.url);
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
