import type { ServerResponse } from 'node:http';
import type { LoggedEvent } from '../../engine/event';
import { LithairError } from '../../errors/lithair-error';
import type { Ending, FeedCursor } from '../../runtime/feed/feed-cursor';
import type { Environment } from '../../environment/environment';

export const STREAM_HEADERS = {
  'content-type': 'text/event-stream',
  // Nobody may keep it or wait for its end: not a cache, nor a proxy that collects answers.
  'cache-control': 'no-store, no-transform',
  'x-accel-buffering': 'no',
  // It ends with its connection: a server that stops need not wait for an idle one.
  connection: 'close',
};

/** How long a client waits before it comes back, in milliseconds. */
const RETRY_MS = 1_000;
/** A text of so many characters, and others are let in before the next. */
const LONG = 16_384;
/** How often, and how many times, it is looked whether a slow client has taken its last event. */
const LAST_WORD_MS = 250;
const LAST_WORD_LOOKS = 40;

export interface StreamParts {
  readonly cursor: FeedCursor;
  readonly outgoing: ServerResponse;
  readonly environment: Environment;
  readonly isDraining: () => boolean;
  /** The text of what is wanted of some events; empty for nothing. */
  readonly textOf: (events: readonly LoggedEvent[]) => string;
}

/**
 * One stream: takes from its cursor as much as its client takes from it. What it has written and
 * the client has not is one piece, in the socket; all else waits where the cursor reads.
 */
export class EventStream {
  readonly #parts: StreamParts;
  /** Last event of which all was written; absent until what comes first is. */
  #seq: number | undefined;
  /** The last one that the client was told of. */
  #toldSeq = 0;
  /** The client has not taken what was written. */
  #isFull = false;
  /** Nor had it at the heartbeat before. */
  #isStuck = false;
  #resume: (() => void) | undefined;

  constructor(parts: StreamParts) {
    this.#parts = parts;
    const { cursor, outgoing } = parts;
    const resume = (): void => {
      this.#isFull = this.#isStuck = false;
      this.#resume?.();
    };
    outgoing.on('drain', resume);
    outgoing.on('close', () => {
      cursor.end('closed');
      resume();
    });
    outgoing.on('error', () => undefined);
    cursor.onBeat = () => this.#beat();
    cursor.onEnd = (ending) => this.#end(ending);
    // It may be gone before it was answered.
    if (outgoing.destroyed) cursor.end('closed');
  }

  /**
   * Resolves when the stream has ended.
   * @param first is sent before the first event, and names its place; an empty text lets others in
   * between.
   * @param afterFirst is called once that is done.
   * @throws {LithairError} `shutting_down`, and what `FeedCursor.next` does.
   */
  async run(first: Iterable<string>, afterFirst: () => void): Promise<void> {
    const { cursor, outgoing, textOf } = this.#parts;
    if (cursor.ending !== undefined)
      throw new LithairError('shutting_down', 'the server is stopping');
    outgoing.writeHead(200, STREAM_HEADERS);
    await this.#write(`retry: ${RETRY_MS}\n\n`);
    for (const text of first) {
      if (cursor.ending !== undefined) break;
      await this.#write(text);
    }
    afterFirst();
    if (cursor.ending !== undefined) return;
    this.#seq = this.#toldSeq = cursor.seq;
    for (let events = await cursor.next(); events !== undefined; events = await cursor.next()) {
      const text = textOf(events);
      this.#seq = cursor.seq;
      if (text === '') continue;
      this.#toldSeq = this.#seq;
      await this.#write(text);
    }
  }

  async #write(text: string): Promise<void> {
    const { cursor, outgoing, environment } = this.#parts;
    if (cursor.ending !== undefined) return;
    if (text !== '') this.#isFull = !outgoing.write(text);
    // A long stream lets others in between, however fast its client is.
    if (text === '' || text.length > LONG)
      await new Promise<void>((resolve) => environment.soon(resolve));
    if (this.#isFull) await new Promise<void>((resolve) => (this.#resume = resolve));
  }

  /**
   * A sign of life, which also names the last event that was looked at: who wants few of many need
   * not look at the others again when he comes back.
   */
  #beat(): void {
    const { cursor, outgoing } = this.#parts;
    if (this.#isFull) {
      if (this.#isStuck) cursor.end('lagging');
      this.#isStuck = true;
      return;
    }
    const hasMoved = this.#seq !== undefined && this.#seq > this.#toldSeq;
    if (hasMoved) this.#toldSeq = this.#seq as number;
    this.#isFull = !outgoing.write(hasMoved ? `: \nid: ${this.#toldSeq}\n\n` : ': \n\n');
  }

  #end(ending: Ending): void {
    const { outgoing } = this.#parts;
    if (ending === 'lagging' && this.#seq !== undefined)
      outgoing.write(`id: ${this.#seq}\nevent: lagging\ndata: {"seq":${this.#seq}}\n\n`);
    outgoing.end();
    this.#resume?.();
    this.#cutUnlessTaken(LAST_WORD_LOOKS);
  }

  /** What a client does not take is not kept for ever, nor for a server that stops. */
  #cutUnlessTaken(looks: number): void {
    const { outgoing, environment, isDraining } = this.#parts;
    if (outgoing.destroyed || outgoing.writableFinished) return;
    if (looks === 0 || (this.#isFull && isDraining())) outgoing.destroy();
    else environment.after(LAST_WORD_MS, () => this.#cutUnlessTaken(looks - 1));
  }
}
