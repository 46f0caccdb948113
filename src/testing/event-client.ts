import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** One event of a stream, its data as JSON. */
export interface SeenEvent {
  readonly id?: string;
  readonly event?: string;
  readonly data?: { readonly [name: string]: unknown };
}

/** A client of one stream, which can stop reading. */
export class EventClient {
  readonly answer: http.IncomingMessage;
  text = '';
  isEnded = false;

  private constructor(answer: http.IncomingMessage) {
    this.answer = answer;
    answer.setEncoding('utf8').on('data', (chunk: string) => (this.text += chunk));
    for (const name of ['end', 'close', 'error'])
      answer.on(name, () => {
        this.isEnded = true;
      });
  }

  static open(
    { port }: AddressInfo,
    path: string,
    headers: http.OutgoingHttpHeaders = {},
  ): Promise<EventClient> {
    return new Promise((resolve, reject) => {
      const call = { host: '127.0.0.1', port, path, headers, agent: false };
      http.get(call, (answer) => resolve(new EventClient(answer))).on('error', reject);
    });
  }

  /** Those that have a name. */
  get events(): readonly SeenEvent[] {
    return eventsIn(this.text);
  }

  async until(isSo: (client: this) => boolean): Promise<this> {
    for (const end = Date.now() + 20_000; !isSo(this); await pause(5))
      if (Date.now() > end) throw new Error(`it never was so: ${this.text.slice(-500)}`);
    return this;
  }

  close(): void {
    this.answer.destroy();
  }
}

/** The events of a stream that have a name. */
export function eventsIn(text: string): readonly SeenEvent[] {
  const blocks = text.split('\n\n').slice(0, -1);
  return blocks.map(eventOf).filter(({ event }) => event !== undefined);
}

function eventOf(block: string): SeenEvent {
  const lines = block.split('\n').filter((line) => !line.startsWith(':'));
  const fields = Object.fromEntries(
    lines.map((line) => {
      const [, name = '', value = ''] = /^(\w+): (.*)$/.exec(line) ?? [];
      return [name, name === 'data' ? (JSON.parse(value) as unknown) : value];
    }),
  );
  return fields;
}
