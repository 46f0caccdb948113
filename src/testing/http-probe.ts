import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHttpServer } from '../http/http-server';
import type { Lithair } from '../server';

export interface ProbeRequest {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer | string | undefined;
}

export interface ProbeAnswer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly text: string;
}

/** A node behind a real socket, and a client that sends it anything. */
export class HttpProbe {
  readonly #server: http.Server;
  readonly #agent = new http.Agent({ keepAlive: true, maxSockets: 64 });

  private constructor(server: http.Server) {
    this.#server = server;
  }

  static async start(node: Lithair): Promise<HttpProbe> {
    const server = createHttpServer(node.listener);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new HttpProbe(server);
  }

  send({ method, path, headers = {}, body }: ProbeRequest): Promise<ProbeAnswer> {
    const { port } = this.#server.address() as AddressInfo;
    return new Promise((resolve, reject) => {
      const request = http.request(
        { host: '127.0.0.1', port, method, path, headers, agent: this.#agent },
        (answer) => {
          const chunks: Buffer[] = [];
          answer.on('data', (chunk: Buffer) => chunks.push(chunk));
          answer.on('end', () => {
            const text = Buffer.concat(chunks).toString('utf8');
            resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text });
          });
        },
      );
      request.on('error', reject);
      request.end(body);
    });
  }

  /** A stream: what came of it until it has such a text, or ended; then the connection is cut. */
  stream(path: string, hasEnough: (text: string) => boolean): Promise<ProbeAnswer> {
    const { port } = this.#server.address() as AddressInfo;
    return new Promise((resolve, reject) => {
      const call = { host: '127.0.0.1', port, path, agent: false } as const;
      const request = http.get(call, (answer) => {
        const { statusCode: status = 0, headers } = answer;
        let text = '';
        answer.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
          if (hasEnough(text)) request.destroy();
        });
        for (const name of ['close', 'error'])
          answer.on(name, () => resolve({ status, headers, text }));
      });
      request.on('error', reject);
    });
  }

  stop(): Promise<void> {
    this.#agent.destroy();
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }
}
