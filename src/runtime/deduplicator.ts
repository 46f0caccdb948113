import type { DedupIndex } from '../engine/dedup-index';
import type { LoggedEvent, RequestIdentity } from '../engine/event';
import type { Tally } from '../engine/tally';
import { LithairError } from '../errors/lithair-error';

/**
 * What became of a request: the events that are now acknowledged, or why not. `replayed` is there
 * when an earlier request with the same key had this effect; its events then are given when there
 * is only one: of several, no more is kept than their tally.
 */
export type Done = (
  error: Error | undefined,
  events: readonly LoggedEvent[],
  replayed?: Tally,
) => void;

/** A request whose events are on their way to the log, and those that ask for the same. */
interface InFlight extends RequestIdentity {
  readonly waiting: Done[];
}

/**
 * At most one effect a key (INV-6). A request whose key had an effect is given that one again; one
 * whose key is in flight waits, and is answered when the first is, never before. A request that is
 * refused leaves nothing: its key is free.
 */
export class Deduplicator {
  readonly #index: DedupIndex;
  readonly #waitingMax: number;
  readonly #inFlight = new Map<string, InFlight>();
  #waiting = 0;

  /** @param waitingMax bound of the requests that wait for another (INV-8). */
  constructor(index: DedupIndex, waitingMax: number) {
    this.#index = index;
    this.#waitingMax = waitingMax;
  }

  /**
   * Answers a request whose key is known, now or when the one in flight is answered; `done` is then
   * called once. False when the key is free.
   */
  recall(request: RequestIdentity, done: Done): boolean {
    const { key, fingerprint } = request;
    const inFlight = this.#inFlight.get(key);
    const known = inFlight ?? this.#index.get(key);
    if (known === undefined) return false;
    if (known.fingerprint !== fingerprint) done(reused(key), []);
    else if (inFlight === undefined) this.#replay(key, done);
    else this.#wait(inFlight, done);
    return true;
  }

  /**
   * Takes a key that is free for a request that was decided.
   * @returns what is to be called, once, in the place of `done`.
   */
  begin(request: RequestIdentity, done: Done): Done {
    const waiting: Done[] = [];
    this.#inFlight.set(request.key, { ...request, waiting });
    return (error, events) => {
      this.#inFlight.delete(request.key);
      this.#waiting -= waiting.length;
      done(error, events);
      for (const other of waiting) {
        if (error === undefined) this.#replay(request.key, other);
        else other(error, []);
      }
    };
  }

  #wait({ waiting }: InFlight, done: Done): void {
    if (this.#waiting >= this.#waitingMax) {
      done(tooManyWait(this.#waiting), []);
      return;
    }
    waiting.push(done);
    this.#waiting += 1;
  }

  #replay(key: string, done: Done): void {
    const entry = this.#index.get(key);
    if (entry === undefined) throw new Error(`the key ${key} had an effect and is not remembered`);
    const { events, tally } = this.#index.effectOf(entry);
    done(undefined, events, tally);
  }
}

function reused(key: string): LithairError {
  const message = `the key ${key} belongs to another request: a new request takes a new key`;
  return new LithairError('idempotency_key_reused', message);
}

function tooManyWait(count: number): LithairError {
  const message = `${count} requests wait for another with the same key: nothing was taken, retry later`;
  return new LithairError('overloaded', message);
}
