import type { LoggedEvent } from '../../engine/event';
import type { FeedCursor } from './feed-cursor';

/**
 * Committed events for this process, one at a time and at its pace: one that is slow reads from the
 * log later. `break` ends it, and so does the node when it closes.
 */
export class Subscription implements AsyncIterableIterator<LoggedEvent> {
  readonly #cursor: FeedCursor;
  readonly #isWanted: (event: LoggedEvent) => boolean;
  #ready: LoggedEvent[] = [];
  #running: Promise<unknown>;

  constructor(cursor: FeedCursor, isWanted: (event: LoggedEvent) => boolean) {
    this.#cursor = cursor;
    this.#isWanted = isWanted;
    this.#running = cursor.assertKept();
    this.#running.catch(() => undefined);
  }

  /** @throws {LithairError} `events_gone`, `data_corrupt`, `disk_failed`. */
  next(): Promise<IteratorResult<LoggedEvent>> {
    const result = this.#running.then(() => this.#take());
    // Whoever asks again after a failure is told that it is over.
    this.#running = result.catch(() => undefined);
    return result;
  }

  return(): Promise<IteratorResult<LoggedEvent>> {
    this.#ready = [];
    this.#cursor.end('closed');
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async #take(): Promise<IteratorResult<LoggedEvent>> {
    for (;;) {
      const event = this.#ready.pop();
      if (event !== undefined) return { done: false, value: event };
      const events = await this.#cursor.next();
      if (events === undefined) return { done: true, value: undefined };
      this.#ready = events.filter(this.#isWanted).reverse();
    }
  }
}
