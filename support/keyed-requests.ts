import type { Answer, HttpClient } from './http-client';
import { need } from './need';

/** A request under an idempotency key. */
export interface KeyedRequest {
  key: string;
  /** « POST /api/articles » */
  request: string;
  body?: string | undefined;
  headers?: Record<string, string>;
}

interface Sent {
  request: KeyedRequest;
  answers: Answer[];
}

/** What one scenario sends under keys, and every answer that it was given, by key. */
export class KeyedRequests {
  readonly #http: HttpClient;
  readonly #sent = new Map<string, Sent>();

  constructor(http: HttpClient) {
    this.#http = http;
  }

  get keys(): string[] {
    return [...this.#sent.keys()];
  }

  get answers(): Answer[] {
    return [...this.#sent.values()].flatMap(({ answers }) => answers);
  }

  answersOf(key: string): Answer[] {
    return need(this.#sent.get(key), `a request under the key ${key}`).answers;
  }

  /** Sends a request; the first one of its key is what `again` sends. */
  async send(request: KeyedRequest): Promise<Answer> {
    const sent = this.#sent.get(request.key) ?? { request, answers: [] };
    this.#sent.set(request.key, sent);
    const answer = await this.#call(request);
    sent.answers.push(answer);
    return answer;
  }

  /** Sends the first request of a key again; `spelled` is the key as the header has it. */
  async again(key: string, spelled = key): Promise<Answer> {
    const { request, answers } = need(this.#sent.get(key), `a request under the key ${key}`);
    const answer = await this.#call({ ...request, key: spelled });
    answers.push(answer);
    return answer;
  }

  /** What will be sent by `again`, without sending it: somebody else did. */
  note(request: KeyedRequest): void {
    this.#sent.set(request.key, { request, answers: [] });
  }

  #call({ key, request, body, headers = {} }: KeyedRequest): Promise<Answer> {
    const [method = '', path = ''] = request.split(' ', 2);
    return this.#http.send(method, path, {
      body,
      headers: { 'idempotency-key': key, ...headers },
    });
  }
}
