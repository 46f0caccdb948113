import { type ClientRequest, get, type IncomingMessage } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

import { createParser } from 'eventsource-parser';

/** What the `data` of an event says. */
export interface Told {
  seq: number;
  type: string;
  model: string;
  id: string;
  record: Record<string, unknown> | null;
  /** Of an event of the application's own, in the place of a record. */
  payload?: Record<string, unknown>;
  changed?: string[];
  items?: Array<Record<string, unknown>>;
}

export interface SeenEvent {
  id: string | undefined;
  event: string | undefined;
  data: Told;
  atMs: number;
}

/** An `EventSource` of our own, over a real socket; it can stop reading. */
export class EventSubscriber {
  readonly seen: SeenEvent[] = [];
  comments = 0;
  connections = 0;
  /** The head of the last answer, and what was not an event of it. */
  status = 0;
  text = '';
  isEnded = false;
  lastId: string | undefined;
  /** Where it was told to go on, since it was too slow. */
  laggedAt: number | undefined;
  readonly #origin: () => string;
  readonly path: string;
  #request: ClientRequest | undefined;
  #answer: IncomingMessage | undefined;
  #isOver = false;

  constructor(origin: () => string, path: string) {
    this.#origin = origin;
    this.path = path;
  }

  /** Resolves with the head of the answer. */
  open(): Promise<void> {
    this.isEnded = false;
    this.connections += 1;
    this.text = '';
    const headers = this.lastId === undefined ? {} : { 'last-event-id': this.lastId };
    return new Promise((resolve, reject) => {
      const request = get(this.#origin() + this.path, { agent: false, headers }, (answer) => {
        this.#answer = answer;
        this.status = answer.statusCode ?? 0;
        this.#read(answer);
        resolve();
      });
      this.#request = request;
      request.on('error', (error) => {
        this.isEnded = true;
        reject(error);
      });
    });
  }

  /** Opens, and comes back to where it was whenever it loses its connection, until `close`. */
  async follow(): Promise<void> {
    await this.open();
    void this.#comeBack();
  }

  stopReading(): void {
    this.#answer?.pause();
  }

  readAgain(): void {
    this.#answer?.resume();
  }

  /** Loses the connection. */
  cut(): void {
    this.#request?.destroy();
    this.isEnded = true;
  }

  close(): void {
    this.#isOver = true;
    this.cut();
  }

  async #comeBack(): Promise<void> {
    while (!this.#isOver) {
      await pause(10);
      if (this.isEnded) await this.open().catch(() => (this.isEnded = true));
    }
    this.#request?.destroy();
  }

  #read(answer: IncomingMessage): void {
    const parser = createParser({
      onEvent: ({ id, event, data }) => {
        if (id !== undefined) this.lastId = id;
        if (event === 'lagging') this.laggedAt = Number(id);
        else this.seen.push({ id, event, data: JSON.parse(data) as Told, atMs: performance.now() });
      },
      onComment: () => (this.comments += 1),
    });
    answer.setEncoding('utf8').on('data', (chunk: string) => {
      if (this.text.length < 100_000) this.text += chunk;
      parser.feed(chunk);
    });
    const { connections } = this;
    for (const name of ['end', 'close', 'error'])
      answer.on(name, () => {
        if (connections === this.connections) this.isEnded = true;
      });
  }
}

/** What the events of a stream make of its records, as a page in a browser would keep them. */
export function copyOf({ seen }: EventSubscriber): Map<string, unknown> {
  const records = new Map<string, unknown>();
  for (const { event, data } of seen) {
    if (event === 'snapshot')
      for (const item of data.items ?? []) records.set(String(item['id']), item);
    else if (event === 'deleted') records.delete(data.id);
    else if (event === 'created' || event === 'updated') records.set(data.id, data.record);
  }
  return records;
}
