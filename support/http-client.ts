import { Agent, type IncomingHttpHeaders, request } from 'node:http';

import type { Witness } from './witness';

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
  ms: number;
  localPort: number;
}

export interface Message {
  body?: unknown;
  headers?: Record<string, string>;
}

const ANSWER_MS = 60_000;

/** A client of our own on node:http: fetch costs more than the server that it would measure. */
export class HttpClient {
  #agent: Agent;
  readonly #connections: number;
  readonly #origin: () => string;
  readonly #witness: Witness;

  constructor(options: { origin: () => string; witness: Witness; connections: number }) {
    this.#connections = options.connections;
    this.#agent = agentOf(options.connections);
    this.#origin = options.origin;
    this.#witness = options.witness;
  }

  /** Strings and buffers are sent as they are (bad input needs that), other bodies as JSON. */
  async send(method: string, path: string, { body, headers = {} }: Message = {}): Promise<Answer> {
    const bytes = encode(body);
    const type = bytes === undefined ? {} : { 'content-type': 'application/json' };
    const length = bytes === undefined ? {} : { 'content-length': String(bytes.length) };
    const sentAt = performance.now();
    const answer = await new Promise<Answer>((resolve, reject) => {
      const call = request(this.#origin() + path, {
        method,
        agent: this.#agent,
        headers: { ...type, ...length, ...headers },
        timeout: ANSWER_MS,
      });
      call.on('timeout', () => call.destroy(new Error(`no answer within ${ANSWER_MS} ms`)));
      call.on('error', reject);
      call.on('response', (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        const localPort = response.socket.localPort ?? 0;
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          const ms = performance.now() - sentAt;
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text,
            ms,
            localPort,
          });
        });
      });
      call.end(bytes);
    });
    this.#witness.sawStatus(answer.status, `${method} ${path}`);
    return answer;
  }

  /** Forgets the connections of a server that ended: none of them may be reused. */
  reconnect(): void {
    this.close();
    this.#agent = agentOf(this.#connections);
  }

  close(): void {
    this.#agent.destroy();
  }
}

/** Connections are kept, all of them: making one costs more than the request. */
function agentOf(connections: number): Agent {
  return new Agent({ keepAlive: true, maxSockets: connections, maxFreeSockets: connections });
}

function encode(body: unknown): Buffer | undefined {
  if (body === undefined) return undefined;
  if (Buffer.isBuffer(body)) return body;
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}

/** The JSON of an answer; a body that is not JSON fails with the status and the text. */
export function jsonOf(answer: Answer): Record<string, unknown> {
  try {
    return JSON.parse(answer.text) as Record<string, unknown>;
  } catch {
    throw new Error(`not JSON (${answer.status}): ${answer.text.slice(0, 200)}`);
  }
}
